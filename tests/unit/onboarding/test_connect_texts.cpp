#include <algorithm>
#include <sstream>

#include "catch.hpp"
#include "config/approved.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/session_event.hpp"
#include "onboarding/stage.hpp"

// What people read when a connection does not go well, compared letter by letter with what was approved.

using namespace coexist;
namespace refusal = connect_refusal;

namespace {

std::filesystem::path here() {
    return approval::folder().parent_path() / "onboarding";
}

PlatformError said(std::int64_t code, std::int64_t subcode = 0) {
    PlatformError error;
    error.code = code;
    error.subcode = subcode;
    error.sentence = "WhatsApp says why.";
    error.next = "WhatsApp's table says what to do.";
    return error;
}

std::vector<Problem> all_refusals() {
    return {refusal::state_invalid(),
            refusal::state_used(),
            refusal::expired(),
            refusal::other_browser(),
            refusal::other_actor(),
            refusal::code_missing(),
            refusal::dialog_denied(),
            refusal::dialog_error("1349195"),
            refusal::dialog_error({}),
            refusal::owner_absent(),
            refusal::signup_not_configured("hotel"),
            refusal::no_signup_app(),
            refusal::gateway_without_dialog("dialog"),
            refusal::road_needed("city, resorts"),
            refusal::return_page_not_allowed(),
            refusal::attempt_unknown(),
            refusal::attempt_over(),
            refusal::not_waiting_for_that(),
            refusal::one_thing_at_a_time(),
            refusal::number_not_offered(),
            refusal::code_refused(said(100, 36007)),
            refusal::code_refused(said(100, 36008)),
            refusal::code_refused(said(100, 36009)),
            refusal::code_refused(said(101)),
            refusal::code_refused(said(100)),
            refusal::exchange_lost("The connection ended before an answer came."),
            refusal::token_invalid(),
            refusal::token_of_other_app(),
            refusal::scope_missing("whatsapp_business_messaging"),
            refusal::without_waba(),
            refusal::no_dedicated_app(),
            refusal::pin_missing(),
            refusal::pin_refused(),
            refusal::ids_not_confirmed(),
            refusal::without_number(),
            refusal::number_mode_unknown(),
            refusal::stage_refused(said(190)),
            refusal::stage_refused(said(0)),
            refusal::time_over("WhatsApp could not be reached."),
            refusal::called_off(),
            refusal::removed_under_way(),
            refusal::superseded()};
}

// The names that refusals.hpp declares: one that is added must be read here too.
std::ptrdiff_t declared() {
    std::istringstream lines(approval::bytes_of(here().parent_path().parent_path().parent_path() / "plugin" /
                                                "onboarding" / "refusals.hpp"));
    std::ptrdiff_t count = 0;
    for (std::string line; std::getline(lines, line);) count += line.rfind("Problem ", 0) == 0 ? 1 : 0;
    return count;
}

std::string event(const std::string& name, const std::string& data) {
    return R"({"type":"WA_EMBEDDED_SIGNUP","event":")" + name + R"(","data":)" + data + "}";
}

std::string cancelled_at(const std::string& step) {
    return event("CANCEL", R"({"current_step":")" + step + R"("})");
}

std::string failed_with_code(const std::string& code) {
    return event("CANCEL", R"({"error_message":"x","error_code":")" + code + R"("})");
}

}  // namespace

TEST_CASE("every refusal of a connection says what was approved", "[onboarding]") {
    const std::vector<Problem> all = all_refusals();
    CHECK(static_cast<std::ptrdiff_t>(all.size()) >= declared());
    std::string text;
    for (const Problem& problem : all) {
        text += problem.code + " (" + std::to_string(http_status(problem.refusal)) + ")\n  " + problem.detail + "\n  " +
                problem.next + "\n";
    }
    approval::check_file(here() / "approved" / "refusals.txt", text);
}

TEST_CASE("every event of the dialog's window says what was approved", "[onboarding]") {
    const std::string events[] = {
        event("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", R"({"waba_id":"1"})"),
        event("FINISH", "{}"),
        event("FINISH_ONLY_WABA", "{}"),
        event("FINISH_OBO_MIGRATION", "{}"),
        event("FINISH_GRANT_ONLY_API_ACCESS", "{}"),
        cancelled_at("BUSINESS_ACCOUNT_SELECTION"),
        cancelled_at("WABA_PHONE_PROFILE_PICKER"),
        cancelled_at("WHATSAPP_BUSINESS_PROFILE_SETUP"),
        cancelled_at("PHONE_NUMBER_SETUP"),
        cancelled_at("PHONE_NUMBER_VERIFICATION"),
        cancelled_at("PERMISSIONS"),
        cancelled_at("A_NEW_SCREEN"),
        failed_with_code("3441041"),
        failed_with_code("2655093"),
        failed_with_code("524126"),
        failed_with_code("1"),
        event("SOMETHING_NEW", "{}"),
    };
    std::string text;
    for (const std::string& one : events) {
        const SessionVerdict verdict = verdict_on_session_event(one);
        text += verdict.code + "\n  " + verdict.detail + "\n  " + verdict.next + "\n";
    }
    text += "\nof a dedicated number\n";
    for (const std::string& one : events) {
        const SessionVerdict usual = verdict_on_session_event(one);
        const SessionVerdict verdict = verdict_on_session_event(one, Provider::meta);
        if (verdict.code == usual.code && verdict.detail == usual.detail && verdict.next == usual.next) continue;
        text += verdict.code + "\n  " + verdict.detail + "\n  " + verdict.next + "\n";
    }
    approval::check_file(here() / "approved" / "dialog_events.txt", text);
}

TEST_CASE("every stage says what it waits for", "[onboarding]") {
    std::string text;
    for (auto stage = Stage::waiting; stage != Stage::done; stage = static_cast<Stage>(static_cast<int>(stage) + 1)) {
        CHECK_FALSE(name_of(stage).empty());
        text += std::string(name_of(stage)) + "\n  " + std::string(waits_for(stage)) + "\n";
    }
    CHECK(waits_for(Stage::done).empty());
    CHECK(waits_for(Stage::failed).empty());
    approval::check_file(here() / "approved" / "stages.txt", text);
}
