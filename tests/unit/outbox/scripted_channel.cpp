#include "outbox/scripted_channel.hpp"

#include <stdexcept>

#include "channels/cloud/compose.hpp"
#include "channels/coex/card.hpp"
#include "channels/meow/card.hpp"
#include "channels/meta/card.hpp"

namespace rooms {
using namespace coexist;

SendOutcome taken(const std::string& wamid) {
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.http = 200;
    outcome.wamid = wamid;
    return outcome;
}

SendOutcome refused(std::int64_t code, Cure cure, AccountEffect effect) {
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.http = 400;
    outcome.error.http = 400;
    outcome.error.code = code;
    outcome.error.cure = cure;
    outcome.error.effect = effect;
    outcome.error.sentence = "The platform refused it.";
    outcome.error.next = "Mend it.";
    return outcome;
}

SendOutcome not_sent() {
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    outcome.reason = "no connection.";
    return outcome;
}

SendOutcome no_answer() {
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::unknown;
    outcome.reason = "the line went dead.";
    return outcome;
}

ScriptedChannel::ScriptedChannel(Provider provider) : provider_(provider) {
    number_.kind = CallOutcome::Kind::accepted;
    number_.number = {"905321110022", "Hotel Bosporus", provider_ == Provider::coex, "CLOUD_API", "CONNECTED", "GREEN"};
    subscribed_.kind = CallOutcome::Kind::accepted;
    unsubscribed_.kind = CallOutcome::Kind::accepted;
}

void ScriptedChannel::answer_sends(std::vector<SendOutcome> outcomes) {
    const std::lock_guard lock(guard_);
    outcomes_.assign(outcomes.begin(), outcomes.end());
}

void ScriptedChannel::describe_number(NumberOutcome number) {
    const std::lock_guard lock(guard_);
    number_ = std::move(number);
}

void ScriptedChannel::answer_subscribe(CallOutcome outcome) {
    const std::lock_guard lock(guard_);
    subscribed_ = std::move(outcome);
}

void ScriptedChannel::list_subscription(bool ours) {
    const std::lock_guard lock(guard_);
    listed_ = ours;
}

void ScriptedChannel::answer_unsubscribe(CallOutcome outcome) {
    const std::lock_guard lock(guard_);
    unsubscribed_ = std::move(outcome);
}

int ScriptedChannel::unsubscribes() {
    const std::lock_guard lock(guard_);
    return unsubscribes_;
}

void ScriptedChannel::hold_sends() {
    const std::lock_guard lock(guard_);
    held_ = true;
}

void ScriptedChannel::let_go() {
    const std::lock_guard lock(guard_);
    held_ = false;
    moved_.notify_all();
}

void ScriptedChannel::throw_once() {
    const std::lock_guard lock(guard_);
    throws_ = true;
}

void ScriptedChannel::set_can_deliver(bool can) {
    const std::lock_guard lock(guard_);
    can_deliver_ = can;
}

void ScriptedChannel::set_retry_after(std::optional<std::int64_t> ms) {
    const std::lock_guard lock(guard_);
    retry_after_ = ms;
}

std::vector<std::string> ScriptedChannel::sent() {
    const std::lock_guard lock(guard_);
    return sent_;
}

int ScriptedChannel::waiting() {
    const std::lock_guard lock(guard_);
    return waiting_;
}

int ScriptedChannel::reads() {
    const std::lock_guard lock(guard_);
    return reads_;
}

int ScriptedChannel::subscribes() {
    const std::lock_guard lock(guard_);
    return subscribes_;
}

bool ScriptedChannel::aborted() {
    const std::lock_guard lock(guard_);
    return aborted_;
}

std::string ScriptedChannel::last_token() {
    const std::lock_guard lock(guard_);
    return token_;
}

const ChannelCard& ScriptedChannel::card() const {
    switch (provider_) {
        case Provider::coex:
            return coex_card();
        case Provider::meta:
            return meta_card();
        case Provider::meow:
            break;
    }
    return meow_card();
}

std::optional<OtherAction> ScriptedChannel::instead_of(std::string_view action) const {
    switch (provider_) {
        case Provider::coex:
            return coex_instead_of(action);
        case Provider::meta:
            return meta_instead_of(action);
        case Provider::meow:
            break;
    }
    return meow_instead_of(action);
}

bool ScriptedChannel::can_deliver() const {
    const std::lock_guard lock(guard_);
    return can_deliver_;
}

Result<Outgoing> ScriptedChannel::compose(const Draft& draft) const {
    return cloud::compose(draft);
}

std::string ScriptedChannel::request(const Envelope& envelope, const Outgoing& outgoing) const {
    if (outgoing.type != "text") return cloud::request_body(envelope, outgoing);
    return envelope.recipient.value + ": " + outgoing.text;
}

TemplatesOutcome ScriptedChannel::read_templates(const Line& /*line*/) {
    const std::lock_guard lock(guard_);
    TemplatesOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.templates = templates_;
    return outcome;
}

void ScriptedChannel::list_templates(std::vector<ListedTemplate> templates) {
    const std::lock_guard lock(guard_);
    templates_ = std::move(templates);
}

void ScriptedChannel::answer_uploads(std::vector<CallOutcome> outcomes) {
    const std::lock_guard lock(guard_);
    uploads_.assign(outcomes.begin(), outcomes.end());
}

UploadOutcome ScriptedChannel::upload(const FileToUpload& file) {
    const std::lock_guard lock(guard_);
    uploaded_.push_back(file.path + " " + file.mime_type);
    UploadOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.platform_id = "media-" + std::to_string(uploaded_.size());
    if (!uploads_.empty()) {
        static_cast<CallOutcome&>(outcome) = uploads_.front();
        uploads_.pop_front();
    }
    return outcome;
}

std::vector<std::string> ScriptedChannel::uploaded() {
    const std::lock_guard lock(guard_);
    return uploaded_;
}

CallOutcome ScriptedChannel::mark_read(const Line& /*line*/, const std::string& wamid, bool typing) {
    const std::lock_guard lock(guard_);
    marked_.push_back(wamid + (typing ? " typing" : ""));
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    return outcome;
}

std::vector<std::string> ScriptedChannel::marked() {
    const std::lock_guard lock(guard_);
    return marked_;
}

SendOutcome ScriptedChannel::send(const Line& line, const std::string& request) {
    if (on_send) on_send(request);
    std::unique_lock lock(guard_);
    sent_.push_back(request);
    token_ = line.token.reveal();
    if (throws_) {
        throws_ = false;
        throw std::runtime_error("a fault in the channel");
    }
    SendOutcome outcome = taken("wamid." + std::to_string(sent_.size()));
    if (!outcomes_.empty()) {
        outcome = outcomes_.front();
        outcomes_.pop_front();
    }
    ++waiting_;
    moved_.wait(lock, [this] { return !held_ || aborted_; });
    --waiting_;
    return aborted_ && held_ ? no_answer() : outcome;
}

NumberOutcome ScriptedChannel::read_number(const Line& line) {
    const std::lock_guard lock(guard_);
    ++reads_;
    token_ = line.token.reveal();
    return number_;
}

CallOutcome ScriptedChannel::subscribe(const Line& /*line*/) {
    const std::lock_guard lock(guard_);
    ++subscribes_;
    if (subscribed_.kind == CallOutcome::Kind::accepted) listed_ = true;
    return subscribed_;
}

SubscriptionOutcome ScriptedChannel::read_subscription(const Line& /*line*/) {
    const std::lock_guard lock(guard_);
    SubscriptionOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.ours = listed_;
    return outcome;
}

CallOutcome ScriptedChannel::unsubscribe(const Line& /*line*/) {
    const std::lock_guard lock(guard_);
    ++unsubscribes_;
    if (unsubscribed_.kind == CallOutcome::Kind::accepted) listed_ = false;
    return unsubscribed_;
}

std::optional<Problem> ScriptedChannel::refuses(const NumberNode& number) const {
    if (number.is_on_biz_app == false && provider_ == Provider::coex) {
        return Problem{Refusal::conflict, "number_not_in_app", "It is not in the app.", "Use another provider.", {}};
    }
    if (number.is_on_biz_app == true && provider_ == Provider::meta) {
        return Problem{Refusal::conflict, "number_in_app", "It is in the app.", "Use another provider.", {}};
    }
    const bool on_platform = number.platform_type.empty() || number.platform_type == "CLOUD_API";
    if (!on_platform && provider_ != Provider::meta) {
        return Problem{Refusal::conflict, "number_not_on_cloud_api", "It is not there yet.", "Finish first.", {}};
    }
    return std::nullopt;
}

std::optional<std::int64_t> ScriptedChannel::retry_after_ms(const CallOutcome& outcome, std::int64_t attempts) const {
    const std::lock_guard lock(guard_);
    const bool may = outcome.kind == CallOutcome::Kind::not_sent || outcome.error.cure == Cure::retry;
    return may && attempts < 3 ? retry_after_ : std::nullopt;
}

void ScriptedChannel::abort() {
    const std::lock_guard lock(guard_);
    aborted_ = true;
    moved_.notify_all();
}

}  // namespace rooms
