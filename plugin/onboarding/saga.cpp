#include "onboarding/saga.hpp"

#include <boost/json.hpp>
#include <utility>

#include "onboarding/account_record.hpp"
#include "onboarding/added_wabas.hpp"
#include "onboarding/import_gate.hpp"
#include "onboarding/refusals.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::string_view kind_prefix = "connect:";
constexpr const char* of_the_dialog = "dialog_";  // what its window told begins like this
constexpr std::int64_t code_follows_ms = 60'000;  // the platform's word of a finished dialog often outruns the code

std::string kind_of(Stage stage) {
    return std::string(kind_prefix) + std::string(name_of(stage));
}

Stage stage_of(const std::string& errand_kind) {
    return stage_named(std::string_view(errand_kind).substr(kind_prefix.size())).value_or(Stage::failed);
}

Stage stage_of(const ConnectAttemptRow& attempt) {
    return stage_named(attempt.stage).value_or(Stage::failed);
}

// What waits for time or people keeps its reason on record once, not at every look.
bool same_line(const ConnectStepRow& last, const ConnectStepRow& line) {
    return last.step == line.step && last.state == line.state && last.code == line.code && last.detail == line.detail &&
           last.platform == line.platform;
}

}  // namespace

void ConnectSaga::note(WriteContext& context, const ConnectAttemptRow& attempt, const Move& move, Stage at,
                       const std::string& who) const {
    const ConnectStepRow line{attempt.attempt_id,
                              std::string(name_of(at)),
                              move.state,
                              move.code,
                              move.detail,
                              move.trace_id,
                              who,
                              context.now_ms,
                              move.platform};
    const auto lines = connect_steps(context.session, attempt.attempt_id);
    if (!lines.empty() && same_line(lines.back(), line)) return;
    add_connect_step(context.session, line);
}

void ConnectSaga::count_end(WriteContext& context, const ConnectAttemptRow& attempt, const Move& move, Stage at) const {
    if (needs_.figures == nullptr) return;
    ConnectFigures::End end{std::string(name_of(at)), move.failed ? move.failed->code : std::string(), {}};
    for (const ConnectStepRow& line : connect_steps(context.session, attempt.attempt_id)) {
        if (line.code.rfind(of_the_dialog, 0) == 0) end.dialog = line.code;
    }
    needs_.figures->connects.ended(end);
}

ErrandRow ConnectSaga::errand_for(const ConnectAttemptRow& attempt, const Move& move, const ErrandRow* former) const {
    const bool again = former != nullptr && former->kind == kind_of(move.to);
    ErrandRow errand;
    errand.operation_id = attempt.operation_id;
    errand.kind = kind_of(move.to);
    errand.input = json::serialize(input_of(attempt));
    errand.attempts = again ? former->attempts + 1 : 0;
    errand.not_before = move.not_before;
    errand.leaving = once_only(move.to) ? Leaving::once : Leaving::free;
    return errand;
}

ConnectProgress ConnectSaga::moved(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow* errand,
                                   Move move, const std::string& who) const {
    const Stage at = stage_of(attempt);
    const bool recorded_now = attempt.account != 0 && at != move.to && move.to == Stage::subscribe;
    if (move.failed) move.to = Stage::failed;
    attempt.stage = name_of(move.to);
    note(context, attempt, move, at, who);
    if (over(move.to)) {
        count_end(context, attempt, move, at);
        attempt.token_sealed.clear();  // the account has its own
        json::object value = value_of(attempt);
        for (const char* secret : {"code_sealed", "ticket", "authorization_url"}) value.erase(secret);
        set_value(attempt, value);
    }
    save_connect_attempt(context.session, attempt);
    if (recorded_now) {
        const auto account = find_account(context.session, attempt.account);
        watched_[attempt.account] = attempt.attempt_id;
        if (account && needs_.deliveries != nullptr) needs_.deliveries->apply_parked(context, *account);
    }
    if (!value_of(attempt).contains("adopted")) {  // an adopted number is connected already
        if (at == Stage::delivery && move.to != at && !over(move.to)) {
            set_account_state(context, attempt, AccountState::syncing, {});
        }
        if (move.to == Stage::done) set_account_state(context, attempt, AccountState::connected, {});
        if (move.to == Stage::failed) unrecord_account(context, attempt, move.code);
    }
    ConnectProgress progress;
    progress.problem = std::move(move.failed);
    progress.result = connect_result(context.session, attempt);
    if (over(move.to)) return progress;
    const auto former = errand != nullptr ? std::optional(*errand) : find_errand(context.session, attempt.operation_id);
    progress.next = errand_for(attempt, move, former ? &*former : nullptr);
    return progress;
}

ConnectProgress ConnectSaga::begin(WriteContext& context, const ConnectAttemptRow& attempt) const {
    ConnectAttemptRow fresh = attempt;
    fresh.stage = name_of(Stage::waiting);
    Move move{
        Stage::waiting, attempt.expires_at, std::nullopt, "waiting", {}, "Waits for the person in the dialog.", {}};
    return moved(context, fresh, nullptr, std::move(move), attempt.actor);
}

ConnectProgress ConnectSaga::code(WriteContext& context, ConnectAttemptRow attempt, const std::string& code_sealed,
                                  const std::string& origin, std::int64_t code_at, const std::string& who) const {
    json::object value = value_of(attempt);
    value["code_sealed"] = code_sealed;
    value["code_origin"] = origin;
    value["code_at"] = code_at;
    set_value(attempt, value);
    return moved(context, attempt, nullptr,
                 {Stage::exchange, 0, std::nullopt, "done", {}, "The dialog answered with a code.", {}}, who);
}

ConnectProgress ConnectSaga::session_event(WriteContext& context, ConnectAttemptRow attempt,
                                           const SessionVerdict& verdict, const std::string& who) const {
    using Kind = SessionVerdict::Kind;
    const Stage at = stage_of(attempt);
    if (verdict.kind == Kind::finished && (at == Stage::waiting || at == Stage::exchange || at == Stage::inspect) &&
        !verdict.waba_id.empty()) {
        json::object value = value_of(attempt);
        value["reported_waba"] = verdict.waba_id;
        set_value(attempt, value);
        save_connect_attempt(context.session, attempt);
        if (at == Stage::inspect) wake(context, attempt, context.now_ms);  // it may wait for just this
    }
    Move line;
    line.state = verdict.kind == Kind::finished || verdict.kind == Kind::unknown ? "waiting" : "warned";
    line.code = verdict.code;
    line.detail = verdict.detail + " " + verdict.next;
    line.trace_id = verdict.trace;
    if (verdict.kind == Kind::failed) line.platform = verdict.platform;
    note(context, attempt, line, at, who);
    ConnectProgress progress;
    progress.next = find_errand(context.session, attempt.operation_id);
    progress.result = connect_result(context.session, attempt);
    return progress;
}

ConnectProgress ConnectSaga::number_named(WriteContext& context, ConnectAttemptRow attempt, const std::string& digits,
                                          const std::string& who) const {
    json::object value = value_of(attempt);
    value["phone"] = digits;
    value.erase("looked_up");
    set_value(attempt, value);
    const bool reported = !added_wabas(attempt).empty();
    return moved(context, attempt, nullptr,
                 {Stage::waiting,
                  reported ? context.now_ms : attempt.expires_at,
                  std::nullopt,
                  "waiting",
                  "number_named",
                  "The number was named.",
                  {}},
                 who);
}

ConnectProgress ConnectSaga::follow(WriteContext& context, ConnectAttemptRow attempt, const std::string& why) const {
    watched_[attempt.account] = attempt.attempt_id;
    take_over_asked(context.session, attempt);
    gate_history(context.session, attempt);
    note_history_request(context, attempt);
    return moved(context, attempt, nullptr, {Stage::fields, 0, std::nullopt, "done", "adopted", why, {}},
                 attempt.actor);
}

ConnectProgress ConnectSaga::choose(WriteContext& context, ConnectAttemptRow attempt, const PhoneNumberId& number,
                                    const std::string& who) const {
    for (const OfferedNumber& offered : offered_numbers(value_of(attempt))) {
        if (!(offered.id == number)) continue;
        if (auto problem = record_account(context, needs_, attempt, offered)) {
            return moved(context, attempt, nullptr, failed_with(std::move(*problem)), who);
        }
        return moved(context, attempt, nullptr,
                     {Stage::subscribe, 0, std::nullopt, "done", {}, "The number was chosen.", {}}, who);
    }
    return end(context, std::move(attempt), connect_refusal::number_not_offered(), who);
}

ConnectProgress ConnectSaga::go_on(WriteContext& context, ConnectAttemptRow attempt, const std::string& who) const {
    const Stage at = stage_of(attempt);
    json::object value = value_of(attempt);
    value[at == Stage::fields ? "fields_skipped" : "delivery_skipped"] = who;
    set_value(attempt, value);
    return moved(context, attempt, nullptr, {at, 0, std::nullopt, "warned", "gone_on", "An admin went on.", {}}, who);
}

ConnectProgress ConnectSaga::end(WriteContext& context, ConnectAttemptRow attempt, const Problem& problem,
                                 const std::string& who) const {
    return moved(context, attempt, nullptr, failed_with(problem), who);
}

Answer ConnectSaga::ask(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    const auto step = steps_.find(stage_of(errand.kind));
    if (step != steps_.end()) step->second->ask(json::parse(errand.input).as_object(), answer);
    return answer;
}

ConnectProgress ConnectSaga::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer) const {
    auto attempt = find_connect_attempt(context.session, errand.operation_id);
    const auto step = attempt ? steps_.find(stage_of(*attempt)) : steps_.end();
    if (step == steps_.end() || kind_of(step->first) != errand.kind) {
        // Of another stage than the attempt's: it decides nothing, and above all does not end it as done.
        ConnectProgress unmoved;
        unmoved.next = errand;
        if (attempt) unmoved.result = connect_result(context.session, *attempt);
        return unmoved;
    }
    Move move = removed_meanwhile(context.session, *attempt) ? failed_with(connect_refusal::removed_under_way())
                                                             : step->second->take(context, *attempt, errand, answer);
    return moved(context, *attempt, &errand, std::move(move), {});
}

std::vector<ConnectAttemptRow> ConnectSaga::left_behind(Session& session, const ConnectAttemptRow& attempt) {
    std::vector<ConnectAttemptRow> others;
    if (attempt.account == 0) return others;
    for (ConnectAttemptRow& other : running_connect_attempts(session)) {
        if (other.account == attempt.account && other.attempt_id != attempt.attempt_id) {
            others.push_back(std::move(other));
        }
    }
    return others;
}

bool ConnectSaga::history_decided(WriteContext& context, const AccountRow& account) const {
    bool will_ask = false;
    for (ConnectAttemptRow& attempt : running_connect_attempts(context.session)) {
        if (attempt.account != account.id) continue;
        gate_history(context.session, attempt);
        save_connect_attempt(context.session, attempt);
        will_ask = will_ask || attempt.history.empty();
        if (stage_of(attempt) == Stage::settle) wake(context, attempt, context.now_ms);
    }
    return will_ask;
}

void ConnectSaga::watch(Session& session) const {
    watched_.clear();
    for (const ConnectAttemptRow& attempt : running_connect_attempts(session)) {
        if (attempt.account != 0) watched_[attempt.account] = attempt.attempt_id;
    }
}

// The next look comes at `not_before` if that is sooner. What must not be called twice is left alone.
void ConnectSaga::wake(WriteContext& context, const ConnectAttemptRow& attempt, std::int64_t not_before) const {
    auto errand = find_errand(context.session, attempt.operation_id);
    if (!errand || errand->leaving != Leaving::free || errand->not_before <= not_before) return;
    ++errand->attempts;  // else the outbox takes it for the one it has answered
    errand->not_before = not_before;
    errand->input = json::serialize(input_of(attempt));
    update_errand(context.session, *errand);
}

// What was asked for arrives: it settles a request whose answer got lost. One whose answer is still awaited, and may
// get lost yet, is told of it: a small address book comes before a call that hangs is given up. Whether it settled one.
bool ConnectSaga::arrived(Session& session, ConnectAttemptRow& attempt, SyncKind kind) const {
    std::string& mark = kind == SyncKind::contacts ? attempt.contacts : attempt.history;
    if (mark == "unknown") {
        mark = "accepted";
        return true;
    }
    const Stage asking = kind == SyncKind::contacts ? Stage::contacts : Stage::history;
    if (stage_of(attempt) != asking) return false;
    const auto errand = find_errand(session, attempt.operation_id);
    if (!errand || errand->leaving != Leaving::left) return false;
    json::object value = value_of(attempt);
    value[came_mark(kind)] = true;
    set_value(attempt, value);
    return false;
}

void ConnectSaga::parked(WriteContext& context, const std::string& road, const Fact& fact,
                         std::int64_t received_at) const {
    const auto added = added_waba(fact, received_at);
    if (!added) return;
    for (ConnectAttemptRow& attempt : running_connect_attempts(context.session)) {
        if (attempt.road != road || attempt.account != 0 || received_at < attempt.created_at) continue;
        if (!remember_added(attempt, *added)) continue;
        save_connect_attempt(context.session, attempt);
        const Stage at = stage_of(attempt);
        if (at == Stage::inspect) wake(context, attempt, context.now_ms);
        if (at == Stage::waiting) wake(context, attempt, context.now_ms + code_follows_ms);
    }
}

void ConnectSaga::routed(WriteContext& context, const AccountRow& account, const Fact& fact,
                         std::int64_t received_at) const {
    parked(context, account.road, fact, received_at);  // a number that is known is connected anew
    const auto found = watched_.find(account.id);
    if (found == watched_.end()) return;
    auto attempt = find_connect_attempt(context.session, found->second);
    if (!attempt || over(stage_of(*attempt))) {
        watched_.erase(found);
        return;
    }
    if (received_at < attempt->created_at) return;
    const Stage at = stage_of(*attempt);
    bool news = removed_meanwhile(context.session, *attempt);
    if (attempt->delivered_at == 0) {
        attempt->delivered_at = context.now_ms;
        news = news || at == Stage::delivery;
    }
    const auto* contact = std::get_if<ContactFact>(&fact.said);
    if (contact != nullptr && contact->names.address_book && arrived(context.session, *attempt, SyncKind::contacts)) {
        news = news || at == Stage::settle;
    }
    if (std::holds_alternative<HistoryFact>(fact.said) && arrived(context.session, *attempt, SyncKind::history)) {
        note_history_request(context, *attempt);
        news = news || at == Stage::settle;
    }
    save_connect_attempt(context.session, *attempt);
    if (news) wake(context, *attempt, context.now_ms);
}

}  // namespace coexist
