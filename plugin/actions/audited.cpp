#include "actions/audited.hpp"

#include <boost/json.hpp>
#include <iomanip>
#include <sstream>

#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string code_of(const OperationRow& operation) {
    if (operation.problem.empty()) return {};
    json::error_code failed;
    const json::value problem = json::parse(operation.problem, failed);
    const json::value* code = !failed && problem.is_object() ? problem.get_object().if_contains("code") : nullptr;
    return code == nullptr || !code->is_string() ? std::string() : std::string(code->get_string());
}

AuditRow row_of(const WriteContext& context, const OperationRow& operation, const std::string& before) {
    AuditRow row{0,
                 context.now_ms,
                 operation.tenant.value,
                 operation.account_id.value,
                 operation.actor,
                 operation.action,
                 operation.operation_id.value,
                 operation.state};
    row.code = code_of(operation);
    const std::string after = state_shown(context.session, operation.account_id);
    if (after != before) {
        row.before = before;
        row.after = after;
    }
    return row;
}

std::string short_hash(std::int64_t hash) {
    constexpr std::size_t digits = 8;
    std::ostringstream text;
    text << std::hex << std::setw(16) << std::setfill('0') << static_cast<std::uint64_t>(hash);
    return text.str().substr(0, digits);
}

// The texts of a row by their names in the journal.
template <class Row, class Each>
void each_text(Row& row, const Each& each) {
    each("tenant", row.tenant);
    each("account", row.account_id);
    each("actor", row.actor);
    each("action", row.action);
    each("operation", row.operation_id);
    each("outcome", row.outcome);
    each("initiator", row.initiator);
    each("roles", row.roles);
    each("tenants", row.tenants);
    each("origin", row.origin);
    each("code", row.code);
    each("before", row.before);
    each("after", row.after);
    each("detail", row.detail);
    each("evidence", row.evidence);
}

}  // namespace

std::string state_shown(Session& session, const AccountId& account) {
    const auto row = account.empty() ? std::nullopt : find_account(session, account);
    return row ? std::string(name_of(view_of(*row, account_life(session, row->id)).state)) : std::string();
}

void audit_asked(WriteContext& context, const Command& command, const OperationRow& operation,
                 const std::string& before) {
    AuditRow row = row_of(context, operation, before);
    row.roles = command.roles;
    row.tenants = command.tenants;
    row.origin = command.origin;
    add_audit(context.session, row);
}

void audit_settled(WriteContext& context, const OperationRow& operation, const std::string& before) {
    AuditRow row = row_of(context, operation, before);
    row.initiator = "platform";
    add_audit(context.session, row);
}

void audit_told(WriteContext& context, const AccountRow& account, const AccountView& before) {
    const AccountView now = view_of(account, account_life(context.session, account.id));
    if (now.state == before.state && now.reason == before.reason) return;
    AuditRow row{0,  context.now_ms, account.tenant.value, account.account_id.value, {}, "state_changed",
                 {}, "succeeded"};
    row.initiator = "platform";
    row.code = now.reason;
    row.before = name_of(before.state);
    row.after = name_of(now.state);
    if (!now.initiated_by.empty()) row.detail = "initiated by " + now.initiated_by;
    row.evidence = account.account_id.value + " " + row.after + " " + std::to_string(now.since) + " " + now.reason;
    add_audit(context.session, row);
}

void audit_token_wiped(WriteContext& context, const AccountRow& account, const char* why) {
    AuditRow row{0, context.now_ms, account.tenant.value, account.account_id.value, {}, "token_wiped", {}, "succeeded"};
    row.initiator = "system";
    row.code = why;
    add_audit(context.session, row);
}

void audit_restored(WriteContext& context, std::int64_t copied_at) {
    AuditRow row{0, context.now_ms, {}, {}, {}, "restore", {}, "succeeded"};
    row.initiator = "host";
    row.detail = "from a copy of " + rfc3339(copied_at) + "; sends that had not ended are unknown now";
    add_audit(context.session, row);
}

void audit_configured(WriteContext& context, std::int64_t former, std::int64_t present) {
    AuditRow row{0, context.now_ms, {}, {}, {}, "configure", {}, "succeeded"};
    row.initiator = "host";
    row.before = "configuration " + short_hash(former);
    row.after = "configuration " + short_hash(present);
    add_audit(context.session, row);
}

std::string text_of(const AuditRow& row) {
    json::object out{{"at", row.at}, {"times", row.times}};
    each_text(row, [&](const char* name, const std::string& text) {
        if (!text.empty()) out[name] = text;
    });
    return json::serialize(out);
}

AuditRow audit_row_from(std::string_view text) {
    json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    const json::object& from = parsed.as_object();
    AuditRow row;
    row.at = from.at("at").as_int64();
    row.times = from.at("times").as_int64();
    each_text(row, [&](const char* name, std::string& into) {
        if (const json::value* said = from.if_contains(name)) into = said->as_string();
    });
    return row;
}

}  // namespace coexist
