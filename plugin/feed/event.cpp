#include "feed/event.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>

#include "feed/resources.hpp"
#include "model/hash.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"
#include "store/merged.hpp"
#include "store/tenant_erasures.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

struct Said {
    const char* type;
    std::string subject;
    std::string account;
    json::object about;
    std::string essence;  ///< what the id is a hash of
};

std::string member(const json::object& document, const char* name) {
    const json::value* found = document.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

Said said(const char* type, const char* kind, json::object document, std::string account) {
    std::string subject = kind + std::string("/") + member(document, "id");
    std::string essence = json::serialize(document);
    return {type, std::move(subject), std::move(account), std::move(document), std::move(essence)};
}

Said ended(const char* type, const char* kind, const std::string& id, const std::string& into) {
    return said(type, kind, json::object{{"id", id}, {"into", into}}, {});
}

std::optional<Said> merged_event(Session& session, std::int64_t id) {
    const auto row = find_merged(session, id);
    if (!row) return std::nullopt;
    switch (row->kind) {
        case SubjectKind::contact_merged: {
            // The chain may have gone on since: tell where it ends now.
            const auto identity = find_identity(session, TenantId(row->tenant), row->key);
            const std::int64_t into = identity ? identity->contact : row->target;
            return ended("contact.merged", "contact", contact_id(row->key).value, contact_id(into).value);
        }
        case SubjectKind::contact_erased: {
            if (row->key == everybody) {
                return said("tenant.erased", "tenant",
                            json::object{{"id", row->tenant}, {"erased_at", rfc3339(row->target)}}, {});
            }
            const std::string erased = contact_id(row->key).value;
            return said("contact.erased", "contact", json::object{{"id", erased}, {"erased_at", rfc3339(row->target)}},
                        {});
        }
        case SubjectKind::contact_split: {
            const auto contact = find_contact(session, TenantId(row->tenant), row->key);
            if (!contact) return std::nullopt;
            json::object document = contact_document(session, *contact);
            document["from"] = contact_id(row->target).value;
            return said("contact.split", "contact", std::move(document), {});
        }
        case SubjectKind::conversation_merged:
            return ended("conversation.merged", "conversation", conversation_id(row->key).value,
                         conversation_id(row->target).value);
        default:
            return ended("message.merged", "message", message_id(row->key).value, message_id(row->target).value);
    }
}

std::optional<Said> conversation_event(Session& session, std::int64_t key, std::int64_t now) {
    const auto row = find_conversation(session, key);
    if (!row) return std::nullopt;
    json::object document = conversation_document(session, *row, now / 1000);
    const std::string account = member(document, "account");
    Said event = said("conversation.changed", "conversation", std::move(document), account);
    // Whether the window is open moves with the clock; what was observed does not.
    event.essence = json::serialize(conversation_document(session, *row, 0));
    return event;
}

std::optional<Said> replied_event(Session& session, std::int64_t key, std::int64_t now) {
    const auto row = find_conversation(session, key);
    if (!row || row->human_at == 0) return std::nullopt;
    json::object document = conversation_document(session, *row, now / 1000);
    const std::string account = member(document, "account");
    Said event = said("conversation.human_replied", "conversation", std::move(document), account);
    event.essence = std::to_string(row->human_at) + ' ' + message_id(row->human_message).value;
    return event;
}

std::optional<Said> changed_event(Session& session, const FeedRow& row, std::int64_t now) {
    switch (row.kind) {
        case SubjectKind::account: {
            const auto account = find_account(session, row.key);
            if (!account) return std::nullopt;
            return said("account.changed", "account", account_document(session, *account), account->account_id.value);
        }
        case SubjectKind::contact: {
            const auto contact = find_contact(session, TenantId(row.tenant), row.key);
            if (!contact) return std::nullopt;
            return said("contact.changed", "contact", contact_document(session, *contact), {});
        }
        case SubjectKind::conversation:
            return conversation_event(session, row.key, now);
        case SubjectKind::human_replied:
            return replied_event(session, row.key, now);
        case SubjectKind::message: {
            const auto message = find_message(session, row.key);
            if (!message) return std::nullopt;
            json::object document = message_document(session, *message);
            const std::string account = member(document, "account");
            return said("message.changed", "message", std::move(document), account);
        }
        case SubjectKind::operation: {
            const auto operation = find_operation(session, row.key);
            if (!operation) return std::nullopt;
            return said("operation.changed", "operation", operation_document(*operation), operation->account_id.value);
        }
        default:
            return merged_event(session, row.key);
    }
}

std::string revision_text(std::int64_t epoch, std::int64_t seq) {
    std::array<char, 48> text{};
    const int length = std::snprintf(text.data(), text.size(), "%06lld%014lld", static_cast<long long>(epoch),
                                     static_cast<long long>(seq));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string id_of(const std::string& type, const std::string& subject, const std::string& essence) {
    return "evt_" + hex64(hash64(type + '\n' + subject + '\n' + essence));
}

}  // namespace

std::optional<ToldEvent> told_event_of(Session& session, const FeedRow& row, std::int64_t epoch, std::int64_t now) {
    std::optional<Said> said = changed_event(session, row, now);
    if (!said) return std::nullopt;
    ToldEvent event;
    event.type = said->type;
    event.subject = std::move(said->subject);
    event.tenant = row.tenant;
    event.account = std::move(said->account);
    event.id = id_of(event.type, event.subject, said->essence);
    event.revision = revision_text(epoch, row.seq);
    const bool moves_with_clock = row.kind == SubjectKind::conversation || row.kind == SubjectKind::human_replied;
    event.data = moves_with_clock ? json::serialize(said->about) : std::move(said->essence);
    event.time = rfc3339(now);
    event.imported = row.kind == SubjectKind::message && said->about.contains("silent");
    return event;
}

std::string text_of(const ToldEvent& event) {
    json::object head{{"specversion", "1.0"},
                      {"id", event.id},
                      {"source", "/channels/whatsapp"},
                      {"type", event.type},
                      {"subject", event.subject},
                      {"time", event.time},
                      {"datacontenttype", "application/json"},
                      {"tenantid", event.tenant},
                      {"revision", event.revision}};
    if (!event.account.empty()) head["accountid"] = event.account;
    std::string text = json::serialize(head);
    text.back() = ',';
    return text.append("\"data\":").append(event.data).append("}");
}

std::string history_batch_text(const std::vector<ToldEvent>& messages) {
    ToldEvent batch = messages.back();
    batch.type = "history.batch";
    std::string ids;
    std::string list;
    for (const ToldEvent& message : messages) {
        ids.append(message.id).append(1, '\n');
        const std::string head = json::serialize(
            json::object{{"id", message.id}, {"subject", message.subject}, {"revision", message.revision}});
        list.append(list.empty() ? "" : ",").append(head, 0, head.size() - 1);
        list.append(",\"data\":").append(message.data).append("}");
    }
    batch.subject = "history_batch/" + hex64(hash64(ids));
    batch.id = id_of(batch.type, batch.subject, ids);
    batch.data = json::serialize(json::object{{"account", batch.account}, {"silent", true}});
    batch.data.back() = ',';
    batch.data.append("\"messages\":[").append(list).append("]}");
    return text_of(batch);
}

std::string text_of(const FeedCursor& cursor) {
    return std::to_string(cursor.epoch) + ":" + std::to_string(cursor.live) + ":" + std::to_string(cursor.past);
}

std::optional<FeedCursor> cursor_from(std::string_view text) {
    FeedCursor cursor;
    std::int64_t* const parts[] = {&cursor.epoch, &cursor.live, &cursor.past};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::int64_t* part : parts) {
        if (part != parts[0] && (at == end || *at++ != ':')) return std::nullopt;
        const auto read = std::from_chars(at, end, *part);
        if (read.ec != std::errc()) return std::nullopt;
        at = read.ptr;
    }
    if (at != end) return std::nullopt;
    return cursor;
}

}  // namespace coexist
