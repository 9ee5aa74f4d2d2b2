#include "onboarding/scripted_desk.hpp"

#include <algorithm>

#include "ingest/fold_bench.hpp"

namespace rooms {
using namespace coexist;

CallOutcome desk_refuses(std::int64_t code, std::int64_t subcode, Cure cure) {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.code = code;
    outcome.error.subcode = subcode;
    outcome.error.cure = cure;
    outcome.error.sentence = "The platform refused.";
    outcome.error.next = "Do something else.";
    outcome.error.trace_id = "trace-" + std::to_string(code);
    return outcome;
}

CallOutcome desk_stumbles() {
    return desk_refuses(2, 0, Cure::retry);
}

CallOutcome desk_unreached() {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    outcome.reason = "The name could not be resolved.";
    return outcome;
}

CallOutcome desk_silent() {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::unknown;
    outcome.reason = "The connection ended before an answer came.";
    return outcome;
}

OfferedNumber offered(const std::string& id, const std::string& waba, const std::string& digits,
                      std::int64_t onboarded_at) {
    OfferedNumber number;
    number.id = PhoneNumberId(id);
    number.waba_id = WabaId(waba);
    number.node.digits = digits;
    number.node.verified_name = "Hotel Fixture";
    number.node.is_on_biz_app = true;
    number.node.platform_type = "CLOUD_API";
    number.node.status = "CONNECTED";
    number.last_onboarded_at = onboarded_at;
    return number;
}

ScriptedDesk::ScriptedDesk() {
    grant.app_id = "610987654321005";
    grant.valid = true;
    grant.scopes = {"whatsapp_business_management", "whatsapp_business_messaging"};
    grant.wabas = {WabaId("210987654321001")};
    numbers_of["210987654321001"] = {
        offered(std::string(fixture_number), "210987654321001", "905321110022", fixture_time + 3600)};
    fields = {"messages", "account_update", "history", "smb_app_state_sync", "smb_message_echoes"};
}

void ScriptedDesk::answer(const std::string& call, std::vector<CallOutcome> outcomes) {
    const std::lock_guard lock(guard_);
    script_[call] = {outcomes.begin(), outcomes.end()};
}

void ScriptedDesk::on_call(std::function<void(const std::string&)> callback) {
    const std::lock_guard lock(guard_);
    on_call_ = std::move(callback);
}

CallOutcome ScriptedDesk::next(const std::string& call) {
    std::function<void(const std::string&)> callback;
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.http = 200;
    {
        const std::lock_guard lock(guard_);
        calls_.push_back(call);
        callback = on_call_;
        auto& script = script_[call];
        if (!script.empty()) {
            outcome = script.front();
            script.pop_front();
        }
    }
    if (callback) callback(call);
    return outcome;
}

std::vector<std::string> ScriptedDesk::calls() {
    const std::lock_guard lock(guard_);
    return calls_;
}

int ScriptedDesk::count(const std::string& call) {
    const std::lock_guard lock(guard_);
    return static_cast<int>(std::count(calls_.begin(), calls_.end(), call));
}

std::vector<std::string> ScriptedDesk::faults() {
    const std::lock_guard lock(guard_);
    return faults_;
}

std::string ScriptedDesk::last_redirect_uri() {
    const std::lock_guard lock(guard_);
    return redirect_uri_;
}

TokenOutcome ScriptedDesk::exchange(const std::string& /*road*/, const Secret& code,
                                    const std::optional<std::string>& redirect_uri) {
    TokenOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("exchange");
    const std::lock_guard lock(guard_);
    redirect_uri_ = redirect_uri.value_or("none");
    const bool arrived = outcome.kind != CallOutcome::Kind::not_sent;
    if (arrived && codes_[std::string(code.reveal())]++ > 0) faults_.emplace_back("a code was used twice");
    if (outcome.kind == CallOutcome::Kind::accepted)
        outcome.token = Secret("EAAG-token-of-" + std::string(code.reveal()));
    return outcome;
}

TokenOutcome ScriptedDesk::partner_access(const std::string& /*road*/, const std::string& portfolio) {
    TokenOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("access");
    if (outcome.kind == CallOutcome::Kind::accepted) outcome.token = Secret("EAAG-token-of-" + portfolio);
    return outcome;
}

GrantOutcome ScriptedDesk::inspect(const std::string& /*road*/, const Secret& /*token*/) {
    GrantOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("inspect");
    if (outcome.kind == CallOutcome::Kind::accepted) outcome.grant = grant;
    return outcome;
}

NumbersOutcome ScriptedDesk::numbers(const std::string& /*road*/, const Secret& /*token*/, const WabaId& waba) {
    NumbersOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("numbers");
    if (outcome.kind != CallOutcome::Kind::accepted) return outcome;
    const auto known = numbers_of.find(waba.value);
    if (known != numbers_of.end()) {
        outcome.numbers = known->second;
    } else {
        static_cast<CallOutcome&>(outcome) = desk_refuses(100, 33, Cure::reconnect);  // not this token's to read
    }
    return outcome;
}

CallOutcome ScriptedDesk::subscribe(const Line& /*line*/, const CallbackOverride* /*own_callback*/) {
    return next("subscribe");
}

RegisterOutcome ScriptedDesk::register_dedicated(const Line& /*line*/, const Secret& pin) {
    RegisterOutcome outcome;
    outcome.found = found;
    // As the contract says: looked at first, and called for only where the number is certainly on no phone.
    if (found == RegisterOutcome::Found::to_register) {
        static_cast<CallOutcome&>(outcome) = next("register");
    } else {
        outcome.kind = CallOutcome::Kind::accepted;
    }
    const std::lock_guard lock(guard_);
    last_pin = std::string(pin.reveal());
    return outcome;
}

FieldsOutcome ScriptedDesk::subscribed_fields(const std::string& /*road*/) {
    FieldsOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("fields");
    if (outcome.kind == CallOutcome::Kind::accepted) outcome.fields = fields;
    return outcome;
}

CallOutcome ScriptedDesk::handshake(const CallbackOverride& /*callback*/) {
    return next("handshake");
}

TestDeliveryOutcome ScriptedDesk::deliver_test(const std::string& /*road*/, const std::string& /*url*/,
                                               const std::string& word) {
    TestDeliveryOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next("test");
    if (outcome.kind == CallOutcome::Kind::refused) outcome.code = refuses_with;
    if (outcome.kind == CallOutcome::Kind::accepted && brings_test) brings_test(word);
    return outcome;
}

SyncOutcome ScriptedDesk::request_sync(const Line& /*line*/, SyncKind kind) {
    const std::string call = kind == SyncKind::contacts ? "contacts" : "history";
    SyncOutcome outcome;
    static_cast<CallOutcome&>(outcome) = next(call);
    const std::lock_guard lock(guard_);
    if (outcome.kind == CallOutcome::Kind::accepted || outcome.kind == CallOutcome::Kind::unknown) {
        if (taken_[call]++ > 0) faults_.push_back(call + " were asked for twice");
    }
    outcome.request_id = "rq-" + call;
    return outcome;
}

}  // namespace rooms
