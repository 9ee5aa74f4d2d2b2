#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ingest/router.hpp"
#include "model/conversation_signs.hpp"
#include "model/fact.hpp"
#include "model/hand_over.hpp"
#include "store/account_view.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/feed_rows.hpp"
#include "store/identity_verdicts.hpp"
#include "store/merged.hpp"
#include "store/messages.hpp"
#include "store/sends.hpp"
#include "store/session.hpp"

namespace coexist {

/// Puts facts into the state, inside the writer's transaction. What is stored is only ever joined, so that any order,
/// repetition and grouping of deliveries ends in the same rows; every subject that changed goes to the end of the feed.
class Fold {
  public:
    /// Called (in the transaction) when there is new word or evidence of how an account stands; `before`: how it stood.
    using AccountTold = std::function<void(const AccountRow& account, const AccountView& before)>;
    /// Called (in the transaction) when a delivery tells something of a send of ours.
    using SendTold = std::function<void(const SendRow& send)>;

    /// What a tenant's automation is held for.
    using HandOverOf = std::function<HandOverRules(const TenantId&)>;

    Fold(Session& session, FeedWriter& feed, Router& router);

    void on_account_told(AccountTold callback) { account_told_ = std::move(callback); }
    /// The platform took it.
    void on_send_proven(SendTold callback) { send_proven_ = std::move(callback); }
    /// It took a reaction, and could not deliver it.
    void on_reaction_failed(SendTold callback) { reaction_failed_ = std::move(callback); }
    void hand_over_by(HandOverOf rules) { hand_over_of_ = std::move(rules); }

    /// Forgets what it keeps in memory of the state: a transaction was taken back.
    void reload() { seen_.clear(); }

    /// What one fact says of one account. UnknownFacts are the caller's to count.
    void apply(const AccountRow& account, const Fact& fact);

    /// Joins what is known of a message; `key` is the row it belongs to.
    void message(const AccountRow& account, std::int64_t key, const Message& told);
    /// Tells that this wamid is the message of that send, and joins what was known under either.
    void link(const AccountRow& account, SendRow send, const Wamid& wamid);
    /// Decides anew who is who among all that evidence connects with these circles: after a number was left, or a
    /// decision of people.
    void regroup(const TenantId& tenant, const std::set<std::int64_t>& circles);
    /// People decided on identities: kept, and applied to whoever is known of them.
    void decide(const TenantId& tenant, const std::vector<VerdictRow>& verdicts);
    /// Puts the conversation at the end of the feed; nothing if there is none.
    void conversation_changed(const TenantId& tenant, std::int64_t key);
    /// Puts the account at the end of the feed.
    void account_changed(AccountRow account);
    /// Calls what on_account_told() set.
    void account_told(std::int64_t account, const AccountView& before);

  private:
    void message_fact(const AccountRow& account, const Message& told);
    void contact_fact(const AccountRow& account, const ContactFact& told);
    void move_fact(const AccountRow& account, const MoveFact& told);
    void account_fact(const AccountRow& account, const AccountFact& told);
    void notice_fact(const AccountRow& account, const NoticeFact& told);
    void history_fact(const AccountRow& account, const HistoryFact& told);
    enum class Shown { by_fact, by_several };  ///< whether one fact showed the names on it together
    /// The message with this key was said to have failed; it may be a reaction of ours.
    void reaction_failed(std::int64_t key);
    void merge(const AccountRow& account, std::int64_t key, Message told, const ConversationSigns& signs,
               Shown shown_by);
    /// A message that was with `former_peer` is somebody else's now.
    void moved(const AccountRow& account, std::int64_t former_peer, std::int64_t key);
    void seen(const AccountRow& account, const Message& told);
    /// The phone's app told of its address book: a change that it made `at`, Unix seconds.
    void contacts_seen(const AccountRow& account, std::int64_t at);
    /// A sign of life of that kind, if it is the newest.
    void alive(const AccountRow& account, std::int64_t AccountLifeRow::*newest, std::int64_t at);
    /// Joins signs of a conversation; answers how late its newest message was before.
    std::int64_t conversation(const AccountRow& account, std::int64_t contact, const ConversationSigns& told);
    /// Looks who answered last in it, in all that is stored; tells it if that is news.
    void look_who_answered(const AccountRow& account, std::int64_t contact);
    /// The conversation as it is stored, or a new one that is not.
    ConversationRow conversation_row(const AccountRow& account, std::int64_t contact);
    /// Puts the account at the end of the feed as it is now.
    void account_news(const AccountRow& account);
    /// Whose something is.
    struct Placed {
        std::int64_t peer = 0;     ///< key of the tenure that tells it
        std::int64_t contact = 0;  ///< 0: nobody's
        bool mixed = false;        ///< more than the evidence of webhooks decides
    };
    /// Takes in that these identities were shown together, and what the person was called; answers whose they are.
    Placed place(const TenantId& tenant, const Identities& identities, const Evidence& shown,
                 const ContactNames* names);
    /// One contact of circles against which nothing speaks.
    std::int64_t unite(const TenantId& tenant, const std::set<std::int64_t>& circles);
    void merge_contact(const TenantId& tenant, std::int64_t from, std::int64_t into);
    /// The contact's id is gone; its person goes on as `into`.
    void end_contact(const TenantId& tenant, std::int64_t from, std::int64_t into);
    void tell_contact(const TenantId& tenant, std::int64_t contact);
    void tell_contacts_of(const TenantId& tenant, const std::vector<IdentityRow>& rows);
    /// Conversations of these contacts anew from their messages, on one account or (null) on all of the tenant.
    /// `retell`: the host hears of each message whose it is now.
    void rebuild_conversations(const TenantId& tenant, const std::set<std::int64_t>& contacts, const AccountRow* only,
                               bool retell);
    /// The same of one. What is left of it if it ended.
    std::optional<ConversationRow> rebuild_conversation(const AccountRow& account, std::int64_t contact, bool retell);
    /// The conversation that goes on where this contact's ended.
    std::int64_t heir_of(const AccountRow& account, std::int64_t contact, const std::set<std::int64_t>& among);
    /// Messages with this number go to whoever had it at their time.
    void replace_messages(const TenantId& tenant, const Identity& identity);
    void merged(SubjectKind kind, const std::string& tenant, std::int64_t key, std::int64_t target,
                std::int64_t revision);

    Session& session_;
    FeedWriter& feed_;
    Router& router_;
    /// By account: at least so late signs of life are in the state already.
    std::map<std::int64_t, AccountLifeRow> seen_;
    AccountTold account_told_;
    SendTold send_proven_;
    SendTold reaction_failed_;
    HandOverOf hand_over_of_;
};

}  // namespace coexist
