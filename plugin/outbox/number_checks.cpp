#include "outbox/number_checks.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "model/hash.hpp"
#include "outbox/account_evidence.hpp"
#include "outbox/errand_gate.hpp"
#include "outbox/template_sync.hpp"
#include "store/account_view.hpp"
#include "store/audit.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* check = "check";
constexpr std::int64_t soonest_again_ms = 60'000;
constexpr std::int64_t soon_ms = 5'000;
constexpr std::int64_t longest_silence_ms = hour_ms;
constexpr std::size_t not_worth_spreading = 20;

// Of one connection: an answer to a check of an earlier one finds no errand any more.
OperationId check_id(const AccountRow& account) {
    return OperationId("check_" + account.account_id.value + "_" + std::to_string(account.generation));
}

bool looked_after(const AccountRow& account) {
    return account.provider != Provider::meow && !account.token_sealed.empty() && living(account) &&
           account.asked != name_of(AccountState::onboarding);
}

std::int64_t due(WriteContext& context, const AccountRow& account) {
    const AccountLifeRow life = account_life(context.session, account.id);
    return next_check(evidence_of(account, life), account.account_id.value);
}

json::object input_of(const ErrandRow& errand) {
    return json::parse(errand.input).as_object();
}

std::int64_t silences(const json::object& input) {
    const json::value* count = input.if_contains("silent");
    return count == nullptr ? 0 : count->as_int64();
}

const char* subscription_word(Channel& channel, const Line& line) {
    const SubscriptionOutcome listed = channel.read_subscription(line);
    if (!listed.ours) return "unknown";
    if (*listed.ours) return "ours";
    return channel.subscribe(line).kind == CallOutcome::Kind::accepted ? "mended" : "missing";
}

CallOutcome refusal(const Problem& problem) {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::reconnect;
    outcome.error.effect = AccountEffect::token_invalid;
    outcome.error.sentence = problem.detail;
    outcome.error.next = problem.next;
    return outcome;
}

// Those that wait behind one limit do not come back in one moment.
std::int64_t share_of(const OperationId& id, std::int64_t wait_ms) {
    constexpr std::int64_t part = 4;
    constexpr std::uint64_t places = 1000;
    const auto place = static_cast<std::int64_t>(hash64(id.value) % places);
    return wait_ms / part * place / static_cast<std::int64_t>(places);
}

// Deliveries that the platform did not make are lost: it does not repeat them. So this is told.
void take_subscription(WriteContext& context, const AccountRow& account, const std::string& word, std::int64_t asked) {
    if (word == "unknown") return;
    AccountLifeRow life = account_life(context.session, account.id);
    const std::int64_t former = life.deaf_since;
    life.deaf_since = word != "missing" ? 0 : former == 0 ? asked : former;
    if (life.deaf_since != former) {
        save_account_signs(context.session, account.id, life);
        context.fold.account_changed(account);
    }
    if (word == "ours" || (word == "missing" && former != 0)) return;
    const bool mended = word == "mended";
    AuditRow row{0, context.now_ms, account.tenant.value, account.account_id.value, {}, "subscription"};
    row.outcome = mended ? "succeeded" : "failed";
    row.initiator = "system";
    row.code = mended ? "subscription_made_again" : "subscription_missing";
    add_audit(context.session, row);
}

}  // namespace

void NumberChecks::begin(WriteContext& context, const AccountRow& account) {
    delete_checks_of(context.session, account.id);
    if (!looked_after(account)) return;
    insert_errand(context.session, {check_id(account), check, account.id, "{}", 0, due(context, account)});
}

void NumberChecks::told(WriteContext& context, const AccountRow& account) {
    auto errand = find_errand(context.session, check_id(account));
    if (!errand) return;
    const std::int64_t at = due(context, account);
    if (at >= errand->not_before) return;
    errand->not_before = at;
    update_errand(context.session, *errand);
}

void NumberChecks::soon(WriteContext& context, const AccountRow& account) {
    auto errand = find_errand(context.session, check_id(account));
    const std::int64_t at = context.now_ms + soon_ms;
    if (!errand || errand->not_before <= at) return;
    errand->not_before = at;
    update_errand(context.session, *errand);
}

void NumberChecks::recover(WriteContext& context) {
    for (const AccountRow& account : all_accounts(context.session)) {
        if (looked_after(account) && !find_errand(context.session, check_id(account))) begin(context, account);
    }
    std::vector<ErrandRow> overdue = checks_overdue(context.session, context.now_ms);
    if (overdue.size() <= not_worth_spreading) return;
    for (std::size_t place = 0; place < overdue.size(); ++place) {
        const auto share = static_cast<std::int64_t>(place) * hour_ms / static_cast<std::int64_t>(overdue.size());
        overdue[place].not_before = context.now_ms + share;
        update_errand(context.session, overdue[place]);
    }
}

Answer NumberChecks::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    std::optional<AccountRow> account;
    bool ended = false;
    std::string digest;
    {
        auto reader = readers_.take();
        account = find_account(*reader, errand.account);
        if (account) digest = templates_digest(*reader, account->waba_id);
        ended = account && view_of(*account, account_life(*reader, account->id)).state == AccountState::disconnected;
    }
    auto line = account
                    ? line_of(*account, cipher_)
                    : Result<Line>(Problem{Refusal::not_found, "account_not_found", "The account is gone.", {}, {}});
    if (!line) {
        answer.said["outcome"] = object_of(refusal(line.problem()));
        return answer;
    }
    Channel& channel = *channels_.at(account->provider);
    const NumberOutcome outcome = channel.read_number(*line);
    answer.said["outcome"] = object_of(outcome);
    if (outcome.kind != CallOutcome::Kind::accepted) return answer;
    answer.said["number"] = object_of(outcome.number);
    // What is over is not made to deliver again.
    if (ended || sign_of(channel, outcome.number, 0).kind == SignKind::absent) return answer;
    answer.said["subscription"] = subscription_word(channel, *line);
    // Their webhooks tell changes only, and are lost where nobody listens.
    say_templates(answer, channel, *line, digest);
    return answer;
}

const AccountRow* NumberChecks::take_in(WriteContext& context, const ErrandRow& errand, const Answer& answer) const {
    const AccountRow* account = context.router.by_id(errand.account);
    if (account == nullptr) return nullptr;
    const std::int64_t asked = asked_at(answer, context.now_ms);
    if (asked < account->generation_start) return account;
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    std::optional<NumberNode> number;
    if (const json::value* told = answer.said.if_contains("number")) number = number_of(told->as_object());
    read_ended(context, errand.account, *channels_.at(account->provider), outcome, number ? &*number : nullptr, asked);
    if (const json::value* told = answer.said.if_contains("subscription")) {
        const AccountRow copy = *account;
        take_subscription(context, copy, std::string(told->as_string()), asked);
    }
    if (const AccountRow* now = context.router.by_id(errand.account)) take_templates(context, *now, answer);
    return context.router.by_id(errand.account);
}

void NumberChecks::answered(WriteContext& context, ErrandRow errand, const Answer& answer) const {
    const AccountRow* account = take_in(context, errand, answer);
    if (account == nullptr || !looked_after(*account)) {
        delete_errand(context.session, errand.operation_id);
        return;
    }
    const AccountLifeRow life = account_life(context.session, account->id);
    if (token_is_over(evidence_of(*account, life), context.now_ms)) {
        forget_token(context, *account);
        return;
    }
    // Without an answer about the account there is no new evidence, so the rule would ask again at once.
    const CallSign* read = newest_read(life.signs, account->generation_start);
    const bool silent = read == nullptr || read->asked_at != asked_at(answer, context.now_ms);
    const std::int64_t count = silent ? silences(input_of(errand)) + 1 : 0;
    std::int64_t at = std::max(due(context, *account), context.now_ms + soonest_again_ms);
    if (const std::int64_t wait_ms = refused_for_ms(answer); wait_ms > 0) {
        const std::int64_t longer = std::min(wait_ms << std::min<std::int64_t>(count - 1, 4), longest_silence_ms);
        at = context.now_ms + std::max(wait_ms, longer) + share_of(errand.operation_id, wait_ms);
    } else if (silent) {
        at = context.now_ms + std::min(soonest_again_ms << std::min<std::int64_t>(count - 1, 10), longest_silence_ms);
    }
    errand.input = json::serialize(silent ? json::object{{"silent", count}} : json::object());
    errand.not_before = at;
    ++errand.attempts;
    update_errand(context.session, errand);
}

}  // namespace coexist
