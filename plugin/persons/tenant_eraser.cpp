#include "persons/tenant_eraser.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ingest/gone_numbers.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/problem_json.hpp"
#include "store/account_view.hpp"
#include "store/audit.hpp"
#include "store/connect_attempts.hpp"
#include "store/forget_tenant.hpp"
#include "store/journal_segment.hpp"
#include "store/merged.hpp"
#include "store/operations.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* action = "erase_tenant";

bool in_use(AccountState state) {
    return state != AccountState::disconnected && state != AccountState::failed && state != AccountState::removed;
}

Problem numbers_connected(const std::string& numbers) {
    return {Refusal::conflict,
            "tenant_has_numbers",
            "Numbers of this tenant are still connected: " + numbers + ".",
            "End each of them first: disconnect a coexistence number and follow the steps on its phone, remove any "
            "other. Then ask again; nothing was erased.",
            {}};
}

Problem number_being_connected() {
    return {Refusal::conflict,
            "tenant_is_connecting",
            "A number of this tenant is just being connected.",
            "Call the connection off (continue_connect with cancel), or wait until it is over, an hour at most. Then "
            "ask again.",
            {}};
}

void tell_tenant(WriteContext& context, const TenantErasureRow& row) {
    MergedRow told{0, SubjectKind::contact_erased, row.tenant.value, everybody, row.asked_at, 0};
    save_merged(context.session, told);
    told.revision = context.feed.changed(row.tenant.value, SubjectKind::contact_erased, told.id, told.revision);
    save_merged_revision(context.session, told);
}

json::object result_of(const TenantErasureRow& row, const char* stage) {
    return {{"stage", stage}, {"contacts", row.contacts}, {"erased", row.erased}};
}

void tell(WriteContext& context, const TenantErasureRow& row, const char* state, const char* stage,
          const std::optional<Problem>& problem = {}) {
    auto operation = find_operation(context.session, row.operation_id);
    if (!operation) return;
    operation->state = state;
    operation->result = json::serialize(result_of(row, stage));
    operation->problem = problem ? json::serialize(problem_json(*problem)) : std::string();
    operation->changed_at = context.now_ms;
    tell_operation(context, *operation);
}

void audit(WriteContext& context, const TenantErasureRow& row, const char* outcome, const std::string& code) {
    AuditRow line;
    line.at = context.now_ms;
    line.tenant = row.tenant.value;
    line.actor = row.actor;
    line.roles = row.roles;
    line.tenants = row.tenants;
    line.origin = row.origin;
    line.action = action;
    line.operation_id = row.operation_id.value;
    line.outcome = outcome;
    line.code = code;
    line.detail = std::to_string(row.erased) + " contacts";
    line.evidence = std::string(action) + " " + row.operation_id.value + " " + outcome;
    add_audit(context.session, line);
}

void fail(WriteContext& context, TenantErasureRow row, const Problem& problem) {
    row.state = TenantErasureState::failed;
    row.done_at = context.now_ms;
    save_tenant_erasure(context.session, row);
    tell(context, row, "failed", "stopped", problem);
    audit(context, row, "failed", problem.code);
}

/// Up to when what names this number is the tenant's, Unix seconds: where another tenant has it since, until then. 0:
/// it cannot be told from another tenant's.
std::int64_t its_own_until(Session& session, const AccountRow& account, std::int64_t now) {
    std::int64_t until = now;
    for (const AccountRow& other : accounts_with_digits(session, account.digits)) {
        if (other.tenant == account.tenant) continue;
        if (other.created_at <= account.created_at) return 0;
        until = std::min(until, other.created_at / 1000 - 1);
    }
    return until;
}

bool shares_waba(const std::vector<AccountRow>& all, const AccountRow& account) {
    return std::any_of(all.begin(), all.end(), [&](const AccountRow& other) {
        return other.tenant != account.tenant && other.waba_id == account.waba_id;
    });
}

}  // namespace

std::optional<Problem> why_tenant_stays(Session& session, const TenantId& tenant) {
    std::string numbers;
    for (const AccountRow& account : accounts_of_tenant(session, tenant)) {
        if (!in_use(view_of(account, account_life(session, account.id)).state)) continue;
        if (!numbers.empty()) numbers += ", ";
        numbers.append("+").append(account.digits).append(" (").append(name_of(account.provider)).append(")");
    }
    if (!numbers.empty()) return numbers_connected(numbers);
    const std::vector<ConnectAttemptRow> open = running_connect_attempts(session);
    const bool connecting = std::any_of(open.begin(), open.end(),
                                        [&](const ConnectAttemptRow& attempt) { return attempt.tenant == tenant; });
    if (connecting) return number_being_connected();
    return std::nullopt;
}

void TenantEraser::begin(WriteContext& context, const TenantErasureCommand& command) {
    if (find_tenant_erasure(context.session, command.operation)) return;
    if (tenant_erasure_under_way(context.session, command.tenant)) return;
    OperationRow operation;
    operation.operation_id = command.operation;
    operation.tenant = command.tenant;
    operation.provider = name_of(Provider::coex);
    operation.action = action;
    operation.input_hash = action;
    operation.actor = command.actor;
    operation.state = "pending";
    operation.created_at = operation.changed_at = command.at;
    save_operation(context.session, operation);
    TenantErasureRow row;
    row.operation_id = command.operation;
    row.tenant = command.tenant;
    row.asked_at = command.at;
    row.contacts = count_contacts_to_erase(context.session, command.tenant);
    row.actor = command.actor;
    row.roles = command.roles;
    row.tenants = command.tenants;
    row.origin = command.origin;
    if (const auto problem = why_tenant_stays(context.session, command.tenant)) return fail(context, row, *problem);
    save_tenant_erasure(context.session, row);
    tell(context, row, "pending", "persons");
    audit(context, row, "pending", {});
}

void TenantEraser::progress(WriteContext& context, TenantErasureRow row) {
    const std::int64_t left = count_contacts_to_erase(context.session, row.tenant);
    row.erased = std::max(row.erased, row.contacts - left);
    save_tenant_erasure(context.session, row);
    tell(context, row, "pending", "persons");
}

void TenantEraser::rest(WriteContext& context, TenantErasureRow row) const {
    if (const auto problem = why_tenant_stays(context.session, row.tenant)) return fail(context, row, *problem);
    if (count_contacts_to_erase(context.session, row.tenant) > 0) return;  // somebody wrote just now
    const auto operation = find_operation(context.session, row.operation_id);
    if (!operation) return;
    const std::int64_t now = context.now_ms / 1000;
    const std::vector<AccountRow> all = all_accounts(context.session);
    json::array accounts;
    for (const AccountRow& account : accounts_of_tenant(context.session, row.tenant)) {
        accounts.emplace_back(account.account_id.value);
        const std::int64_t until = its_own_until(context.session, account, now);
        if (until == 0) continue;
        for (const Identity& name : names_of_number(account, !shares_waba(all, account))) {
            add_erasure_mark(context.session, TenantId(), erasures_.mark(TenantId(), name), until);
        }
    }
    // Whoever looks through the journal just now sees by another mark that he has to look once more.
    add_erasure_mark(context.session, TenantId(), erasures_.mark(row.tenant, Identity{}), now);
    set_meta_number(context.session, "erasure_key", key_);
    const std::vector<std::string> contents = forget_tenant(context.session, row.tenant, operation->id);
    context.router.load(context.session);
    context.fold.reload();
    erasures_.load(context.session);
    for (const std::string& segment : segments_in(journal_directory(directory_))) want_sweep(context.session, segment);
    row.erased = row.contacts;
    row.state = TenantErasureState::files;
    row.rest_at = context.now_ms;
    row.accounts = json::serialize(accounts);
    save_tenant_erasure(context.session, row);
    tell_tenant(context, row);
    tell(context, row, "pending", "files");
    if (forgotten_) forgotten_(row.tenant, contents);
}

void TenantEraser::end(WriteContext& context) {
    for (TenantErasureRow row : tenant_erasures_in(context.session, TenantErasureState::files)) {
        if (const auto operation = find_operation(context.session, row.operation_id)) {
            end_operations_of(context.session, row.tenant, operation->id);
        }
        row.state = TenantErasureState::done;
        row.done_at = context.now_ms;
        row.accounts.clear();
        save_tenant_erasure(context.session, row);
        tell(context, row, "succeeded", "done");
        audit(context, row, "succeeded", {});
    }
}

void TenantEraser::seed(WriteContext& context) {
    for (const TenantErasureRow& row : erased_tenants(context.session)) tell_tenant(context, row);
}

}  // namespace coexist
