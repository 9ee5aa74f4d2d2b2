#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/account_record.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t most_wabas = 20;
constexpr int looks_for_a_number = 6;             // a new number may be listed a little later
constexpr std::int64_t slack_ms = 10LL * 60'000;  // between the platform's clock and ours

OfferedNumber number_from(const json::object& said) {
    OfferedNumber number;
    number.id = PhoneNumberId(text_in(said, "id"));
    number.waba_id = WabaId(text_in(said, "waba_id"));
    number.node.digits = text_in(said, "digits");
    number.node.verified_name = text_in(said, "verified_name");
    number.node.platform_type = text_in(said, "platform_type");
    number.node.status = text_in(said, "status");
    number.last_onboarded_at = said.at("last_onboarded_at").as_int64();
    if (const json::value* on_app = said.if_contains("is_on_biz_app")) number.node.is_on_biz_app = on_app->as_bool();
    return number;
}

/// Why none of the numbers can be connected.
Problem verdict_on(const Channel& channel, const std::vector<OfferedNumber>& numbers) {
    if (numbers.empty()) return connect_refusal::without_number();
    for (const OfferedNumber& number : numbers) {
        if (!number.node.is_on_biz_app) return connect_refusal::number_mode_unknown();
    }
    return channel.refuses(numbers.front().node).value_or(connect_refusal::number_mode_unknown());  // newest first
}

/// Whether an attempt before this one has put this very onboarding of the number on record.
bool on_record(Session& session, const OfferedNumber& number) {
    const auto known = accounts_with_digits(session, number.node.digits);
    return std::any_of(known.begin(), known.end(), [&](const AccountRow& account) {
        return living(account) && account.generation_start == number.last_onboarded_at * 1000;
    });
}

const OfferedNumber* with_digits(const std::vector<OfferedNumber>& numbers, const std::string& digits) {
    const auto found = std::find_if(numbers.begin(), numbers.end(),
                                    [&](const OfferedNumber& number) { return number.node.digits == digits; });
    return found == numbers.end() ? nullptr : &*found;
}

/// Which numbers the token holds, read by ourselves. For coexistence those that are on a phone and on the Cloud API can
/// be connected, as dedicated ones those that are certainly on no phone.
class Numbers : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        NumbersOutcome all;
        all.kind = CallOutcome::Kind::accepted;
        const auto line = line_of(input, needs_.cipher);
        if (!line) {
            all.kind = CallOutcome::Kind::not_sent;
            all.reason = line.problem().detail;
        } else {
            const json::array& wabas = input.at("wabas").as_array();
            for (std::size_t index = 0; index < std::min(wabas.size(), most_wabas); ++index) {
                const WabaId waba(std::string(wabas[index].as_string()));
                const NumbersOutcome page = needs_.desk.numbers(line->road, line->token, waba);
                // An account that the token does not name is another's, if the token cannot read it.
                if (page.kind == CallOutcome::Kind::refused && input.contains("unconfirmed") && !may_ask_again(page)) {
                    answer.said["not_ours"] = true;
                    continue;
                }
                if (page.kind != CallOutcome::Kind::accepted) {
                    static_cast<CallOutcome&>(all) = page;
                    break;
                }
                all.numbers.insert(all.numbers.end(), page.numbers.begin(), page.numbers.end());
            }
        }
        answer.said["outcome"] = object_of(static_cast<const CallOutcome&>(all));
        answer.said["numbers"] = array_of(all.numbers);
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        if (outcome.kind != CallOutcome::Kind::accepted) {
            if (may_ask_again(outcome)) return again_later(context, attempt, errand, Stage::numbers, outcome);
            return refused_for_good(outcome);
        }
        const Provider provider = provider_of(attempt);
        const Channel& channel = *needs_.channels.at(provider);
        const std::vector<OfferedNumber> all = offered_numbers(answer.said);
        json::object known = value_of(attempt);
        known["numbers"] = array_of(all);  // what came out, also where none of it can be connected
        set_value(attempt, known);
        std::vector<OfferedNumber> fit;
        for (const OfferedNumber& number : all) {
            const bool on_phone_as_meant = number.node.is_on_biz_app == (provider == Provider::coex);
            if (on_phone_as_meant && !channel.refuses(number.node)) fit.push_back(number);
        }
        if (all.empty() && answer.said.contains("not_ours")) return failed_with(connect_refusal::ids_not_confirmed());
        const std::string named = text_in(value_of(attempt), "phone");
        if (const OfferedNumber* unfit = with_digits(all, named);
            unfit != nullptr && with_digits(fit, named) == nullptr) {
            return failed_with(verdict_on(channel, {*unfit}));
        }
        if (fit.empty()) {
            if (all.empty() && errand.attempts + 1 < looks_for_a_number) {
                CallOutcome nothing_yet;
                nothing_yet.reason = "The account lists no number yet.";
                return again_later(context, attempt, errand, Stage::numbers, nothing_yet);
            }
            return failed_with(verdict_on(channel, all));
        }
        const std::string reported = text_in(value_of(attempt), "reported_waba");
        std::vector<OfferedNumber> fresh;
        for (const OfferedNumber& number : fit) {
            if (number.last_onboarded_at * 1000 + slack_ms < attempt.created_at) continue;
            if (!reported.empty() && number.waba_id.value != reported) continue;
            if (!on_record(context.session, number)) fresh.push_back(number);
        }
        // One that was connected since this attempt began is the one that is meant.
        const OfferedNumber* meant = fit.size() == 1 ? &fit.front() : fresh.size() == 1 ? &fresh.front() : nullptr;
        if (!named.empty()) meant = with_digits(fit, named);  // another one is a person's to confirm
        if (meant == nullptr) {
            json::object value = value_of(attempt);
            value["numbers"] = array_of(fit);
            set_value(attempt, value);
            return {Stage::choose,
                    deadline_of(attempt),
                    std::nullopt,
                    "waiting",
                    "number_choice_needed",
                    named.empty() ? "The account holds several numbers that can be connected: choose one."
                                  : "The account does not hold the number that was named: choose which one is meant.",
                    {}};
        }
        if (auto problem = record_account(context, needs_, attempt, *meant)) return failed_with(std::move(*problem));
        return {Stage::subscribe,
                0,
                std::nullopt,
                "done",
                {},
                provider == Provider::coex ? "The number is on a phone and on the Cloud API."
                                           : "The number is on no phone.",
                {}};
    }
};

}  // namespace

json::array array_of(const std::vector<OfferedNumber>& numbers) {
    json::array list;
    for (const OfferedNumber& number : numbers) {
        json::object one{{"id", number.id.value},
                         {"waba_id", number.waba_id.value},
                         {"digits", number.node.digits},
                         {"verified_name", number.node.verified_name},
                         {"platform_type", number.node.platform_type},
                         {"status", number.node.status},
                         {"last_onboarded_at", number.last_onboarded_at}};
        if (number.node.is_on_biz_app) one["is_on_biz_app"] = *number.node.is_on_biz_app;
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<OfferedNumber> offered_numbers(const json::object& value) {
    std::vector<OfferedNumber> numbers;
    const json::value* list = value.if_contains("numbers");
    if (list == nullptr) return numbers;
    for (const json::value& one : list->as_array()) numbers.push_back(number_from(one.as_object()));
    return numbers;
}

std::unique_ptr<ConnectStep> numbers_step(const ConnectNeeds& needs) {
    return std::make_unique<Numbers>(needs);
}

}  // namespace coexist
