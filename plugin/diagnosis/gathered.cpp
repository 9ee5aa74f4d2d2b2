#include "diagnosis/gathered.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "diagnosis/folded.hpp"
#include "feed/resources.hpp"
#include "model/account_state.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/step.hpp"
#include "onboarding/steps/steps.hpp"
#include "store/history_imports.hpp"
#include "store/history_threads.hpp"
#include "store/media.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t files_follow_s = 14LL * 24 * 60 * 60;  // Meta, "Webhooks: history"
constexpr std::string_view platform_prefix = "platform_";
constexpr std::string_view numbers_of_meta = "1555";  // Meta, "Phone numbers": those with display name only

void note_code(CaseFile& file, const std::string& code) {
    if (code.rfind(platform_prefix, 0) == 0) {
        note(file, "platform", code.substr(platform_prefix.size()));
    } else {
        note(file, "code", code);
    }
}

void note_number(CaseFile& file, const OfferedNumber& number) {
    if (number.node.is_on_biz_app == false) {
        const bool given = number.node.digits.rfind(numbers_of_meta, 0) == 0;
        note(file, "number", given ? "given_by_meta" : "not_on_phone");
    }
    note(file, "number_status", number.node.status);
}

bool same_number(const ConnectAttemptRow& one, const ConnectAttemptRow& other) {
    const std::string mine = text_in(value_of(one), "phone");
    const std::string its = text_in(value_of(other), "phone");
    return mine.empty() || its.empty() || mine == its;
}

void put_app(const Settings& settings, const std::string& road, CaseFile& file) {
    if (const App* app = find_app(settings, road)) file.app_id = app->app_id;
}

}  // namespace

void gather_attempt(Session& session, const Settings& settings, const ConnectAttemptRow& attempt, std::int64_t now_ms,
                    CaseFile& file) {
    const bool done = stage_named(attempt.stage) == Stage::done;
    file.at = attempt.created_at;
    for (const ConnectStepRow& line : connect_steps(session, attempt.attempt_id)) {
        if (!done || line.code.rfind(platform_prefix, 0) == 0) note_code(file, line.code);
        if (!done && !line.platform.empty()) note(file, "platform", line.platform);
        if (!line.trace_id.empty()) file.traces.push_back(line.trace_id);
        if (!line.code.empty()) file.step = line.step;
        file.at = std::max(file.at, line.at);
    }
    const json::object value = value_of(attempt);
    for (const OfferedNumber& number : offered_numbers(value)) {
        if (!done) note_number(file, number);
    }
    put_app(settings, attempt.road, file);
    if (!attempt.waba_id.empty()) file.waba_id = attempt.waba_id.value;
    if (!attempt.phone_number_id.empty()) file.phone_number_id = attempt.phone_number_id.value;
    const std::string phone = text_in(value, "phone");
    if (!phone.empty()) file.number = international(phone);
    for (const ConnectAttemptRow& other : connect_attempts_since(session, attempt.tenant, now_ms - day_ms)) {
        if (stage_named(other.stage) == Stage::failed && same_number(attempt, other)) ++file.tried;
    }
}

void gather_account(Session& session, const Settings& settings, const AccountRow& account, CaseFile& file) {
    const json::object document = account_document(session, account);
    const std::string state = text_in(document, "state");
    note(file, "state", state);
    const auto named = account_state_named(state);
    const bool lives = named && may_send(*named);
    if (!lives) note(file, "reason", text_in(document, "reason"));
    const json::object& flags = document.at("flags").as_object();
    for (const json::key_value_pair& flag : flags) note(file, "flag", std::string(flag.key()));
    if (lives && flags.empty()) note(file, "health", "green");

    const json::value* history = document.if_contains("history");
    if (history != nullptr) note(file, "history", text_in(history->as_object(), "outcome"));
    const HistoryImportRow import = history_import_of(session, account);
    if (count_missing_files(session, account.id, import.begun_at / 1000 - files_follow_s).before > 0) {
        note(file, "files", "older_than_14_days");
    }
    if (fresh_file_kept(session, account.id, account.generation_start)) note(file, "fresh_files", "arrive");

    put_app(settings, account.road, file);
    file.waba_id = account.waba_id.value;
    file.phone_number_id = account.phone_number_id.value;
    file.number = international(account.digits);
}

void gather_seen(const std::vector<std::string>& screens, const std::string& words, CaseFile& file) {
    for (const std::string& screen : screens) note(file, "seen", screen);
    for (const std::string& code : codes_in(words)) note(file, "platform", code);
    file.words = words;
}

}  // namespace coexist
