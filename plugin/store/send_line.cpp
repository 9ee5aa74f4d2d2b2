#include "store/send_line.hpp"

#include <algorithm>
#include <utility>

#include "store/state_schema.hpp"

namespace coexist {
namespace {

// As in the index "send_open", word for word: else it is not used. An index is named where SQLite by itself would read
// all sends in a state for the sake of their order.
#define OPEN "state IN ('queued', 'held', 'sending', 'unknown')"
#define CONVERSATION " AND account = $1 AND recipient = $2 AND " OPEN
constexpr const char* select_under_way = "SELECT count(*) FROM send WHERE state = 'sending'" CONVERSATION;
constexpr const char* select_blocked =
    "SELECT coalesce(max(blocked_until), 0) FROM send WHERE state = 'unknown'" CONVERSATION;
constexpr const char* select_first_waiting =
    "SELECT id, not_before FROM send WHERE state = 'queued'" CONVERSATION " ORDER BY campaign, id LIMIT 1";
#undef CONVERSATION
constexpr const char* select_in_line =
    "SELECT id, due, turn FROM send WHERE state = 'queued' AND turn > 0 AND account = $1 AND recipient = $2";
constexpr const char* update_place = "UPDATE send SET turn = $1, due = $2 WHERE id = $3";
constexpr const char* select_without =
    "SELECT DISTINCT s.account, s.recipient FROM send s WHERE s.state = 'queued' AND s.turn = 0 AND NOT EXISTS("
    "SELECT 1 FROM send f WHERE f.state = 'queued' AND f.turn > 0 AND f.account = s.account AND "
    "f.recipient = s.recipient)";
constexpr const char* select_next_account =
    "SELECT account FROM send INDEXED BY send_in_line WHERE state = 'queued' AND turn > 0 AND account > $1 "
    "ORDER BY account LIMIT 1";
constexpr const char* select_part =
    "SELECT id, recipient, file, turn FROM send WHERE state = 'queued' AND turn > 0 AND account = $1 AND "
    "campaign = $2 AND due > $3 AND due <= $4 ORDER BY due, turn LIMIT $5";
constexpr const char* select_due =
    "SELECT coalesce(min(due), 0) FROM send WHERE state = 'queued' AND turn > 0 AND account = $1 AND "
    "campaign = $2 AND due > $3";
constexpr const char* update_left = "UPDATE send SET left_at = $1 WHERE operation_id = $2";
constexpr const char* select_left =
    "SELECT account, recipient, left_at FROM send WHERE left_at > 0 AND left_at > $1 ORDER BY left_at, id";
constexpr const char* upsert_slowed =
    "INSERT INTO number_slowed(account, until) VALUES($1, $2) "
    "ON CONFLICT(account) DO UPDATE SET until = max(number_slowed.until, excluded.until)";
constexpr const char* select_slowed = "SELECT account, until FROM number_slowed WHERE until > $1";
#undef OPEN

struct Place {
    std::int64_t id = 0;  ///< 0: nobody
    std::int64_t due = 0;
    std::int64_t turn = 0;
};

std::int64_t number_of(Statement& select) {
    const std::int64_t number = select.next() ? select.integer(0) : 0;
    select.reset();
    return number;
}

Place place_of(Session& session, std::int64_t account, const std::string& recipient) {
    Statement& select = session.sql(select_in_line).with(account, recipient);
    Place place;
    if (select.next()) place = {select.integer(0), select.integer(1), select.integer(2)};
    select.reset();
    return place;
}

/// Who should stand in the line.
Place first_of(Session& session, std::int64_t account, const std::string& recipient) {
    if (number_of(session.sql(select_under_way).with(account, recipient)) > 0) return {};
    Statement& select = session.sql(select_first_waiting).with(account, recipient);
    Place place;
    if (select.next()) place = {select.integer(0), select.integer(1), 0};
    select.reset();
    if (place.id == 0) return place;
    place.due = std::max(place.due, number_of(session.sql(select_blocked).with(account, recipient)));
    return place;
}

std::int64_t next_turn(Session& session) {
    constexpr const char* name = "send_turn";
    const std::int64_t turn = meta_number(session, name, 0) + 1;
    set_meta_number(session, name, turn);
    return turn;
}

}  // namespace

void line_up(Session& session, std::int64_t account, const std::string& recipient) {
    const Place stands = place_of(session, account, recipient);
    Place first = first_of(session, account, recipient);
    if (stands.id == first.id && stands.due == first.due) return;
    first.turn = stands.id == first.id ? stands.turn : next_turn(session);
    if (stands.id != 0) session.sql(update_place).with(0, 0, stands.id).run();
    if (first.id != 0) session.sql(update_place).with(first.turn, first.due, first.id).run();
}

void line_up_all(Session& session) {
    std::vector<std::pair<std::int64_t, std::string>> conversations;
    Statement& select = session.sql(select_without).with();
    while (select.next()) conversations.emplace_back(select.integer(0), select.text(1));
    select.reset();
    for (const auto& [account, recipient] : conversations) line_up(session, account, recipient);
}

std::optional<std::int64_t> next_in_line(Session& session, std::int64_t after_account) {
    const std::int64_t account = number_of(session.sql(select_next_account).with(after_account));
    return account == 0 ? std::nullopt : std::optional(account);
}

std::vector<SendInLine> sends_in_line(Session& session, const LinePart& part, std::int64_t limit) {
    Statement& select = session.sql(select_part).with(part.account, part.campaign, part.after, part.until, limit);
    std::vector<SendInLine> rows;
    while (select.next()) rows.push_back({select.integer(0), select.text(1), select.integer(2), select.integer(3)});
    select.reset();
    return rows;
}

std::int64_t next_due(Session& session, std::int64_t account, std::int64_t now) {
    std::int64_t next = 0;
    for (const bool campaign : {false, true}) {
        const std::int64_t due = number_of(session.sql(select_due).with(account, campaign, now));
        if (due > 0 && (next == 0 || due < next)) next = due;
    }
    return next;
}

void send_leaves(Session& session, const OperationId& operation, std::int64_t now) {
    session.sql(update_left).with(now, operation.value).run();
}

std::vector<SendLeft> sends_left(Session& session, std::int64_t since) {
    std::vector<SendLeft> left;
    Statement& select = session.sql(select_left).with(since);
    while (select.next()) left.push_back({select.integer(0), select.text(1), select.integer(2)});
    select.reset();
    return left;
}

void slow_number(Session& session, const SlowedNumber& slowed) {
    session.sql(upsert_slowed).with(slowed.account, slowed.until).run();
}

std::vector<SlowedNumber> slowed_numbers(Session& session, std::int64_t now) {
    std::vector<SlowedNumber> slowed;
    Statement& select = session.sql(select_slowed).with(now);
    while (select.next()) slowed.push_back({select.integer(0), select.integer(1)});
    select.reset();
    return slowed;
}

}  // namespace coexist
