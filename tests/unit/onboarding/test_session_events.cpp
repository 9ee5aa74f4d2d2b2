#include <set>

#include "catch.hpp"
#include "fixtures.hpp"
#include "onboarding/session_event.hpp"

using namespace coexist;
using Kind = SessionVerdict::Kind;

namespace {

struct Case {
    const char* event;
    Kind kind;
    const char* code;
};

std::string event_of(const std::string& name, const std::string& data) {
    return R"({"type":"WA_EMBEDDED_SIGNUP","event":")" + name + R"(","data":)" + data + R"(,"version":3})";
}

}  // namespace

TEST_CASE("each event of the dialog's window has its verdict and words", "[onboarding]") {
    const std::string step = R"({"current_step":")";
    const std::string error = R"({"error_message":"evil <b>words</b>","session_id":"s1","error_code":")";
    struct Row {
        std::string event;
        Kind kind;
        std::string code;
    };
    const Row rows[] = {
        {event_of("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", R"({"waba_id":"210987654321001"})"), Kind::finished,
         "dialog_finished"},
        {event_of("FINISH", R"({"phone_number_id":"3","waba_id":"2","business_id":"4"})"), Kind::wrong_path,
         "dialog_dedicated_number"},
        {event_of("FINISH_ONLY_WABA", R"({"waba_id":"2"})"), Kind::wrong_path, "dialog_without_number"},
        {event_of("FINISH_OBO_MIGRATION", "{}"), Kind::wrong_path, "dialog_migration"},
        {event_of("FINISH_GRANT_ONLY_API_ACCESS", "{}"), Kind::wrong_path, "dialog_access_only"},
        {event_of("CANCEL", step + R"(BUSINESS_ACCOUNT_SELECTION"})"), Kind::left, "dialog_left_at_business"},
        {event_of("CANCEL", step + R"(WABA_PHONE_PROFILE_PICKER"})"), Kind::left, "dialog_left_at_picker"},
        {event_of("CANCEL", step + R"(WHATSAPP_BUSINESS_PROFILE_SETUP"})"), Kind::left, "dialog_left_at_profile"},
        {event_of("CANCEL", step + R"(PHONE_NUMBER_SETUP"})"), Kind::left, "dialog_left_at_number"},
        {event_of("CANCEL", step + R"(PHONE_NUMBER_VERIFICATION"})"), Kind::left, "dialog_left_at_pairing"},
        {event_of("CANCEL", step + R"(PERMISSIONS"})"), Kind::left, "dialog_left_at_permissions"},
        {event_of("CANCEL", step + R"(A_NEW_STEP"})"), Kind::left, "dialog_left"},
        {event_of("CANCEL", "{}"), Kind::left, "dialog_left"},
        {event_of("CANCEL", error + R"(3441041"})"), Kind::failed, "dialog_number_not_eligible"},
        {event_of("ERROR", error + R"(2655093"})"), Kind::failed, "dialog_number_attached_elsewhere"},
        {event_of("CANCEL", R"({"error_message":"name","error_id":"524126"})"), Kind::failed, "dialog_name_refused"},
        {event_of("CANCEL", R"({"error_message":"name","error_id":524126})"), Kind::failed, "dialog_name_refused"},
        {event_of("ERROR", error + R"(99"})"), Kind::failed, "dialog_error"},
        {event_of("SOMETHING_NEW", "{}"), Kind::unknown, "dialog_event_unknown"},
        {event_of("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", "[]"), Kind::finished, "dialog_finished"},
        {R"({"type":"OTHER","event":"FINISH"})", Kind::unknown, "dialog_event_unknown"},
        {"", Kind::unknown, "dialog_event_unknown"},
        {"cb=f1&origin=https%3A%2F%2Fwww.facebook.com", Kind::unknown, "dialog_event_unknown"},
        {"[[[[", Kind::unknown, "dialog_event_unknown"},
    };
    for (const Row& row : rows) {
        const SessionVerdict verdict = verdict_on_session_event(row.event);
        INFO(row.event);
        CHECK(verdict.kind == row.kind);
        CHECK(verdict.code == row.code);
        CHECK_FALSE(verdict.detail.empty());
        CHECK_FALSE(verdict.next.empty());
        // The browser's words are an attacker's to choose.
        CHECK(verdict.detail.find("evil") == std::string::npos);
    }
}

TEST_CASE("of an error the dialog's number and session are kept, and nothing that only looks like them",
          "[onboarding]") {
    const auto of = [](const std::string& code, const std::string& session) {
        return verdict_on_session_event(event_of(
            "CANCEL", R"({"error_message":"x","error_code":)" + code + R"(,"session_id":")" + session + "\"}"));
    };
    CHECK(of("\"4711\"", "f3bc-09").platform == "4711");
    CHECK(of("4711", "f3bc-09").platform == "4711");
    CHECK(of("4711", "f3bc-09").trace == "f3bc-09");
    for (const std::string& bad : {std::string("<b>4711</b>"), std::string("+49 1511 2345678"), std::string(65, '1')}) {
        const SessionVerdict verdict = of("\"" + bad + "\"", bad + " ");
        CAPTURE(bad);
        CHECK(verdict.kind == Kind::failed);
        CHECK(verdict.code == "dialog_error");
        CHECK(verdict.platform.empty());
        CHECK(verdict.trace.empty());
    }
}

TEST_CASE("the fixtures of the dialog's events are understood", "[onboarding]") {
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/finish_coex.json")).kind == Kind::finished);
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/finish_coex.json")).waba_id == "210987654321001");
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/finish_coex_with_extra_ids.json")).kind ==
          Kind::finished);
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/finish_cloud_api.json")).kind == Kind::wrong_path);
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/finish_only_waba.json")).kind == Kind::wrong_path);
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/cancel_step.json")).kind == Kind::left);
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/cancel_error_older.json")).code ==
          "dialog_name_refused");
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/cancel_error_newer.json")).code ==
          "dialog_number_not_eligible");
    CHECK(verdict_on_session_event(fixtures::read("meta_payloads/es/error_event.json")).code ==
          "dialog_number_attached_elsewhere");
}
