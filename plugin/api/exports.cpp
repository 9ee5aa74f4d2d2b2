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
#include "campaigns/campaign_document.hpp"
#include "feed/resources.hpp"
#include "store/export_places.hpp"
#include "store/keys.hpp"
#include "store/media.hpp"
#include "store/operations.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// Where an item stands in its section: by a number, or by a text, or by both.
struct Place {
    std::int64_t number = 0;
    std::string text{};
};
/// One item of an export and the place behind which the next page begins.
struct Item {
    Place place;
    json::object document;
};
/// Up to `limit` items of a tenant's section behind `after`; nothing = from its beginning.
using Section = std::vector<Item> (*)(const Call& call, Session& session, const TenantId& tenant,
                                      const std::optional<Place>& after, int limit);

std::int64_t number_of(const std::optional<Place>& after) {
    return after ? after->number : 0;
}

std::vector<Item> accounts(const Call& /*call*/, Session& session, const TenantId& tenant,
                           const std::optional<Place>& after, int limit) {
    std::vector<AccountRow> rows = accounts_of_tenant(session, tenant);
    std::sort(rows.begin(), rows.end(), [](const auto& left, const auto& right) { return left.id < right.id; });
    std::vector<Item> items;
    for (const AccountRow& row : rows) {
        if (row.id <= number_of(after) || items.size() == static_cast<std::size_t>(limit)) continue;
        items.push_back({{row.id}, account_document(session, row)});
    }
    return items;
}

std::vector<Item> contacts(const Call& /*call*/, Session& session, const TenantId& tenant,
                           const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    const auto from = after ? std::optional(after->number) : std::nullopt;
    for (const std::int64_t key : contacts_of_tenant(session, tenant, from, limit)) {
        if (const auto row = find_contact(session, tenant, key))
            items.push_back({{key}, contact_document(session, *row)});
    }
    return items;
}

std::vector<Item> conversations(const Call& call, Session& session, const TenantId& tenant,
                                const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const ExportPlace& place : conversations_to_export(session, tenant, number_of(after), limit)) {
        const auto row = find_conversation(session, place.key);
        if (row) {
            items.push_back({{place.id}, conversation_document(session, *row, call.services.clock.now_ms() / 1000)});
        }
    }
    return items;
}

std::vector<Item> messages(const Call& /*call*/, Session& session, const TenantId& tenant,
                           const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const ExportPlace& place : messages_to_export(session, tenant, number_of(after), limit)) {
        if (const auto row = find_message(session, place.key)) {
            items.push_back({{place.id}, message_document(session, *row)});
        }
    }
    return items;
}

std::vector<Item> audit(const Call& call, Session& session, const TenantId& tenant, const std::optional<Place>& after,
                        int limit) {
    AuditQuery query;
    if (after) query.before = after->number;
    query.limit = limit;
    std::vector<Item> items;
    for (const AuditRow& row : audit_of_tenant(session, tenant, query)) {
        items.push_back({{row.id}, audit_document(row, call, false)});
    }
    return items;
}

std::vector<Item> notes(const Call& /*call*/, Session& session, const TenantId& tenant,
                        const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const NoteRow& row : notes_of_tenant(session, tenant, number_of(after), limit)) {
        items.push_back({{row.id}, note_document(row)});
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
                                const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const SavedReplyRow& row : saved_replies_of(session, tenant)) {
        if (row.id <= number_of(after) || items.size() == static_cast<std::size_t>(limit)) continue;
        items.push_back({{row.id}, saved_reply_document(row)});
    }
    return items;
}

std::vector<Item> campaigns(const Call& /*call*/, Session& session, const TenantId& tenant,
                            const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const CampaignPlace& place : campaigns_to_export(session, tenant, number_of(after), limit)) {
        const auto row = find_campaign(session, place.campaign_id);
        if (row) items.push_back({{place.id}, campaign_document(session, *row)});
    }
    return items;
}

/// In the campaigns' order; the text of a place is the campaign's row.
std::vector<Item> campaign_recipients(const Call& /*call*/, Session& session, const TenantId& tenant,
                                      const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    std::int64_t campaign = after ? std::stoll(after->text) : 0;
    std::int64_t from = after ? after->number + 1 : 0;
    for (std::int64_t before = campaign - 1; items.empty(); before = campaign, from = 0) {
        const auto next = campaigns_to_export(session, tenant, before, 1);
        if (next.empty()) break;
        if (next.front().id != campaign) from = 0;
        campaign = next.front().id;
        for (const CampaignRecipient& one : recipients_of(session, campaign, from, limit)) {
            json::object document = campaign_recipient_document(session, one);
            document["campaign"] = next.front().campaign_id;
            items.push_back({{one.position, std::to_string(campaign)}, std::move(document)});
        }
    }
    return items;
}

std::vector<Item> opt_outs(const Call& /*call*/, Session& session, const TenantId& tenant,
                           const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const OptOutRow& row : opt_outs_of(session, tenant, after ? after->text : std::string(), limit)) {
        json::object document = opt_out_document(row);
        document["tenant"] = tenant.value;
        items.push_back({{0, row.mark}, std::move(document)});
    }
    return items;
}

std::vector<Item> operations(const Call& /*call*/, Session& session, const TenantId& tenant,
                             const std::optional<Place>& after, int limit) {
    OperationQuery query;
    query.before = after ? after->number : std::numeric_limits<std::int64_t>::max();
    query.limit = limit;
    std::vector<Item> items;
    for (const OperationRow& row : operations_of_tenant(session, tenant, query)) {
        items.push_back({{row.id}, operation_document(row)});
    }
    return items;
}

/// Their bytes are asked for one by one: by the address of any message that shows them.
std::vector<Item> files(const Call& /*call*/, Session& session, const TenantId& tenant,
                        const std::optional<Place>& after, int limit) {
    std::vector<Item> items;
    for (const FileToExport& file : files_to_export(session, tenant, after ? after->text : std::string(), limit)) {
        json::array addresses;
        for (const std::int64_t key : file.files) addresses.emplace_back("/v1/media/" + media_id(key).value);
        items.push_back({{0, file.content},
                         {{"sha256", file.content},
                          {"bytes", file.bytes},
                          {"mime_type", file.mime_type},
                          {"hrefs", std::move(addresses)}}});
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
                                 NamedSection{"saved_replies", saved_replies},
                                 NamedSection{"campaigns", campaigns},
                                 NamedSection{"campaign_recipients", campaign_recipients},
                                 NamedSection{"opt_outs", opt_outs},
                                 NamedSection{"operations", operations},
                                 NamedSection{"files", files}};

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
    std::optional<Place> after;
    if (page->after) {
        section = static_cast<std::size_t>(page->after->at(0).as_int64());
        after = Place{page->after->at(2).as_int64(), std::string(page->after->at(1).as_string())};
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
        const Place& last = read.back().place;
        put_next(answer, *page, {static_cast<std::int64_t>(section), last.text, last.number});
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
