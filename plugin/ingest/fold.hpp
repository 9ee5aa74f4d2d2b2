#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "ingest/router.hpp"
#include "model/conversation_signs.hpp"
#include "model/fact.hpp"
#include "store/account_view.hpp"
#include "store/contacts.hpp"
#include "store/conversations.hpp"
#include "store/feed_rows.hpp"
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
    /// Called (in the transaction) when a delivery proves that the platform took a send of ours.
    using SendProven = std::function<void(const SendRow& send)>;

    Fold(Session& session, FeedWriter& feed, Router& router);

    void on_account_told(AccountTold callback) { account_told_ = std::move(callback); }
    void on_send_proven(SendProven callback) { send_proven_ = std::move(callback); }

    /// Forgets what it keeps in memory of the state: a transaction was taken back.
    void reload() { seen_.clear(); }

    /// What one fact says of one account. UnknownFacts are the caller's to count.
    void apply(const AccountRow& account, const Fact& fact);

    /// Joins what is known of a message; `key` is the row it belongs to.
    void message(const AccountRow& account, std::int64_t key, const Message& told);
    /// Tells that this wamid is the message of that send, and joins what was known under either.
    void link(const AccountRow& account, SendRow send, const Wamid& wamid);
    /// Puts the account at the end of the feed.
    void account_changed(AccountRow account);
    /// Calls what on_account_told() set.
    void account_told(std::int64_t account, const AccountView& before);

  private:
    void message_fact(const AccountRow& account, const Message& told);
    void contact_fact(const AccountRow& account, const ContactFact& told);
    void account_fact(const AccountRow& account, const AccountFact& told);
    void notice_fact(const AccountRow& account, const NoticeFact& told);
    void history_fact(const AccountRow& account, const HistoryFact& told);
    void merge(const AccountRow& account, std::int64_t key, const Message& told, ConversationSigns signs);
    void seen(const AccountRow& account, const Message& told);
    /// The phone's app told of its address book: a change that it made `at`, Unix seconds.
    void contacts_seen(const AccountRow& account, std::int64_t at);
    /// A sign of life of that kind, if it is the newest.
    void alive(const AccountRow& account, std::int64_t AccountLifeRow::*newest, std::int64_t at);
    void conversation(const AccountRow& account, std::int64_t contact, const ConversationSigns& told);
    /// Puts the account at the end of the feed as it is now.
    void account_news(const AccountRow& account);
    /// The contact that all of these identities belong to; joins contacts that turn out to be one person.
    std::int64_t contact_of(const TenantId& tenant, const Identities& identities, const ContactNames* names);
    void merge_contact(const TenantId& tenant, std::int64_t from, std::int64_t into);
    void merged(SubjectKind kind, const std::string& tenant, std::int64_t key, std::int64_t target,
                std::int64_t revision);

    Session& session_;
    FeedWriter& feed_;
    Router& router_;
    /// By account: at least so late signs of life are in the state already.
    std::map<std::int64_t, AccountLifeRow> seen_;
    AccountTold account_told_;
    SendProven send_proven_;
};

}  // namespace coexist
