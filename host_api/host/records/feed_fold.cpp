#include "host/records/feed_fold.hpp"

#include <array>
#include <boost/json.hpp>

namespace crm {
namespace json = boost::json;
namespace {

/// Later rows of a subject replace earlier ones only with a higher revision; compared as text, since it has a fixed
/// width.
#define CRM_NEWER(TABLE) " WHERE excluded.revision > " #TABLE ".revision"

constexpr const char* put_account =
    "INSERT INTO account(plugin, id, tenant, revision, provider, document) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "provider=excluded.provider, document=excluded.document" CRM_NEWER(account);
constexpr const char* put_contact =
    "INSERT INTO contact(plugin, id, tenant, revision, name, document) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT(plugin, tenant, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "name=excluded.name, "
    "into_id=NULL, document=excluded.document" CRM_NEWER(contact);
constexpr const char* put_conversation =
    "INSERT INTO conversation(plugin, id, tenant, revision, account, document, contact, last_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "account=excluded.account, contact=excluded.contact, last_at=excluded.last_at, "
    "document=excluded.document" CRM_NEWER(conversation);
constexpr const char* put_message =
    "INSERT INTO message(plugin, id, tenant, revision, account, document, contact, sent_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "account=excluded.account, contact=excluded.contact, sent_at=excluded.sent_at, into_id=NULL, "
    "document=excluded.document" CRM_NEWER(message);
constexpr const char* put_operation =
    "INSERT INTO operation(plugin, id, tenant, revision, account, document, state) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "account=excluded.account, state=excluded.state, document=excluded.document" CRM_NEWER(operation);
constexpr const char* end_contact =
    "INSERT INTO contact(plugin, id, tenant, revision, into_id, document) VALUES(?1, ?2, ?3, ?4, ?5, NULL) "
    "ON CONFLICT(plugin, tenant, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "into_id=excluded.into_id, document=NULL" CRM_NEWER(contact);
constexpr const char* end_conversation =
    "INSERT INTO conversation(plugin, id, tenant, revision, account, contact, document) "
    "VALUES(?1, ?2, ?3, ?4, '', '', NULL) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "document=NULL" CRM_NEWER(conversation);
constexpr const char* end_message =
    "INSERT INTO message(plugin, id, tenant, revision, into_id, document) VALUES(?1, ?2, ?3, ?4, ?5, NULL) "
    "ON CONFLICT(plugin, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, "
    "into_id=excluded.into_id, document=NULL" CRM_NEWER(message);

// Of an erased person nothing stays but that he is gone, so that no older event brings him back.
constexpr const char* erase_contact =
    "INSERT INTO contact(plugin, id, tenant, revision, name, document) VALUES(?1, ?2, ?3, ?4, '', NULL) "
    "ON CONFLICT(plugin, tenant, id) DO UPDATE SET tenant=excluded.tenant, revision=excluded.revision, name='', "
    "into_id=NULL, document=NULL" CRM_NEWER(contact);
// His records may stand under contacts that were merged into him.
#define CRM_HIS                                                                              \
    "WITH RECURSIVE his(id) AS (SELECT ?2 UNION SELECT contact.id FROM contact JOIN his ON " \
    "contact.into_id = his.id WHERE contact.plugin = ?1 AND contact.tenant = ?4) "
constexpr const char* erase_messages =
    CRM_HIS "DELETE FROM message WHERE plugin=?1 AND contact IN (SELECT id FROM his) AND revision < ?3 AND tenant=?4";
constexpr const char* erase_conversations = CRM_HIS
    "DELETE FROM conversation WHERE plugin=?1 AND contact IN (SELECT id FROM his) AND revision < ?3 AND tenant=?4";
constexpr const char* erase_merged = CRM_HIS
    "DELETE FROM contact WHERE plugin=?1 AND id IN (SELECT id FROM his) AND id <> ?2 AND revision < ?3 AND tenant=?4";
#undef CRM_HIS

// Of an erased tenant nothing stays but that its accounts and contacts are gone; what is newer is its next life.
constexpr const char* erase_tenant[] = {
    "UPDATE account SET provider='', document=NULL, revision=?3 WHERE plugin=?1 AND tenant=?2 AND revision < ?3",
    "DELETE FROM conversation WHERE plugin=?1 AND tenant=?2 AND revision < ?3",
    "DELETE FROM message WHERE plugin=?1 AND tenant=?2 AND revision < ?3",
    "DELETE FROM operation WHERE plugin=?1 AND tenant=?2 AND revision < ?3",
    ("UPDATE contact SET name='', into_id=NULL, document=NULL, revision=?3 "
     "WHERE plugin=?1 AND tenant=?2 AND revision < ?3"),
};

/// How an event's type becomes a row: the subject's kind, the statement, and the members of data behind ?5, ?7, ?8
/// (?6 is the document).
struct Rule {
    std::string_view type;
    std::string_view kind;
    const char* sql;
    const char* members[3];
};
constexpr std::array rules = {
    Rule{"account.changed", "account/", put_account, {"provider", nullptr, nullptr}},
    Rule{"contact.changed", "contact/", put_contact, {"name", nullptr, nullptr}},
    Rule{"conversation.changed", "conversation/", put_conversation, {"account", "contact", "last_message_at"}},
    Rule{"conversation.human_replied", "conversation/", put_conversation, {"account", "contact", "last_message_at"}},
    Rule{"contact.split", "contact/", put_contact, {"name", nullptr, nullptr}},
    Rule{"message.changed", "message/", put_message, {"account", "contact", "sent_at"}},
    Rule{"operation.changed", "operation/", put_operation, {"account", "state", nullptr}},
    Rule{"contact.merged", "contact/", end_contact, {"into", nullptr, nullptr}},
    Rule{"conversation.merged", "conversation/", end_conversation, {nullptr, nullptr, nullptr}},
    Rule{"message.merged", "message/", end_message, {"into", nullptr, nullptr}},
};

std::string text(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : std::string();
}

/// The statements of one batch, each prepared once.
class Batch {
  public:
    Batch(SQLite::Database& db, const std::string& plugin) : db_(db), plugin_(plugin) {}

    void apply(const json::object& event, Folded& folded) {
        ++folded.events;
        const std::string type = text(event, "type");
        if (type == "contact.erased") return erase(event, folded);
        if (type == "tenant.erased") return erase_all(event, folded);
        const json::value* data = event.if_contains("data");
        if (type == "history.batch" && data != nullptr && data->is_object()) {
            imported(data->get_object(), text(event, "tenantid"), folded);
            return;
        }
        if (!apply(type, event, text(event, "tenantid"), folded)) ++folded.unknown;
    }

  private:
    /// Messages of the past, told together: each is kept as if it had come alone.
    void imported(const json::object& batch, const std::string& tenant, Folded& folded) {
        const json::value* messages = batch.if_contains("messages");
        const json::array* list = messages == nullptr ? nullptr : messages->if_array();
        bool understood = list != nullptr;
        for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
            const json::object* message = (*list)[at].if_object();
            understood = message != nullptr && apply("message.changed", *message, tenant, folded) && understood;
        }
        if (!understood) ++folded.unknown;
    }

    /// False: it says nothing that could be kept.
    bool apply(const std::string& type, const json::object& event, const std::string& tenant, Folded& folded) {
        const json::value* data = event.if_contains("data");
        for (std::size_t index = 0; index < rules.size(); ++index) {
            if (rules[index].type != type) continue;
            const std::string subject = text(event, "subject");
            const std::string revision = text(event, "revision");
            const std::string_view kind = rules[index].kind;
            if (revision.empty() || subject.compare(0, kind.size(), kind) != 0 || data == nullptr ||
                !data->is_object()) {
                break;
            }
            put(index, subject.substr(kind.size()), tenant, revision, data->get_object(), folded);
            return true;
        }
        return false;
    }

    void erase(const json::object& event, Folded& folded) {
        constexpr std::string_view kind = "contact/";
        const std::string subject = text(event, "subject");
        const std::string revision = text(event, "revision");
        if (revision.empty() || subject.compare(0, kind.size(), kind) != 0) {
            ++folded.unknown;
            return;
        }
        const std::string id = subject.substr(kind.size());
        SQLite::Statement gone(db_, erase_contact);
        gone.bind(1, plugin_);
        gone.bind(2, id);
        gone.bind(3, text(event, "tenantid"));
        gone.bind(4, revision);
        if (gone.exec() > 0) ++folded.applied;
        folded.erased = true;
        for (const char* sql : {erase_messages, erase_conversations, erase_merged}) {
            SQLite::Statement erase(db_, sql);
            erase.bind(1, plugin_);
            erase.bind(2, id);
            erase.bind(3, revision);
            erase.bind(4, text(event, "tenantid"));
            erase.exec();
        }
    }

    void erase_all(const json::object& event, Folded& folded) {
        const std::string tenant = text(event, "tenantid");
        const std::string revision = text(event, "revision");
        if (revision.empty() || text(event, "subject") != "tenant/" + tenant) {
            ++folded.unknown;
            return;
        }
        folded.erased = true;
        ++folded.applied;
        for (const char* sql : erase_tenant) {
            SQLite::Statement erase(db_, sql);
            erase.bind(1, plugin_);
            erase.bind(2, tenant);
            erase.bind(3, revision);
            erase.exec();
        }
    }

    void put(std::size_t index, const std::string& id, const std::string& tenant, const std::string& revision,
             const json::object& data, Folded& folded) {
        const Rule& rule = rules[index];
        if (!statements_[index]) statements_[index] = std::make_unique<SQLite::Statement>(db_, rule.sql);
        SQLite::Statement& put = *statements_[index];
        put.bind(1, plugin_);
        put.bind(2, id);
        put.bind(3, tenant);
        put.bind(4, revision);
        if (put.getBindParameterCount() > 4) put.bind(5, text(data, rule.members[0]));
        if (put.getBindParameterCount() > 5) put.bind(6, json::serialize(data));
        if (rule.members[1] != nullptr) put.bind(7, text(data, rule.members[1]));
        if (rule.members[2] != nullptr) put.bind(8, text(data, rule.members[2]));
        if (put.exec() > 0) ++folded.applied;
        put.reset();
    }

    SQLite::Database& db_;
    const std::string& plugin_;
    std::array<std::unique_ptr<SQLite::Statement>, rules.size()> statements_;
};

}  // namespace

Result<Folded> FeedFold::apply(std::string_view batch) {
    json::error_code error;
    const json::value document = json::parse(json::string_view(batch.data(), batch.size()), error);
    const json::object* const body = document.if_object();
    const json::value* const events = body == nullptr ? nullptr : body->if_contains("events");
    if (error || events == nullptr || !events->is_array()) {
        return Problem{"feed_unreadable", "The feed of " + plugin_ + " is no document of events.",
                       "Report this to the plugin's vendor."};
    }
    Folded folded;
    folded.cursor = text(*body, "cursor");
    if (events->get_array().empty()) return folded;
    database_.write([&](SQLite::Database& db) {
        Batch statements(db, plugin_);
        for (const json::value& event : events->get_array()) {
            if (event.is_object()) statements.apply(event.get_object(), folded);
        }
    });
    if (folded.erased) database_.write_anew();
    return folded;
}

}  // namespace crm
