#include <boost/json.hpp>

#include "actions/action_bench.hpp"
#include "catch.hpp"
#include "feed/resources.hpp"
#include "outbox/template_sync.hpp"
#include "store/another_process.hpp"
#include "store/keys.hpp"
#include "store/media.hpp"
#include "store/messages.hpp"
#include "store/sends.hpp"
#include "store/templates.hpp"

using namespace coexist;
using rooms::ActionBench;
using rooms::eventually;
namespace json = boost::json;

namespace {

constexpr const char* lena = "4915112345678";

struct Ready : ActionBench {
    Ready() : account(adopt()) { guest_wrote(lena, now_ms / 1000); }

    /// A file as an upload leaves it.
    std::string file(const std::string& mime_type = "image/jpeg", std::int64_t bytes = 1000) {
        MediaRow media;
        media.platform_id = "file:" + mime_type;
        media.key = media_key(AccountId(account), media.platform_id);
        media.tenant = TenantId("hotel-1");
        media.state = MediaState::kept;
        media.mime_type = mime_type;
        media.content = std::string(64, 'a');
        media.bytes = bytes;
        media.told_at = now_ms;
        transact([&](WriteContext& context) {
            media.account = find_account(context.session, AccountId(account))->id;
            save_media(context.session, media);
        });
        return media_id(media.key).value;
    }

    std::string message_of_guest() const {
        return message_id(message_key(AccountId(account), "wamid.of.4915112345678")).value;
    }

    Result<ActionAnswer> ask(const std::string& action, json::object input, bool to_lena = true) {
        if (to_lena) input["to"] = std::string("+") + lena;
        return invoke(Provider::coex, account, action, json::serialize(input));
    }

    /// Asks for it and waits until it ended so.
    std::string done(const std::string& action, json::object input, const std::string& state = "succeeded",
                     bool to_lena = true) {
        const auto answer = ask(action, std::move(input), to_lena);
        REQUIRE(answer.ok());
        const std::string id = rooms::id_of(answer);
        REQUIRE(becomes(id, state));
        return id;
    }

    std::string refusal(const std::string& action, json::object input, bool to_lena = true) {
        const auto answer = ask(action, std::move(input), to_lena);
        return answer ? "taken" : answer.problem().code;
    }

    json::object message(const std::string& operation) {
        auto reader = readers().take();
        const auto send = find_send(*reader, OperationId(operation));
        REQUIRE(send.has_value());
        return message_document(*reader, *find_message(*reader, send->message_key));
    }

    json::object sent(std::size_t place) { return json::parse(channel().sent().at(place)).as_object(); }

    const std::string account;
};

ListedTemplate listed(const char* name, const char* status = "APPROVED", const char* text = "Hello {{1}}",
                      const char* category = "UTILITY") {
    ListedTemplate one;
    one.id = std::string("7") + name;
    one.name = name;
    one.language = "de";
    one.status = status;
    one.category = category;
    one.parameter_format = "POSITIONAL";
    one.components = json::serialize(json::array{json::object{{"type", "BODY"}, {"text", text}}});
    return one;
}

}  // namespace

TEST_CASE("a picture is given to the platform once, and named by the platform's id from then on", "[outbox]") {
    Ready bench;
    const std::string file = bench.file();
    const std::string first = bench.done("send_image", {{"file", file}, {"caption", "The room"}});
    CHECK(bench.sent(0).at("image") == json::value{{"id", "media-1"}, {"caption", "The room"}});
    CHECK(bench.channel().uploaded().size() == 1);
    const json::object shown = bench.message(first);
    CHECK(shown.at("type") == "image");
    CHECK(shown.at("text") == "The room");
    CHECK(shown.at("media").at("href") == json::value("/v1/media/" + file));
    bench.done("send_image", {{"file", file}});
    CHECK(bench.sent(1).at("image").at("id") == "media-1");
    CHECK(bench.channel().uploaded().size() == 1);
    bench.now_ms += 30LL * 24 * 3600 * 1000;
    bench.guest_wrote(lena, bench.now_ms / 1000);
    bench.done("send_image", {{"file", file}});
    CHECK(bench.sent(2).at("image").at("id") == "media-2");
}

TEST_CASE("a file that the platform does not take ends its message, and nothing leaves", "[outbox]") {
    Ready bench;
    bench.channel().answer_uploads({rooms::refused(131053)});
    const std::string id = bench.done("send_image", {{"file", bench.file()}}, "failed");
    CHECK(bench.operation(id).at("problem").at("code") == "platform_131053");
    CHECK(bench.channel().sent().empty());
}

TEST_CASE("a file whose upload has no answer is given again, because nobody sees it before its message", "[outbox]") {
    Ready bench;
    bench.channel().set_retry_after(10);
    CallOutcome lost = rooms::no_answer();
    bench.channel().answer_uploads({lost});
    const auto answer = bench.ask("send_image", {{"file", bench.file()}});
    REQUIRE(answer.ok());
    // The next attempt is planned some time after the first was answered.
    REQUIRE(eventually([&] {
        bench.now_ms += 100;
        bench.transact([](WriteContext&) {});
        return bench.operation(rooms::id_of(answer)).at("state") == "succeeded";
    }));
    CHECK(bench.channel().uploaded().size() == 2);
    CHECK(bench.channel().sent().size() == 1);
}

TEST_CASE("a file that does not fit, is another's or is gone is refused before anything is kept") {
    Ready bench;
    CHECK(bench.refusal("send_image", {{"file", bench.file("image/gif")}}) == "input_invalid");
    CHECK(bench.refusal("send_video", {{"file", bench.file("video/mp4", 17'000'000)}}) == "input_invalid");
    CHECK(bench.refusal("send_image", {{"file", "med_0123456789abcdef"}}) == "media_not_found");
    CHECK(bench.refusal("send_image", json::object{}) == "input_invalid");
    CHECK(bench.scalar("SELECT count(*) FROM send") == 0);
}

TEST_CASE("a reaction is put on its message once the platform took it", "[outbox]") {
    Ready bench;
    const std::string target = bench.message_of_guest();
    bench.done("react", {{"message", target}, {"emoji", "\U0001F44D"}}, "succeeded", false);
    CHECK(bench.sent(0).at("reaction") ==
          json::value{{"message_id", "wamid.of.4915112345678"}, {"emoji", "\U0001F44D"}});
    auto reader = bench.readers().take();
    const auto row = find_message(*reader, *key_of(MessageId(target)));
    REQUIRE(row.has_value());
    CHECK(message_document(*reader, *row).at("reactions").at(0).at("actor") == "business");
    CHECK(bench.scalar("SELECT count(*) FROM feed JOIN send ON feed.key = send.message_key") ==
          0);  // no message of its own
}

TEST_CASE("a reaction that was refused changes nothing, and one to an unknown message is refused", "[outbox]") {
    Ready bench;
    bench.channel().answer_sends({rooms::refused(131009)});
    bench.done("react", {{"message", bench.message_of_guest()}, {"emoji", "x"}}, "failed", false);
    auto reader = bench.readers().take();
    const auto row = find_message(*reader, *key_of(MessageId(bench.message_of_guest())));
    CHECK_FALSE(message_document(*reader, *row).contains("reactions"));
    CHECK(bench.refusal("react", {{"message", "msg_0123456789abcdef"}, {"emoji", "x"}}, false) == "message_not_found");
}

TEST_CASE("a reaction that the platform takes and cannot deliver is not shown", "[outbox]") {
    Ready bench;
    const std::string target = bench.message_of_guest();
    bench.done("react", {{"message", target}, {"emoji", "\U0001F44D"}}, "succeeded", false);
    bench.transact([&](WriteContext& context) {
        const AccountRow account = all_accounts(context.session).front();
        Message told;
        told.wamid = Wamid("wamid.1");
        told.sides = side_business;
        told.status_times[Status::failed] = context.now_ms / 1000;
        told.errors[StatusError{131026, "Undeliverable", {}}] = Evidence{context.now_ms / 1000, "status"};
        context.fold.apply(account, {{}, MessageFact{told}});
    });
    auto reader = bench.readers().take();
    const auto row = find_message(*reader, *key_of(MessageId(target)));
    const json::object shown = message_document(*reader, *row);
    CHECK((!shown.contains("reactions") || shown.at("reactions").as_array().empty()));
}

TEST_CASE("a guest's message is marked as read, with the sign of typing where it is wanted", "[outbox]") {
    Ready bench;
    bench.done("mark_read", {{"message", bench.message_of_guest()}}, "succeeded", false);
    bench.done("mark_read", {{"message", bench.message_of_guest()}, {"typing", true}}, "succeeded", false);
    CHECK(bench.channel().marked() ==
          std::vector<std::string>{"wamid.of.4915112345678", "wamid.of.4915112345678 typing"});
    bench.now_ms += 31LL * 24 * 3600 * 1000;
    CHECK(bench.refusal("mark_read", {{"message", bench.message_of_guest()}}, false) == "message_not_markable");
}

TEST_CASE("rule E: an unknown message is sent again by a person only, as a new attempt that says what it repeats",
          "[outbox][pains]") {
    Ready bench;
    bench.channel().answer_sends({rooms::no_answer()});
    const std::string first = bench.done("send_text", {{"text", "Hello"}}, "unknown");
    const std::string id = std::string(bench.message(first).at("id").as_string());
    const auto behind = bench.ask("send_text", {{"text", "and more"}});
    REQUIRE(behind.ok());
    const json::object waiting = bench.message(rooms::id_of(behind));
    CHECK(waiting.at("status") == "queued");
    CHECK(waiting.at("status_reason") == "unknown_before");
    CHECK(waiting.contains("status_until"));
    bench.now_ms += 61'000;
    bench.transact([](WriteContext&) {});
    REQUIRE(bench.becomes(rooms::id_of(behind), "succeeded"));
    CHECK_FALSE(bench.message(rooms::id_of(behind)).contains("status_reason"));
    const std::string again = bench.done("send_again", {{"message", id}}, "succeeded", false);
    CHECK(bench.message(again).at("repeats") == json::value(id));
    CHECK(bench.operation(again).at("result").at("repeats") == json::value(first));
    CHECK(bench.channel().sent() ==
          std::vector<std::string>{"4915112345678: Hello", "4915112345678: and more", "4915112345678: Hello"});
    CHECK(bench.refusal("send_again", {{"message", id}}, false) == "message_repeated");
    CHECK(bench.refusal("send_again", {{"message", bench.message(again).at("id")}}, false) == "message_not_repeatable");
    CHECK(bench.refusal("send_again", {{"message", bench.message_of_guest()}}, false) == "message_not_found");
}

TEST_CASE("rule E: who is refused by a closed window is told which templates there are, and what one needs",
          "[outbox][pains]") {
    Ready bench;
    bench.channel().list_templates(
        {listed("stay"), listed("paused", "PAUSED"), listed("code", "APPROVED", "{{1}}", "AUTHENTICATION")});
    const std::string synced = bench.done("sync_templates", {}, "succeeded", false);
    CHECK(bench.operation(synced).at("result").at("templates") == 3);
    bench.now_ms += 25LL * 3600 * 1000;
    const auto closed = bench.ask("send_text", {{"text", "Hi"}});
    REQUIRE_FALSE(closed.ok());
    CHECK(closed.problem().code == "window_closed");
    CHECK(closed.problem().more.count("closed_at") == 1);
    CHECK(json::parse(closed.problem().more.at("templates")) ==
          json::value{
              json::object{{"name", "stay"}, {"language", "de"}, {"category", "UTILITY"}, {"text", "Hello {{1}}"}}});
    const std::string sent = bench.done("send_template", {{"name", "stay"}, {"language", "de"}, {"values", {"Lena"}}});
    CHECK(bench.message(sent).at("text") == "Hello Lena");
    CHECK(bench.refusal("send_template", {{"name", "stay"}, {"language", "de"}}) == "input_invalid");
    CHECK(bench.refusal("send_template", {{"name", "stay"}, {"language", "de"}, {"values", {"a", "b"}}}) ==
          "input_invalid");
    CHECK(bench.refusal("send_template", {{"name", "paused"}, {"language", "de"}, {"values", {"a"}}}) ==
          "template_not_sendable");
    CHECK(bench.refusal("send_template", {{"name", "stay"}, {"language", "fr"}, {"values", {"a"}}}) ==
          "template_unknown");
    json::object code{
        {"name", "code"}, {"language", "de"}, {"values", {"1234"}}, {"user_id", "DE.10293847561029384756"}};
    CHECK(bench.refusal("send_template", code, false) == "recipient_needs_phone");
}

TEST_CASE("what a webhook tells of a template after the list was read counts more", "[outbox]") {
    Ready bench;
    bench.channel().list_templates({listed("stay")});
    bench.done("sync_templates", {}, "succeeded", false);
    bench.transact([&](WriteContext& context) {
        NoticeFact fact;
        fact.notices.newest.emplace(NoticeSubject{NoticeKind::template_status, "7stay"},
                                    Notice{context.now_ms / 1000 + 60, "PAUSED", "FIRST_PAUSE", "{}"});
        context.fold.apply(*find_account(context.session, AccountId(bench.account)), {{}, fact});
    });
    const auto refused = bench.ask("send_template", {{"name", "stay"}, {"language", "de"}, {"values", {"a"}}});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().detail == "WhatsApp does not send this template: its status is PAUSED (FIRST_PAUSE).");
    bench.now_ms += 120'000;
    bench.done("sync_templates", {}, "succeeded", false);  // the same list, read later: it is approved again
    CHECK(bench.refusal("send_template", {{"name", "stay"}, {"language", "de"}, {"values", {"a"}}}) == "taken");
}

TEST_CASE("a guest whose number is hidden is written to by his user id") {
    Ready bench;
    CHECK(bench.refusal("send_text", {{"text", "Hi"}, {"user_id", "DE.10293847561029384756"}}, false) ==
          "window_closed");
    CHECK(bench.refusal("send_text", {{"text", "Hi"}, {"user_id", "nobody"}}, false) == "input_invalid");
    bench.done("send_template", {{"name", "stay"}, {"language", "de"}, {"user_id", "DE.10293847561029384756"}},
               "succeeded", false);
    CHECK(bench.sent(0).at("recipient") == "DE.10293847561029384756");
    CHECK_FALSE(bench.sent(0).contains("to"));
}
