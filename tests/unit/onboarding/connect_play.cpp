#include "onboarding/connect_play.hpp"

#include <cstdlib>
#include <sstream>

#include "actions/connect.hpp"
#include "catch.hpp"
#include "store/another_process.hpp"

namespace rooms {
namespace json = boost::json;
using namespace coexist;
namespace {

constexpr std::int64_t minute_ms = 60'000;

std::string event_of(const std::string& kind) {
    const auto event = [](const std::string& name, const std::string& data) {
        return R"("event":{"type":"WA_EMBEDDED_SIGNUP","event":")" + name + R"(","data":)" + data + "}";
    };
    if (kind == "event:sms") return event("FINISH", R"({"waba_id":"2","phone_number_id":"3"})");
    if (kind == "event:left") return event("CANCEL", R"({"current_step":"PHONE_NUMBER_SETUP"})");
    if (kind == "event:error") return event("CANCEL", R"({"error_code":"2655093","error_message":"x"})");
    const std::string waba = kind == "event:other" ? "666666666666" : fixture_waba;
    return event("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", R"({"waba_id":")" + waba + R"("})");
}

/// The part before and after a mark; the second is empty without one.
std::pair<std::string, std::string> split(const std::string& word, char mark) {
    const std::size_t at = word.find(mark);
    if (at == std::string::npos) return {word, {}};
    return {word.substr(0, at), word.substr(at + 1)};
}

}  // namespace

ConnectPlay::ConnectPlay() {
    desk().grant.user_id = "122100000000111";
    ::setenv("BENCH_VERIFY_TOKEN", "a-word", 1);
}

void ConnectPlay::play(const std::string& happenings) {
    std::istringstream words(happenings);
    for (std::string word; words >> word;) {
        const auto [what, during] = split(word, '@');
        if (during.empty()) {
            happen(what);
            calm();
            now_ms += 1000;  // the platform tells times in seconds
            continue;
        }
        // It happens by itself, with the word that brings this call about.
        desk().on_call([this, what = what, during = during, done = false](const std::string& call) mutable {
            if (done || call != during) return;
            done = true;
            happen(what);
        });
    }
}

void ConnectPlay::happen(std::string word) {
    std::string attempt = "1";
    if (word.back() == '2') {
        attempt = "2";
        word.pop_back();
    }
    const auto [name, kind] = split(word, ':');
    if (word == "begin") {
        operations_[attempt] = begin();
        states_[attempt] = state_for(operations_[attempt]);
    } else if (name == "callback") {
        answer_ = callback(kind, attempt);
    } else if (name == "added") {
        told("PARTNER_ADDED", kind.empty() ? fixture_waba : "777777777777");
    } else if (word == "removed") {
        told("PARTNER_REMOVED", fixture_waba);
    } else if (word == "delivery") {
        REQUIRE(journalled(delivery("msg_text")));
    } else if (word == "contacts" || word == "history") {
        REQUIRE(journalled(
            delivery(word == "contacts" ? "state_sync_initial_batch" : "history_phase0_chunk1_two_threads")));
    } else if (word == "closed") {
        CHECK(operation(operations_[attempt]).at("state").as_string() == "pending");
    } else if (word == "restart") {
        restart();
        start_outbox();
    } else if (word == "1min") {
        now_ms += minute_ms + 1;
    } else if (word == "10min") {
        now_ms += 10 * minute_ms + 1;
    } else if (word == "hour") {
        now_ms += 60 * minute_ms;
    } else if (word == "day") {
        now_ms += 24LL * 60 * minute_ms;
    } else if (word == "nowabas") {
        desk().grant.wabas.clear();
    } else if (word == "nonumber") {
        desk().numbers_of[fixture_waba].front().node.is_on_biz_app = false;
    } else if (word == "partner") {
        configured().apps.front().signup->partner_token = SecretRef{SecretRef::Source::env, "BENCH_PARTNER_TOKEN"};
    } else if (word == "stranger") {
        CHECK(outcome(Provider::coex, {}, "connect", R"({"tenant":"hotel-2"})", admin_of_hotel_2) == "pending");
    } else if (name == "lost") {
        desk().answer(kind, {desk_silent()});
    } else if (name == "down") {
        desk().answer(kind, {desk_unreached()});
    } else if (name == "dead") {
        desk().answer(kind, {desk_refuses(190, 0, Cure::reconnect)});
    } else {
        answer_ = say(word, attempt);
    }
}

std::string ConnectPlay::say(const std::string& word, const std::string& attempt) {
    const std::string& operation = operations_.at(attempt);
    const auto [name, kind] = split(word, ':');
    if (name == "code") {
        return go_on(operation, R"("code":"AQcode)" + kind + attempt + R"(","state":")" + states_.at(attempt) + "\"");
    }
    if (name == "phone") {
        return go_on(operation, std::string(R"("phone":"+)") + (kind.empty() ? fixture_digits : "905320000000") + "\"");
    }
    if (name == "event") return go_on(operation, event_of(word));
    if (word == "cancel" || word == "go_on") return go_on(operation, "\"" + word + "\":true");
    FAIL("there is no happening " << word);
    return {};
}

// As a browser does it: our start page, the dialog, and back with what the dialog adds.
std::string ConnectPlay::callback(const std::string& kind, const std::string& attempt) {
    const ConnectDoor door(readers(), settings(), cipher(), clock(), [this](const ConnectAnswer& answer) {
        const Command command = command_of(answer, now_ms);
        return journal().append_and_wait({command.at, RowKind::command, Lane::command, {}, text_of(command)});
    });
    const std::string& known = states_.at(attempt);
    const std::string nonce(32, 'a');
    const ConnectState states(cipher(), settings().public_url + "/connect/callback");
    const auto row = this->attempt(operations_.at(attempt));
    const std::string state = states.state(row, nonce);
    const std::string query =
        "state=" + state + (kind == "denied" ? "&error=access_denied" : "&code=AQdialog" + attempt);
    const std::string cookie = "__Host-wa-connect-" + known.substr(0, 8) + "=" + nonce;
    const ConnectPage page = door.handle({"/connect/callback", query, kind == "foreign" ? "" : cookie});
    settle();
    if (page.status == 200) return "ok";
    const std::size_t code = page.body.find("<p class=\"code\">");
    return page.body.substr(code + 16, page.body.find('<', code + 16) - code - 16);
}

void ConnectPlay::told(const std::string& event, const std::string& waba) {
    const std::string at = std::to_string(now_ms / 1000);
    REQUIRE(journalled(R"({"object":"whatsapp_business_account","entry":[{"id":"510987654321004","time":)" + at +
                       R"(,"changes":[{"field":"account_update","value":{"event":")" + event +
                       R"(","waba_info":{"waba_id":")" + waba + R"(","owner_business_id":"410987654321003"}}}]}]})"));
}

void ConnectPlay::calm() {
    settle();
    REQUIRE(eventually([this] {
        auto reader = readers().take();
        for (const auto& [attempt, operation] : operations_) {
            const auto errand = find_errand(*reader, OperationId(operation));
            if (errand && errand->not_before <= now_ms) return false;
        }
        return true;
    }));
}

std::string ConnectPlay::end(const std::string& attempt) {
    const std::string& operation = operations_.at(attempt);
    const std::string stage = stage_of(operation);
    if (stage == "failed") return problem_of(operation);
    return stage == "done" ? "connected" : stage;
}

std::string ConnectPlay::calls_made() {
    std::string all;
    for (const std::string& call : desk().calls()) all += (all.empty() ? "" : " ") + call;
    return all;
}

}  // namespace rooms
