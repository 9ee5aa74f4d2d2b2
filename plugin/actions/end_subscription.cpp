#include "actions/end_subscription.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/action_handler.hpp"
#include "actions/number_errand.hpp"
#include "outbox/errand_gate.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t longest_rest_ms = 15LL * 60 * 1000;

// Unsubscribing would end the deliveries of all numbers of the WABA.
bool shares_waba(Session& session, const AccountRow& account) {
    for (const AccountRow& other : all_accounts(session)) {
        if (other.id == account.id || other.waba_id != account.waba_id || other.road != account.road) continue;
        if (!living(other) || other.token_sealed.empty()) continue;
        if (view_of(other, account_life(session, other.id)).state != AccountState::disconnected) return true;
    }
    return false;
}

std::int64_t generation_of(const ErrandRow& errand) {
    return json::parse(errand.input).as_object().at("generation").as_int64();
}

}  // namespace

ErrandRow subscription_errand(const OperationId& operation, const char* kind, const AccountRow& account) {
    const json::object input{{"generation", account.generation}};
    return {operation, kind, account.id, json::serialize(input), 0, 0};
}

Answer end_subscription(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher,
                        const ErrandRow& errand) {
    Answer answer{errand.operation_id, errand.kind, {}};
    std::optional<AccountRow> account;
    {
        auto reader = readers.take();
        account = find_account(*reader, errand.account);
        // A connection that was made meanwhile needs the deliveries too.
        const bool anew = account && account->generation != generation_of(errand);
        answer.said["shared"] = anew || (account && shares_waba(*reader, *account));
    }
    if (answer.said.at("shared").as_bool()) return answer;
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    if (account) {
        if (const auto line = line_of(*account, cipher)) outcome = channels.at(account->provider)->unsubscribe(*line);
    }
    answer.said["outcome"] = object_of(outcome);
    return answer;
}

EndedSubscription subscription_ended(WriteContext& context, const ErrandRow& errand, const Answer& answer) {
    const json::value* said = answer.said.if_contains("outcome");
    EndedSubscription ended;
    ended.state = "kept_for_other_numbers";
    if (said != nullptr) {
        const CallOutcome outcome = outcome_of(said->as_object());
        const bool silent = outcome.kind == CallOutcome::Kind::not_sent || outcome.kind == CallOutcome::Kind::unknown;
        const bool too_many = outcome.kind == CallOutcome::Kind::refused && outcome.error.cure == Cure::wait;
        if ((silent || too_many) && errand.attempts + 1 < errand_attempts) {
            const std::int64_t told_ms = std::min(refused_for_ms(answer), longest_rest_ms);
            const std::int64_t at = context.now_ms + std::max(errand_delay_ms(errand.attempts), told_ms);
            ended.again = once_more(errand, at);
            if (told_ms > 0) ended.result = {{"subscription", "waits"}, {"asked_again_at", rfc3339(at)}};
            return ended;
        }
        ended.state = outcome.kind == CallOutcome::Kind::accepted ? "ended" : "not_ended";
    }
    const AccountRow* known = context.router.by_id(errand.account);
    if (known == nullptr || known->generation != generation_of(errand)) return ended;
    AccountRow account = *known;
    ended.forgotten = !account.token_sealed.empty();
    account.token_sealed.clear();
    context.fold.account_changed(account);
    return ended;
}

}  // namespace coexist
