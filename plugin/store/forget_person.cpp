#include "store/forget_person.hpp"

#include <algorithm>
#include <set>

#include "store/accounts.hpp"
#include "store/campaigns.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/erasures.hpp"
#include "store/media.hpp"
#include "store/messages.hpp"
#include "store/notes.hpp"
#include "store/opt_outs.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace {

constexpr const char* select_keys = "SELECT key FROM message WHERE account = $1 AND peer = $2";
constexpr const char* delete_feed = "DELETE FROM feed WHERE seq = $1 AND kind = $2 AND key = $3";
constexpr const char* delete_feed_past = "DELETE FROM feed_past WHERE seq = $1 AND kind = $2 AND key = $3";
constexpr const char* delete_aliases = "DELETE FROM message_alias WHERE target = $1";
constexpr const char* select_merged =
    "SELECT id, revision, kind FROM merged WHERE tenant = $1 AND kind = $2 AND (key = $3 OR target = $3)";
constexpr const char* delete_merged = "DELETE FROM merged WHERE id = $1";
constexpr const char* select_media = "SELECT media FROM media_message WHERE message = $1";
constexpr const char* delete_media_message = "DELETE FROM media_message WHERE message = $1";
constexpr const char* delete_media = "DELETE FROM media WHERE key = $1";
constexpr const char* delete_identities = "DELETE FROM identity WHERE tenant = $1 AND contact = $2";
constexpr const char* delete_verdicts = "DELETE FROM identity_verdict WHERE tenant = $1 AND (one = $2 OR other = $2)";
constexpr const char* delete_holds = "DELETE FROM conversation_hold WHERE identity = $1";
// The input's hash goes too: nobody can find out by trying what was written to him.
constexpr const char* clear_operation = "UPDATE operation SET input_hash = 'erased' WHERE operation_id = $1";

std::vector<std::int64_t> numbers_of(Statement& select) {
    std::vector<std::int64_t> numbers;
    while (select.next()) numbers.push_back(select.integer(0));
    select.reset();
    return numbers;
}

/// One person's rows on their way out.
class Leaving {
  public:
    Leaving(Session& session, const TenantId& tenant) : session_(session), tenant_(tenant) {}

    void message(std::int64_t key) {
        const auto row = find_message(session_, key);
        if (!row) return;
        told(SubjectKind::message, key, row->revision);
        ended(SubjectKind::message_merged, key);
        ++gone_.messages;
        gone_.newest_at = std::max(gone_.newest_at, time_of(row->message));
        remember(row->message.wamid.value);
        if (const auto send = find_send_of_message(session_, key)) sent(*send);
        session_.sql(delete_aliases).with(key).run();
        files(key);
        delete_message(session_, key);
    }

    void conversation(const ConversationRow& row) {
        told(SubjectKind::conversation, row.key, row.revision);
        told(SubjectKind::human_replied, row.key, row.human_revision);
        ended(SubjectKind::conversation_merged, row.key);
        gone_.newest_at = std::max(gone_.newest_at, row.last_at);
        delete_conversation(session_, row.key);
    }

    void person(const ContactRow& contact) {
        told(SubjectKind::contact, contact.contact, contact.revision);
        ended(SubjectKind::contact_merged, contact.contact);
        ended(SubjectKind::contact_split, contact.contact);
        for (const PersonIdentity& row : contact.identities) {
            gone_.identities.insert(row.identity);
            for (const auto* held : {&row.names.profile, &row.names.address_book, &row.names.username}) {
                if (*held) gone_.newest_at = std::max(gone_.newest_at, (*held)->evidence.at);
            }
            ended(SubjectKind::contact_merged, row.hash);
            session_.sql(delete_verdicts).with(tenant_.value, row.hash).run();
            session_.sql(delete_holds).with(row.hash).run();
            forget_notes(session_, tenant_, row.hash);
            forget_in_campaigns(row.identity);
        }
        forget_links(contact);
        session_.sql(delete_identities).with(tenant_.value, contact.contact).run();
        delete_contact(session_, tenant_, contact.contact);
    }

    ForgottenPerson take() { return std::move(gone_); }

  private:
    void told(SubjectKind kind, std::int64_t key, std::int64_t revision) {
        if (revision == 0) return;
        if (session_.sql(delete_feed).with(revision, static_cast<int>(kind), key).run() > 0) return;
        session_.sql(delete_feed_past).with(revision, static_cast<int>(kind), key).run();
    }

    void forget_in_campaigns(const Identity& identity) {
        const std::string recipient = std::to_string(static_cast<int>(identity.kind)) + ":" + identity.value;
        forget_campaign_recipient(session_, tenant_, recipient);
        forget_opt_out_name(session_, tenant_, recipient);
    }

    /// Whoever was once connected with him, or has his number now, knows nothing of him any more. When the number was
    /// left stays known while somebody else has it.
    void forget_links(const ContactRow& contact) {
        const auto his = [&contact](const Identity& identity) {
            return std::any_of(contact.identities.begin(), contact.identities.end(),
                               [&identity](const PersonIdentity& one) { return one.identity == identity; });
        };
        std::set<std::int64_t> circles;
        for (const PersonIdentity& one : contact.identities) {
            if (const auto row = find_identity(session_, tenant_, one.hash)) circles.insert(row->circle);
        }
        for (const std::int64_t circle : circles) {
            for (IdentityRow& row : identities_of_circle(session_, tenant_, circle)) {
                if (row.contact == contact.contact) continue;
                const std::size_t before = row.links.size();
                row.links.erase(std::remove_if(row.links.begin(), row.links.end(),
                                               [&his](const LinkRow& link) { return his(link.other); }),
                                row.links.end());
                if (row.links.size() != before) save_identity(session_, tenant_, row);
                if (row.after == 0) continue;
                // The first row of the number goes; what it told of later holders becomes theirs alone.
                const auto first = find_identity(session_, tenant_, key_of(Tenure{row.identity, 0}));
                if (!first || first->contact != contact.contact) continue;
                NamesTold left;
                tell(left, names_between(first->names, row.after));
                row.names = left;
                save_identity(session_, tenant_, row);
            }
        }
    }

    /// That a subject had gone up in this one, or this one in another.
    void ended(SubjectKind kind, std::int64_t key) {
        Statement& select = session_.sql(select_merged).with(tenant_.value, static_cast<int>(kind), key);
        std::vector<std::pair<std::int64_t, std::int64_t>> rows;
        while (select.next()) rows.emplace_back(select.integer(0), select.integer(1));
        select.reset();
        for (const auto& [id, revision] : rows) {
            told(kind, id, revision);
            session_.sql(delete_merged).with(id).run();
        }
    }

    void remember(const std::string& wamid) {
        if (!wamid.empty()) add_erased_message(session_, erased_message_key(tenant_, wamid));
    }

    void sent(const SendRow& send) {
        remember(send.wamid);
        delete_send(session_, send);
        session_.sql(clear_operation).with(send.operation_id.value).run();
        auto operation = find_operation(session_, send.operation_id);
        if (!operation) return;
        operation->result.clear();
        operation->problem.clear();
        gone_.sends.push_back(std::move(*operation));
    }

    void files(std::int64_t message) {
        const std::vector<std::int64_t> keys = numbers_of(session_.sql(select_media).with(message));
        session_.sql(delete_media_message).with(message).run();
        for (const std::int64_t key : keys) {
            const auto media = find_media(session_, key);
            if (!media || !messages_of_media(session_, key).empty()) continue;
            if (media->state == MediaState::kept && !media_used_by_others(session_, *media)) {
                forget_media_file(session_, tenant_, media->content);
                gone_.contents.push_back(media->content);
            }
            session_.sql(delete_media).with(key).run();
        }
    }

    Session& session_;
    const TenantId& tenant_;
    ForgottenPerson gone_;
};

}  // namespace

ForgottenPerson forget_person(Session& session, const TenantId& tenant, std::int64_t contact) {
    Leaving leaving(session, tenant);
    const auto row = find_contact(session, tenant, contact);
    if (!row) return {};
    for (const AccountRow& account : accounts_of_tenant(session, tenant)) {
        for (const PersonIdentity& identity : row->identities) {
            for (const std::int64_t key : numbers_of(session.sql(select_keys).with(account.id, identity.hash))) {
                leaving.message(key);
            }
        }
    }
    for (const ConversationRow& conversation : conversations_of_contact(session, tenant, contact)) {
        leaving.conversation(conversation);
    }
    leaving.person(*row);
    return leaving.take();
}

}  // namespace coexist
