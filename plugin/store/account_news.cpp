#include "store/account_news.hpp"

#include <boost/json.hpp>
#include <string>

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* select_notices =
    "SELECT kind, about, at, word, detail, raw FROM account_notice WHERE account = $1 ORDER BY kind, about";
constexpr const char* select_of_number =
    "SELECT kind, about, at, word, detail, raw FROM account_notice WHERE account = $1 AND kind NOT IN (6, 7, 8, 9) "
    "ORDER BY kind, about";
constexpr const char* select_notice =
    "SELECT kind, about, at, word, detail, raw FROM account_notice WHERE account = $1 AND kind = $2 AND about = $3";
constexpr const char* upsert_notice =
    "INSERT INTO account_notice(account, kind, about, at, word, detail, raw) VALUES($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT(account, kind, about) DO UPDATE SET at = excluded.at, word = excluded.word, "
    "detail = excluded.detail, raw = excluded.raw";
constexpr const char* select_history = "SELECT value FROM account_history WHERE account = $1";
constexpr const char* upsert_history =
    "INSERT INTO account_history(account, value) VALUES($1, $2) "
    "ON CONFLICT(account) DO UPDATE SET value = excluded.value";

AccountNotices notices_of(Statement& rows) {
    AccountNotices notices;
    while (rows.next()) {
        notices.newest.emplace(NoticeSubject{static_cast<NoticeKind>(rows.integer(0)), rows.text(1)},
                               Notice{rows.integer(2), rows.text(3), rows.text(4), rows.text(5)});
    }
    rows.reset();
    return notices;
}

std::string text_from(const HistoryImport& import) {
    json::array chunks;
    for (const auto& [place, chunk] : import.chunks) {
        chunks.push_back(json::array{place.phase, place.order, chunk.received_at, chunk.progress, chunk.messages});
    }
    json::array refusals;
    for (const auto& [error, received_at] : import.refusals) {
        refusals.push_back(json::array{error.code, error.title, error.details, received_at});
    }
    return json::serialize(json::object{{"c", std::move(chunks)}, {"r", std::move(refusals)}});
}

HistoryImport import_from(std::string_view text) {
    HistoryImport import;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& item : parsed.at("c").as_array()) {
        const json::array& chunk = item.as_array();
        import.chunks.emplace(HistoryPlace{chunk.at(0).as_int64(), chunk.at(1).as_int64()},
                              HistoryChunk{chunk.at(2).as_int64(), chunk.at(3).as_int64(),
                                           chunk.size() > 4 ? chunk.at(4).as_int64() : 0});
    }
    for (const json::value& item : parsed.at("r").as_array()) {
        const json::array& refusal = item.as_array();
        import.refusals.emplace(StatusError{refusal.at(0).as_int64(), std::string(refusal.at(1).as_string()),
                                            std::string(refusal.at(2).as_string())},
                                refusal.at(3).as_int64());
    }
    return import;
}

}  // namespace

AccountNotices account_notices(Session& session, std::int64_t account, bool with_templates) {
    return notices_of(session.sql(with_templates ? select_notices : select_of_number).with(account));
}

AccountNotices account_notice(Session& session, std::int64_t account, const NoticeSubject& subject) {
    return notices_of(session.sql(select_notice).with(account, static_cast<int>(subject.kind), subject.about));
}

void save_account_notices(Session& session, std::int64_t account, const AccountNotices& notices) {
    for (const auto& [subject, notice] : notices.newest) {
        session.sql(upsert_notice)
            .with(account, static_cast<int>(subject.kind), subject.about, notice.at, notice.word, notice.detail,
                  notice.raw)
            .run();
    }
}

HistoryImport account_history(Session& session, std::int64_t account) {
    Statement& select = session.sql(select_history).with(account);
    HistoryImport import;
    if (select.next()) import = import_from(select.bytes(0));
    select.reset();
    return import;
}

void save_account_history(Session& session, std::int64_t account, const HistoryImport& import) {
    session.sql(upsert_history).with(account, text_from(import)).run();
}

}  // namespace coexist
