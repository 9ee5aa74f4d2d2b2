#include "outbox/account_evidence.hpp"

#include <algorithm>

#include "store/account_view.hpp"
#include "store/audit.hpp"
#include "store/errands.hpp"
#include "store/throughput.hpp"

namespace coexist {
namespace {

// The platform changed how the number stands, not a person.
void audit_flag(WriteContext& context, const AccountRow& account, const char* flag, const std::string& code) {
    AuditRow row{0, context.now_ms, account.tenant.value, account.account_id.value, {}, "flag_raised", {}, "succeeded"};
    row.initiator = "platform";
    row.code = code;
    row.after = flag;
    add_audit(context.session, row);
}

void take_sign(WriteContext& context, std::int64_t id, const CallSign& sign) {
    const AccountRow* known = context.router.by_id(id);
    if (known == nullptr || known->token_sealed.empty() || sign.asked_at < known->generation_start) return;
    AccountRow account = *known;
    AccountLifeRow life = account_life(context.session, id);
    const AccountView before = view_of(account, life);
    AccountSigns told;
    told.newest.insert(sign);
    const AccountSigns former = life.signs;
    join(life.signs, told);
    if (life.signs == former) return;
    save_account_signs(context.session, id, life);
    const bool lost = access_lost(life.signs, account.generation_start);
    if (lost && !account.token_invalid) audit_flag(context, account, "token_invalid", sign.reason);
    if (lost != account.token_invalid || !(view_of(account, life) == before)) {
        account.token_invalid = lost;
        context.fold.account_changed(account);
    }
    context.fold.account_told(id, before);
}

CallSign sign_of_refusal(const PlatformError& error, std::int64_t asked_at) {
    switch (error.effect) {
        case AccountEffect::token_invalid:
            return {asked_at, SignKind::no_access, false, "TOKEN_INVALID"};
        case AccountEffect::permission_lost:
            return {asked_at, SignKind::no_access, false, "PERMISSION_LOST"};
        case AccountEffect::number_unregistered:
            return {asked_at, SignKind::absent, false,
                    error.code == 133010 ? "NUMBER_NOT_REGISTERED" : "NUMBER_NOT_FOUND"};
        case AccountEffect::none:
        case AccountEffect::payment_problem:
        case AccountEffect::restricted:
        case AccountEffect::window_closed:
            break;
    }
    return {asked_at, SignKind::unclear, false, {}};
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

}  // namespace

CallSign sign_of(const Channel& channel, const NumberNode& number, std::int64_t asked_at) {
    if (const auto problem = channel.refuses(number)) return {asked_at, SignKind::absent, true, upper(problem->code)};
    // No closed list of states is published; these two say it (Meta, "Phone numbers").
    if (number.status == "DISCONNECTED" || number.status == "DELETED") {
        return {asked_at, SignKind::absent, true, "NUMBER_" + number.status};
    }
    const bool of_this_kind = channel.card().provider != Provider::coex || number.is_on_biz_app == true;
    const bool runs = number.status.empty() || number.status == "CONNECTED";
    const bool present = of_this_kind && number.platform_type == "CLOUD_API" && runs;
    return {asked_at, present ? SignKind::present : SignKind::unclear, true, {}};
}

void call_ended(WriteContext& context, std::int64_t id, const CallOutcome& outcome, std::int64_t asked_at) {
    if (outcome.kind != CallOutcome::Kind::refused) return;
    const AccountRow* known = context.router.by_id(id);
    if (known == nullptr) return;
    if (outcome.error.effect == AccountEffect::payment_problem && !known->payment_problem &&
        asked_at >= known->generation_start) {
        AccountRow account = *known;
        account.payment_problem = true;
        audit_flag(context, account, "payment_problem", "platform_" + std::to_string(outcome.error.code));
        context.fold.account_changed(account);
    }
    const CallSign sign = sign_of_refusal(outcome.error, asked_at);
    if (sign.kind != SignKind::unclear) take_sign(context, id, sign);
}

void read_ended(WriteContext& context, std::int64_t id, const Channel& channel, const CallOutcome& outcome,
                const NumberNode* number, std::int64_t asked_at) {
    if (outcome.kind == CallOutcome::Kind::accepted && number != nullptr) {
        take_sign(context, id, sign_of(channel, *number, asked_at));
        note_throughput(context, id, *number, asked_at);
    } else if (outcome.kind == CallOutcome::Kind::refused) {
        CallSign sign = sign_of_refusal(outcome.error, asked_at);
        sign.read = true;
        if (sign.kind != SignKind::unclear) take_sign(context, id, sign);
    }
}

void note_throughput(WriteContext& context, std::int64_t id, const NumberNode& number, std::int64_t asked_at) {
    const AccountRow* account = context.router.by_id(id);
    if (account == nullptr || asked_at < account->generation_start || !tells_throughput(number.throughput)) return;
    save_throughput_read(context.session, id, number.throughput, asked_at);
}

void forget_token(WriteContext& context, AccountRow account) {
    const AccountView view = view_of(account, account_life(context.session, account.id));
    account.token_sealed.clear();
    account.asked = name_of(AccountState::disconnected);
    account.asked_at = view.since;
    account.asked_reason = view.reason;
    account.asked_by = view.initiated_by;
    delete_checks_of(context.session, account.id);
    context.fold.account_changed(account);
    AuditRow row{0, context.now_ms, account.tenant.value, account.account_id.value, {}, "token_wiped", {}, "succeeded"};
    row.initiator = "system";
    row.code = view.reason;
    add_audit(context.session, row);
}

}  // namespace coexist
