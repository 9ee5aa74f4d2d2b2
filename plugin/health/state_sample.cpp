#include "health/state_sample.hpp"

#include <algorithm>

#include "runtime/under_way.hpp"
#include "store/account_view.hpp"
#include "store/damage.hpp"
#include "store/media.hpp"
#include "store/owner_lock.hpp"
#include "store/phone_reminders.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr std::size_t set_aside_shown = 20;
constexpr std::size_t kinds_shown = 100;
// Many accounts take a while to read: at most a twentieth of the time is spent on it.
constexpr std::int64_t accounts_every_us = 1'000'000;
constexpr std::int64_t accounts_share = 20;

constexpr const char* count_sends =
    "SELECT a.tenant, s.state, count(*) FROM send s JOIN account a ON a.id = s.account "
    "WHERE s.state IN ('queued', 'held', 'sending', 'unknown') GROUP BY a.tenant, s.state";
constexpr const char* count_waiting_media =
    "SELECT tenant, count(*), min(told_at) FROM media WHERE state = 'waiting' GROUP BY tenant";
constexpr const char* count_media_over_quota =
    "SELECT tenant, count(*) FROM media WHERE state = 'over_quota' AND told_at > $1 GROUP BY tenant";
constexpr const char* count_quarantine = "SELECT count(*) FROM quarantine";

AccountSign sign_of(Session& session, const AccountRow& account) {
    const AccountLifeRow life = account_life(session, account.id);
    AccountSign sign;
    sign.row = account.id;
    sign.id = account.account_id;
    sign.tenant = account.tenant;
    sign.provider = account.provider;
    sign.state = view_of(account, life).state;
    sign.token_invalid = account.token_invalid;
    sign.payment_problem = account.payment_problem;
    const std::int64_t echo = life.last_echo_at * 1000;
    sign.delivery_at = std::max({echo, life.last_inbound_at * 1000, account.generation_start});
    const PhoneSigns signs = phone_signs(account, life);
    sign.phone_at = newest_phone_sign(signs).at;
    if (const auto told = find_phone_reminder(session, account.id)) sign.phone = level_left(told->found, signs);
    return sign;
}

std::map<std::string, MissingMedia> missing_media(Session& session, std::int64_t now_ms) {
    std::map<std::string, MissingMedia> media;
    Statement& waiting = session.sql(count_waiting_media).with();
    while (waiting.next()) media[waiting.text(0)] = {waiting.integer(1), waiting.integer(2), 0};
    waiting.reset();
    Statement& over = session.sql(count_media_over_quota).with(now_ms - media_lifetime_ms);
    while (over.next()) media[over.text(0)].over_quota = over.integer(1);
    over.reset();
    return media;
}

}  // namespace

StateLook::StateLook(std::string directory, ReaderPool& readers, Feed& feed, DiskUse& disk, Clock clock)
    : directory_(std::move(directory)),
      readers_(readers),
      feed_(feed),
      disk_(disk),
      clock_(clock),
      tally_(journal_directory(directory_)) {}

StateSample StateLook::look(const StateSample& former, const std::vector<SegmentPlace>& places) {
    StateSample sample = former;
    sample.at = clock_.now_ms();
    sample.trouble.clear();
    try {
        read(sample, places);
    } catch (const std::exception& error) {
        sample.trouble = error.what();
    }
    return sample;
}

void StateLook::read(StateSample& sample, const std::vector<SegmentPlace>& places) {
    sample.owner_lives = OwnerLock::held(directory_);
    sample.damaged = state_suspected(directory_);
    sample.disk = disk_.look();
    sample.clients = marked_clients(directory_);
    sample.consumers = feed_.consumers();
    sample.lanes = tally_.measure(places);
    auto session = readers_.take();
    sample.settings_hash = meta_number(*session, "settings_hash", 0);
    sample.quarantined = session->scalar(count_quarantine);
    sample.set_aside = sample.quarantined == 0 ? std::vector<QuarantineRow>() : quarantined(*session);
    if (sample.set_aside.size() > set_aside_shown) sample.set_aside.resize(set_aside_shown);
    sample.erasures_open = session->scalar("SELECT count(*) FROM erasure WHERE state = 'forgetting'");
    sample.erasure_key = meta_number(*session, "erasure_key", 0);
    sample.oldest_erasure_at =
        session->scalar("SELECT coalesce(min(asked_at), 0) FROM erasure WHERE state = 'forgetting'");
    sample.parked = count_parked(*session);
    sample.sends.clear();
    Statement& sends = session->sql(count_sends).with();
    while (sends.next()) sample.sends[sends.text(0)][sends.text(1)] = sends.integer(2);
    sends.reset();
    sample.media = missing_media(*session, sample.at);
    sample.unknown_kinds = unknown_kinds(*session);
    if (sample.unknown_kinds.size() > kinds_shown) sample.unknown_kinds.resize(kinds_shown);
    sample.tenants = tenants_with_accounts(*session);
    if (steady_us() >= accounts_due_us_) read_accounts(sample, *session);
}

void StateLook::read_accounts(StateSample& sample, Session& session) {
    const std::int64_t began = steady_us();
    auto signs = std::make_shared<std::vector<AccountSign>>();
    for (const AccountRow& account : all_accounts(session)) {
        if (living(account)) signs->push_back(sign_of(session, account));
    }
    sample.accounts = std::move(signs);
    sample.accounts_at = sample.at;
    const std::int64_t ended = steady_us();
    accounts_due_us_ = ended + std::max(accounts_every_us, (ended - began) * accounts_share);
}

}  // namespace coexist
