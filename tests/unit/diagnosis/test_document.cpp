// What people read of a diagnosis: the countdown, when to stop, and what Meta's support is told.
#include <boost/json.hpp>

#include "catch.hpp"
#include "diagnosis/document.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr std::int64_t noon = 1'763'640'000'000;  // 2025-11-20T12:00:00Z

json::object first(const CaseFile& file, std::int64_t now_ms, const char* locale = "en") {
    const json::object document =
        diagnosis_document(diagnosis_rules(), file, now_ms, locale, [](const std::string& code) {
            return code == "connect_code_used" ? std::string("it was used before") : std::string();
        });
    REQUIRE_FALSE(document.at("verdicts").as_array().empty());
    return document.at("verdicts").at(0).as_object();
}

CaseFile attached_elsewhere() {
    CaseFile file;
    note(file, "code", "dialog_number_attached_elsewhere");
    file.at = noon;
    file.tried = 1;
    return file;
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

}  // namespace

TEST_CASE("after a clean-up the countdown runs from the last try", "[diagnosis]") {
    const json::object at_once = first(attached_elsewhere(), noon);
    CHECK(text(at_once.at("again").at("state")) == "later");
    CHECK(at_once.at("again").at("seconds").as_int64() == 120);
    CHECK(text(at_once.at("again").at("at")) == "2025-11-20T12:02:00Z");
    const json::object halfway = first(attached_elsewhere(), noon + 90'500);
    CHECK(halfway.at("again").at("seconds").as_int64() == 30);
    const json::object after = first(attached_elsewhere(), noon + 120'000);
    CHECK(text(after.at("again").at("state")) == "now");
    CHECK_FALSE(after.at("again").as_object().contains("seconds"));
}

TEST_CASE("who tried often enough is told to stop and what to send to Meta's support", "[diagnosis]") {
    CaseFile file = attached_elsewhere();
    file.tried = 3;
    const json::object verdict = first(file, noon + 600'000);
    CHECK(text(verdict.at("again").at("state")) == "stop");
    CHECK(verdict.contains("support"));
    CaseFile own_work;
    note(own_work, "code", "connect_redirect_mismatch");
    own_work.tried = 9;
    const json::object alone = first(own_work, noon);
    CHECK(text(alone.at("again").at("words")) ==
          "It was tried often enough. Stop here: it goes on only when the steps are done.");
    CHECK_FALSE(alone.contains("support"));
}

TEST_CASE("what no repeat changes says so", "[diagnosis]") {
    CaseFile file;
    note(file, "history", "declined");
    CHECK(text(first(file, noon).at("again").at("state")) == "never");
}

TEST_CASE("the steps come in order, each with who can do it", "[diagnosis]") {
    const json::object verdict = first(attached_elsewhere(), noon);
    const json::array& steps = verdict.at("steps").as_array();
    REQUIRE(steps.size() == 7);
    CHECK(text(steps[1].at("who")) == "phone_owner");
    CHECK(text(steps[1].at("who_words")) == "The phone's owner");
    CHECK(text(steps[2].at("who")) == "meta_admin");
    CHECK(text(steps[6].at("step")) == "clean_attempt");
}

TEST_CASE("evidence is said in words, a code of ours in its own", "[diagnosis]") {
    CaseFile file;
    note(file, "code", "connect_code_used");
    CHECK(text(first(file, noon).at("evidence").at(0).at("words")) == "The connection said: it was used before");
    CaseFile seen;
    note(seen, "seen", "sms_code");
    CHECK(text(first(seen, noon, "tr").at("evidence").at(0).at("words")) ==
          "Gördüğünüz: SMS ya da aramayla gelen bir kod isteniyor");
}

TEST_CASE("Meta's support is told ids, codes and traces, in English", "[diagnosis]") {
    CaseFile file = attached_elsewhere();
    note(file, "platform", "2655093");
    file.app_id = "1001";
    file.waba_id = "102290129340398";
    file.number = "+4915112345678";
    file.step = "waiting";
    file.traces = {"Az8x"};
    CHECK(
        text(first(file, noon, "es").at("support")) ==
        "Topic: Embedded Signup - Coexistence Onboarding\n"
        "What happens: Still connected with another provider. The number, or its WhatsApp account, still belongs to a "
        "provider from before. WhatsApp lets it go only when the old connection has been cleaned up, in this order.\n"
        "Meta app: 1001\nWhatsApp Business Account: 102290129340398\nPhone number: +4915112345678\n"
        "Last seen: 2025-11-20T12:00:00Z\nStep that failed: waiting\n"
        "Error codes: dialog_number_attached_elsewhere, 2655093\nfbtrace_id / session: Az8x\n"
        "The steps for this case were followed: old partner disconnected on the phone and in WhatsApp Manager where "
        "there was one, clean attempts only.\n");
}
