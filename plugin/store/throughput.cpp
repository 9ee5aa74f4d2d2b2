#include "store/throughput.hpp"

#include <algorithm>

#include "store/account_news.hpp"

namespace coexist {
namespace {

constexpr const char* select_read = "SELECT level, read_at FROM number_throughput WHERE account = $1";
constexpr const char* upsert_read =
    "INSERT INTO number_throughput(account, level, read_at) VALUES($1, $2, $3) "
    "ON CONFLICT(account) DO UPDATE SET level = excluded.level, read_at = excluded.read_at "
    "WHERE excluded.read_at >= number_throughput.read_at";

constexpr std::int64_t second_ms = 1000;
constexpr const char* upgrade = "THROUGHPUT_UPGRADE";

std::int64_t told_at(Session& session, std::int64_t account, const char* about) {
    const NoticeSubject subject{NoticeKind::quality, about};
    const AccountNotices told = account_notice(session, account, subject);
    const auto newest = told.newest.find(subject);
    return newest == told.newest.end() || newest->second.word != upgrade ? 0 : newest->second.at * second_ms;
}

}  // namespace

Throughput throughput_of(Session& session, std::int64_t account) {
    Throughput told;
    Statement& select = session.sql(select_read).with(account);
    if (select.next()) {
        told.level = select.text(0);
        told.read_at = select.integer(1);
    }
    select.reset();
    // A baseline of before the announcement had a subject of its own has it among those of quality.
    told.upgraded_at = std::max(told_at(session, account, throughput_notice), told_at(session, account, ""));
    return told;
}

void save_throughput_read(Session& session, std::int64_t account, const std::string& level, std::int64_t read_at) {
    session.sql(upsert_read).with(account, level, read_at).run();
}

}  // namespace coexist
