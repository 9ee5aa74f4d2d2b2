#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>

#include "api/answers.hpp"
#include "api/audit_document.hpp"
#include "api/notes.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "api/saved_replies.hpp"
#include "feed/resources.hpp"
#include "store/export_places.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// One item of an export and the place behind which the next page begins.
struct Item {
    std::int64_t place = 0;
    json::object document;
};
/// Up to `limit` items of a tenant's section behind `after`; nothing = from its beginning.
using Section = std::vector<Item> (*)(const Call& call, Session& session, const TenantId& tenant,
                                      std::optional<std::int64_t> after, int limit);

std::vector<Item> accounts(const Call& /*call*/, Session& session, const TenantId& tenant,
                           std::optional<std::int64_t> after, int limit) {
    std::vector<AccountRow> rows = accounts_of_tenant(session, tenant);
    std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) { return left.id < right.id; });
    std::vector<Item> items;
    for (const AccountRow& row : rows) {
        if (row.id <= after.value_or(0) || items.size() == static_cast<std::size_t>(limit)) continue;
        items.push_back({row.id, account_document(session, row)});
    }
    return items;
}

std::vector<Item> contacts(const Call& /*call*/, Session& session, const TenantId& tenant,
                           std::optional<std::int64_t> after, int limit) {
    std::vector<Item> items;
    for (const std::int64_t key : contacts_of_tenant(session, tenant, after, limit)) {
        if (const auto row = find_contact(session, tenant, key))
            items.push_back({key, contact_document(session, *row)});
    }
    return items;
}

std::vector<Item> conversations(const Call& call, Session& session, const TenantId& tenant,
                                std::optional<std::int64_t> after, int limit) {
    std::vector<Item> items;
    for (const ExportPlace& place : conversations_to_export(session, tenant, after.value_or(0), limit)) {
        const auto row = find_conversation(session, place.key);
        if (row) {
            items.push_back({place.id, conversation_document(session, *row, call.services.clock.now_ms() / 1000)});
        }
    }
    return items;
}

std::vector<Item> messages(const Call& /*call*/, Session& session, const TenantId& tenant,
                           std::optional<std::int64_t> after, int limit) {
    std::vector<Item> items;
    for (const ExportPlace& place : messages_to_export(session, tenant, after.value_or(0), limit)) {
        if (const auto row = find_message(session, place.key)) {
            items.push_back({place.id, message_document(session, *row)});
        }
    }
    return items;
}

std::vector<Item> audit(const Call& call, Session& session, const TenantId& tenant, std::optional<std::int64_t> after,
                        int limit) {
    AuditQuery query;
    if (after) query.before = *after;
    query.limit = limit;
    std::vector<Item> items;
    for (const AuditRow& row : audit_of_tenant(session, tenant, query)) {
        items.push_back({row.id, audit_document(row, call, false)});
    }
    return items;
}

std::vector<Item> notes(const Call& /*call*/, Session& session, const TenantId& tenant,
                        std::optional<std::int64_t> after, int limit) {
    std::vector<Item> items;
    for (const NoteRow& row : notes_of_tenant(session, tenant, after.value_or(0), limit)) {
        items.push_back({row.id, note_document(row)});
        const auto account = find_account(session, row.account);
        const auto name = find_identity(session, tenant, row.identity);
        if (account && name) {
            items.back().document["conversation"] =
                conversation_id(conversation_key(account->account_id, name->contact)).value;
        }
    }
    return items;
}

std::vector<Item> saved_replies(const Call& /*call*/, Session& session, const TenantId& tenant,
                                std::optional<std::int64_t> after, int limit) {
    std::vector<Item> items;
    for (const SavedReplyRow& row : saved_replies_of(session, tenant)) {
        if (row.id <= after.value_or(0) || items.size() == static_cast<std::size_t>(limit)) continue;
        items.push_back({row.id, saved_reply_document(row)});
    }
    return items;
}

struct NamedSection {
    const char* name;
    Section read;
};
constexpr std::array sections = {NamedSection{"accounts", accounts},
                                 NamedSection{"contacts", contacts},
                                 NamedSection{"conversations", conversations},
                                 NamedSection{"messages", messages},
                                 NamedSection{"audit", audit},
                                 NamedSection{"notes", notes},
                                 NamedSection{"saved_replies", saved_replies}};

Result<TenantId> tenant_of(const Call& call) {
    auto tenants = tenants_asked(call);
    if (!tenants) return tenants.take_problem();
    if (tenants->size() == 1) return tenants->front();
    return Problem{Refusal::invalid,
                   "tenant_needed",
                   "An export is of one tenant, and you serve several.",
                   "Add the parameter tenant with its id.",
                   {}};
}

}  // namespace

Result<HttpAnswer> export_tenant(const Call& call) {
    const auto tenant = tenant_of(call);
    if (!tenant) return tenant.problem();
    const auto page = page_of(call.query, "export/" + tenant->value, "isi");
    if (!page) return page.problem();
    std::size_t section = 0;
    std::optional<std::int64_t> after;
    if (page->after) {
        section = static_cast<std::size_t>(page->after->at(0).as_int64());
        if (page->after->at(1).as_string() == "after") after = page->after->at(2).as_int64();
    }
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    json::object answer{{"tenant", tenant->value}};
    json::array items;
    // A section that is over leads to the next at once: no page is empty but the last.
    for (; section < sections.size(); ++section, after.reset()) {
        std::vector<Item> read = sections.at(section).read(call, *session, *tenant, after, page->limit);
        if (read.empty()) continue;
        answer["section"] = sections.at(section).name;
        for (Item& item : read) items.emplace_back(std::move(item.document));
        put_next(answer, *page, {static_cast<std::int64_t>(section), "after", read.back().place});
        break;
    }
    answer["items"] = std::move(items);
    return json_answer(answer);
}

Result<HttpAnswer> export_contact(const Call& call) {
    const auto page =
        page_of(call.query, "export_contact/" + std::string(call.ids.front()) + "/" + call.query.value("tenant"), "ii");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto contact = contact_asked(call, *session, call.ids.front());
    if (!contact) return contact.problem();
    ExportPlace after{std::numeric_limits<std::int64_t>::min(), 0};
    if (page->after) after = {page->after->at(0).as_int64(), page->after->at(1).as_int64()};
    json::object answer{{"contact", contact_document(*session, *contact)}};
    json::array messages;
    for (const ExportPlace& place : messages_of_person(*session, *contact)) {
        if (!(after < place)) continue;
        if (messages.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {after.id, after.key});
            break;
        }
        after = place;
        if (const auto row = find_message(*session, place.key)) messages.push_back(message_document(*session, *row));
    }
    answer["messages"] = std::move(messages);
    json::array& told = answer["conversations"].emplace_array();
    for (const ConversationRow& row : conversations_of_contact(*session, contact->tenant, contact->contact)) {
        told.push_back(conversation_document(*session, row, call.services.clock.now_ms() / 1000));
    }
    // Few and short: each page says them all.
    json::array& notes = answer["notes"].emplace_array();
    const auto identities = identity_keys_of(*session, contact->tenant, contact->contact);
    for (const NoteRow& row : notes_on_person(*session, contact->tenant, identities)) {
        notes.push_back(note_document(row));
    }
    return json_answer(answer);
}

}  // namespace coexist
