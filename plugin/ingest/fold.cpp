#include "ingest/fold.hpp"

#include <algorithm>

#include "model/account_limits.hpp"
#include "store/account_news.hpp"
#include "store/keys.hpp"
#include "store/merged.hpp"

namespace coexist {

Fold::Fold(Session& session, FeedWriter& feed, Router& router) : session_(session), feed_(feed), router_(router) {}

void Fold::apply(const AccountRow& account, const Fact& fact) {
    if (const auto* message = std::get_if<MessageFact>(&fact.said)) {
        message_fact(account, message->message);
    } else if (const auto* contact = std::get_if<ContactFact>(&fact.said)) {
        contact_fact(account, *contact);
    } else if (const auto* move = std::get_if<MoveFact>(&fact.said)) {
        move_fact(account, *move);
    } else if (const auto* life = std::get_if<AccountFact>(&fact.said)) {
        account_fact(account, *life);
    } else if (const auto* notice = std::get_if<NoticeFact>(&fact.said)) {
        notice_fact(account, *notice);
    } else if (const auto* history = std::get_if<HistoryFact>(&fact.said)) {
        history_fact(account, *history);
    }
}

void Fold::account_fact(const AccountRow& account, const AccountFact& told) {
    AccountLifeRow row = account_life(session_, account.id);
    const AccountView before = view_of(account, row);
    const AccountLife known = row.life;
    join(row.life, told.life);
    if (row.life == known) return;
    save_account_life(session_, account.id, row);
    // State, limits and the phone's signs are shown of it: what a host has at the highest revision must be what is
    // true.
    account_changed(account);
    account_told(account.id, before);
}

void Fold::notice_fact(const AccountRow& account, const NoticeFact& told) {
    bool shown = false;
    for (const auto& [subject, notice] : told.notices.newest) {
        AccountNotices known = account_notice(session_, account.id, subject);
        const AccountNotices before = known;
        AccountNotices one;
        one.newest.emplace(subject, notice);
        join(known, one);
        if (known == before) continue;
        save_account_notices(session_, account.id, known);
        shown = shown || !of_template(subject.kind);
    }
    if (shown) account_news(account);
}

void Fold::history_fact(const AccountRow& account, const HistoryFact& told) {
    HistoryImport known = account_history(session_, account.id);
    const HistoryImport before = known;
    join(known, told.import);
    if (known == before) return;
    save_account_history(session_, account.id, known);
    account_news(account);
}

void Fold::account_news(const AccountRow& account) {
    const AccountRow* now = router_.by_id(account.id);
    account_changed(now == nullptr ? account : *now);
}

void Fold::account_told(std::int64_t account, const AccountView& before) {
    const AccountRow* now = router_.by_id(account);
    if (!account_told_ || now == nullptr) return;
    const AccountRow copy = *now;  // the callback may change the router's row
    account_told_(copy, before);
}

void Fold::account_changed(AccountRow account) {
    account.revision = feed_.changed(account.tenant.value, SubjectKind::account, account.id, account.revision);
    save_account(session_, account);
    router_.update(account);
}

void Fold::merged(SubjectKind kind, const std::string& tenant, std::int64_t key, std::int64_t target,
                  std::int64_t revision) {
    MergedRow row{0, kind, tenant, key, target, 0};
    save_merged(session_, row);
    // The subject's own event gives way to the one that ends it.
    row.revision = feed_.changed(tenant, kind, row.id, row.revision > 0 ? row.revision : revision);
    save_merged_revision(session_, row);
}

}  // namespace coexist
