#include "store/campaigns.hpp"

namespace coexist {
namespace {

#define CAMPAIGN_COLUMNS                                                                                           \
    "campaign_id, operation_id, tenant, account, name, content, category, state, why, actor, asked_at, start_at, " \
    "ended_at"
#define RECIPIENT_COLUMNS "position, recipient, said, opt_in_at, opt_in_how, send, skipped"

constexpr const char* insert_row = "INSERT INTO campaign(" CAMPAIGN_COLUMNS
                                   ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id";
constexpr const char* update_row =
    "UPDATE campaign SET state = $1, why = $2, start_at = $3, ended_at = $4 WHERE id = $5";
constexpr const char* select_id = "SELECT id, " CAMPAIGN_COLUMNS " FROM campaign WHERE campaign_id = $1";
constexpr const char* select_under_way =
    "SELECT id, " CAMPAIGN_COLUMNS " FROM campaign WHERE state IN ('running', 'paused') ORDER BY id";
constexpr const char* select_account =
    "SELECT id, " CAMPAIGN_COLUMNS " FROM campaign WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
constexpr const char* insert_recipient =
    "INSERT INTO campaign_recipient(campaign, " RECIPIENT_COLUMNS ") VALUES($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr const char* select_waiting = "SELECT " RECIPIENT_COLUMNS
                                       " FROM campaign_recipient WHERE campaign = $1 AND send = '' AND skipped = '' "
                                       "ORDER BY position LIMIT $2";
constexpr const char* select_recipients = "SELECT " RECIPIENT_COLUMNS
                                          " FROM campaign_recipient WHERE campaign = $1 AND position >= $2 "
                                          "ORDER BY position LIMIT $3";
constexpr const char* update_recipient =
    "UPDATE campaign_recipient SET send = $1, skipped = $2 WHERE campaign = $3 AND position = $4";
constexpr const char* count_of_account =
    "SELECT count(*) FROM send WHERE account = $1 AND campaign = 1 AND state IN ('queued', 'held', 'sending')";
constexpr const char* count_of_campaign =
    "SELECT count(*) FROM campaign_recipient r JOIN send s ON s.operation_id = r.send WHERE r.campaign = $1 AND "
    "r.send <> '' AND s.state IN ('queued', 'held', 'sending')";
constexpr const char* select_sends =
    "SELECT s.operation_id FROM campaign_recipient r JOIN send s ON s.operation_id = r.send WHERE r.campaign = $1 AND "
    "r.send <> '' AND s.state IN ('queued', 'held') ORDER BY r.position";
constexpr const char* select_counts =
    "SELECT r.skipped, coalesce(s.state, ''), count(*) FROM campaign_recipient r LEFT JOIN send s ON s.operation_id = "
    "r.send AND r.send <> '' WHERE r.campaign = $1 GROUP BY 1, 2";
constexpr const char* forget =
    "UPDATE campaign_recipient SET recipient = '', said = '{}', opt_in_how = '', skipped = CASE WHEN send = '' THEN "
    "'erased' ELSE skipped END WHERE recipient = $1 AND recipient <> '' AND campaign IN (SELECT id FROM campaign WHERE "
    "tenant = $2)";

#undef CAMPAIGN_COLUMNS
#undef RECIPIENT_COLUMNS

std::vector<CampaignRow> rows_of(Statement& select) {
    std::vector<CampaignRow> rows;
    while (select.next()) {
        rows.push_back({select.integer(0), select.text(1), OperationId(select.text(2)), TenantId(select.text(3)),
                        select.integer(4), select.text(5), select.text(6), select.text(7), select.text(8),
                        select.text(9), select.text(10), select.integer(11), select.integer(12), select.integer(13)});
    }
    select.reset();
    return rows;
}

std::vector<CampaignRecipient> recipients_in(Statement& select) {
    std::vector<CampaignRecipient> rows;
    while (select.next()) {
        rows.push_back({select.integer(0), select.text(1), select.text(2), select.integer(3), select.text(4),
                        select.text(5), select.text(6)});
    }
    select.reset();
    return rows;
}

std::int64_t number_of(Statement& select) {
    const std::int64_t number = select.next() ? select.integer(0) : 0;
    select.reset();
    return number;
}

}  // namespace

void insert_campaign(Session& session, CampaignRow& row) {
    row.id = number_of(session.sql(insert_row)
                           .with(row.campaign_id, row.operation_id.value, row.tenant.value, row.account, row.name,
                                 row.content, row.category, row.state, row.why, row.actor, row.asked_at, row.start_at,
                                 row.ended_at));
}

void insert_campaign_recipient(Session& session, std::int64_t campaign, const CampaignRecipient& one) {
    session.sql(insert_recipient)
        .with(campaign, one.position, one.recipient, one.said, one.opt_in_at, one.opt_in_how, one.send, one.skipped)
        .run();
}

void update_campaign(Session& session, const CampaignRow& row) {
    session.sql(update_row).with(row.state, row.why, row.start_at, row.ended_at, row.id).run();
}

std::optional<CampaignRow> find_campaign(Session& session, const std::string& campaign_id) {
    std::vector<CampaignRow> rows = rows_of(session.sql(select_id).with(campaign_id));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<CampaignRow> campaigns_under_way(Session& session) {
    return rows_of(session.sql(select_under_way).with());
}

std::vector<CampaignRow> campaigns_of(Session& session, std::int64_t account, std::int64_t before, int limit) {
    constexpr std::int64_t beyond_all = std::int64_t{1} << 62;
    return rows_of(session.sql(select_account).with(account, before == 0 ? beyond_all : before, limit));
}

std::vector<CampaignRecipient> waiting_recipients(Session& session, std::int64_t campaign, int limit) {
    return recipients_in(session.sql(select_waiting).with(campaign, limit));
}

std::vector<CampaignRecipient> recipients_of(Session& session, std::int64_t campaign, std::int64_t from, int limit) {
    return recipients_in(session.sql(select_recipients).with(campaign, from, limit));
}

void update_campaign_recipient(Session& session, std::int64_t campaign, const CampaignRecipient& one) {
    session.sql(update_recipient).with(one.send, one.skipped, campaign, one.position).run();
}

std::int64_t campaign_sends_on_their_way(Session& session, std::int64_t account) {
    return number_of(session.sql(count_of_account).with(account));
}

std::int64_t sends_on_their_way_of(Session& session, std::int64_t campaign) {
    return number_of(session.sql(count_of_campaign).with(campaign));
}

std::vector<OperationId> waiting_sends_of(Session& session, std::int64_t campaign) {
    std::vector<OperationId> sends;
    Statement& select = session.sql(select_sends).with(campaign);
    while (select.next()) sends.emplace_back(select.text(0));
    select.reset();
    return sends;
}

std::map<std::pair<std::string, std::string>, std::int64_t> campaign_counts(Session& session, std::int64_t campaign) {
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    Statement& select = session.sql(select_counts).with(campaign);
    while (select.next()) counts[{select.text(0), select.text(1)}] = select.integer(2);
    select.reset();
    return counts;
}

void forget_campaign_recipient(Session& session, const TenantId& tenant, const std::string& recipient) {
    session.sql(forget).with(recipient, tenant.value).run();
}

}  // namespace coexist
