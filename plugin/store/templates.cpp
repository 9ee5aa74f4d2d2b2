#include "store/templates.hpp"

#include <algorithm>
#include <array>

#include "store/account_news.hpp"

namespace coexist {
namespace {

constexpr const char* select_list = "SELECT read_at, digest FROM template_list WHERE waba_id = $1";
constexpr const char* upsert_list =
    "INSERT INTO template_list(waba_id, read_at, digest) VALUES($1, $2, $3) "
    "ON CONFLICT(waba_id) DO UPDATE SET read_at = excluded.read_at, digest = excluded.digest";
constexpr const char* renew_list = "UPDATE template_list SET read_at = $1 WHERE waba_id = $2";
constexpr const char* renew_rows = "UPDATE message_template SET read_at = $1 WHERE waba_id = $2";
constexpr const char* delete_rows = "DELETE FROM message_template WHERE waba_id = $1";
constexpr const char* insert_row =
    "INSERT INTO message_template(waba_id, template_id, name, language, category, status, reason, quality, "
    "parameter_format, components, read_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT(waba_id, template_id) DO NOTHING";
constexpr const char* select_rows =
    "SELECT waba_id, template_id, name, language, category, status, reason, quality, parameter_format, components, "
    "read_at FROM message_template WHERE waba_id = $1 ORDER BY name, language";
constexpr const char* select_named =
    "SELECT waba_id, template_id, name, language, category, status, reason, quality, parameter_format, components, "
    "read_at FROM message_template WHERE waba_id = $1 AND name = $2 AND language = $3";

// Meta, "Template statuses": flagged and reinstated ones go out as approved ones do.
constexpr std::array<std::string_view, 3> going_out = {"APPROVED", "FLAGGED", "REINSTATED"};

std::vector<TemplateRow> rows_of(Statement& select) {
    std::vector<TemplateRow> rows;
    while (select.next()) {
        rows.push_back({WabaId(select.text(0)), select.text(1), select.text(2), select.text(3), select.text(4),
                        select.text(5), select.text(6), select.text(7), select.text(8), select.text(9),
                        select.integer(10)});
    }
    select.reset();
    return rows;
}

std::optional<Notice> newer(Session& session, const AccountRow& account, const TemplateRow& row, NoticeKind kind) {
    const NoticeSubject subject{kind, row.template_id};
    const AccountNotices known = account_notice(session, account.id, subject);
    const auto found = known.newest.find(subject);
    if (found == known.newest.end() || found->second.at * 1000 < row.read_at) return std::nullopt;
    return found->second;
}

// What a webhook told after the list was read counts more.
void bring_up_to_date(Session& session, const AccountRow& account, TemplateRow& row) {
    if (const auto notice = newer(session, account, row, NoticeKind::template_status);
        notice && !notice->word.empty()) {
        row.status = notice->word == "REINSTATED" ? "APPROVED" : notice->word;
        row.reason = notice->detail;
    }
    if (const auto notice = newer(session, account, row, NoticeKind::template_category);
        notice && !notice->word.empty()) {
        row.category = notice->word;
    }
    if (const auto notice = newer(session, account, row, NoticeKind::template_quality);
        notice && !notice->word.empty()) {
        row.quality = notice->word;
    }
}

}  // namespace

std::optional<TemplateList> template_list(Session& session, const WabaId& waba) {
    Statement& select = session.sql(select_list).with(waba.value);
    std::optional<TemplateList> list;
    if (select.next()) list = TemplateList{select.integer(0), select.text(1)};
    select.reset();
    return list;
}

void save_templates(Session& session, const WabaId& waba, const std::vector<TemplateRow>& rows,
                    const TemplateList& list) {
    session.sql(delete_rows).with(waba.value).run();
    for (const TemplateRow& row : rows) {
        session.sql(insert_row)
            .with(waba.value, row.template_id, row.name, row.language, row.category, row.status, row.reason,
                  row.quality, row.parameter_format, row.components, list.read_at)
            .run();
    }
    session.sql(upsert_list).with(waba.value, list.read_at, list.digest).run();
}

void renew_templates(Session& session, const WabaId& waba, std::int64_t read_at) {
    session.sql(renew_list).with(read_at, waba.value).run();
    session.sql(renew_rows).with(read_at, waba.value).run();
}

std::vector<TemplateRow> templates_of(Session& session, const AccountRow& account) {
    std::vector<TemplateRow> rows = rows_of(session.sql(select_rows).with(account.waba_id.value));
    for (TemplateRow& row : rows) bring_up_to_date(session, account, row);
    return rows;
}

std::optional<TemplateRow> find_template(Session& session, const AccountRow& account, const std::string& name,
                                         const std::string& language) {
    std::vector<TemplateRow> rows = rows_of(session.sql(select_named).with(account.waba_id.value, name, language));
    if (rows.empty()) return std::nullopt;
    bring_up_to_date(session, account, rows.front());
    return std::move(rows.front());
}

bool sendable(const TemplateRow& row) {
    return std::find(going_out.begin(), going_out.end(), row.status) != going_out.end();
}

}  // namespace coexist
