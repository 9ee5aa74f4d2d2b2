#include "model/message.hpp"

#include "catch.hpp"

using namespace coexist;

namespace {

Message with_content(Content content) {
    Message message;
    message.wamid = Wamid("wamid.1");
    message.content = std::move(content);
    return message;
}

Content words(bool real, Witness witness, std::int64_t at, std::string text) {
    Content content;
    content.real = real;
    content.witness = witness;
    content.evidence = {at, "wamid.1"};
    content.type = "text";
    content.text = std::move(text);
    return content;
}

Message both(Message left, const Message& right) {
    join(left, right);
    return left;
}

Message from_customer(std::string text) {
    Message message = with_content(words(true, Witness::live, 100, std::move(text)));
    message.origin = Origin::customer;
    message.sides = side_customer;
    return message;
}

}  // namespace

TEST_CASE("real content wins over a placeholder, whatever carried the two", "[message]") {
    const Message placeholder = with_content(words(false, Witness::live, 900, "?"));
    const Message real = with_content(words(true, Witness::history, 100, "hello"));
    CHECK(text_of(both(placeholder, real)) == "hello");
}

TEST_CASE("a live text wins over the follow-up, and that over history", "[message]") {
    const Message live = with_content(words(true, Witness::live, 100, "live"));
    const Message follow_up = with_content(words(true, Witness::follow_up, 100, "follow-up"));
    const Message history = with_content(words(true, Witness::history, 100, "history"));
    CHECK(text_of(both(both(history, live), follow_up)) == "live");
    CHECK(text_of(both(history, follow_up)) == "follow-up");
}

TEST_CASE("an edit that arrives before its message is kept and applied", "[message]") {
    Message edit;
    edit.wamid = Wamid("wamid.1");
    edit.edit = Edit{{110, "wamid.2"}, "corrected", {}};
    CHECK(text_of(both(edit, from_customer("mistaken"))) == "corrected");
}

TEST_CASE("of two edits the newer one is shown; within one second the greater source id decides", "[message]") {
    Message first;
    first.edit = Edit{{110, "wamid.2"}, "first", {}};
    Message second;
    second.edit = Edit{{111, "wamid.1"}, "second", {}};
    CHECK(text_of(both(second, first)) == "second");
    second.edit->evidence.at = 110;
    CHECK(text_of(both(second, first)) == "first");
}

TEST_CASE("a revoke from the sender's own side hides the text, even when it arrives first", "[message]") {
    Message revoke;
    revoke.revoke_by_customer = Revoke{{120, "wamid.3"}, side_customer};
    CHECK(revoked(both(revoke, from_customer("secret"))));
    CHECK(text_of(both(revoke, from_customer("secret"))).empty());
}

TEST_CASE("a revoke from the other side hides nothing", "[message]") {
    Message revoke;
    revoke.revoke_by_business = Revoke{{120, "wamid.3"}, side_business};
    CHECK_FALSE(revoked(both(from_customer("mine"), revoke)));
    CHECK(text_of(both(from_customer("mine"), revoke)) == "mine");
}

TEST_CASE("while nobody told whose message it is, a revoke hides it", "[message]") {
    Message message = with_content(words(true, Witness::history, 1, "unknown side"));
    message.revoke_by_business = Revoke{{120, "wamid.3"}, side_business};
    CHECK(revoked(message));
    message.sides = side_customer;
    CHECK_FALSE(revoked(message));
}

TEST_CASE("the newest reaction of an actor stands, an empty one takes it back", "[message]") {
    Message thumb;
    thumb.reactions["wa_id:1"] = {{100, "wamid.5"}, "+1"};
    Message back;
    back.reactions["wa_id:1"] = {{101, "wamid.6"}, ""};
    Message heart;
    heart.reactions["business"] = {{90, "wamid.7"}, "<3"};
    const Message all = both(both(back, heart), thumb);
    CHECK(all.reactions.at("wa_id:1").emoji.empty());
    CHECK(all.reactions.at("business").emoji == "<3");
}

TEST_CASE("the highest status is shown and failed yields to a later delivery", "[message]") {
    Message message;
    CHECK(status_of(message) == Status::none);
    message.status_times[Status::failed] = 10;
    message.status_times[Status::sent] = 9;
    CHECK(status_of(message) == Status::failed);
    message.status_times[Status::delivered] = 12;
    CHECK(status_of(message) == Status::delivered);
}

TEST_CASE("each status keeps the earliest time that was told, and 0 is none", "[message]") {
    Message late;
    late.status_times[Status::read] = 20;
    Message early;
    early.status_times[Status::read] = 15;
    Message untold;
    untold.status_times[Status::read] = 0;
    CHECK(both(both(late, early), untold).status_times.at(Status::read) == 15);
    CHECK(both(both(untold, late), early).status_times.at(Status::read) == 15);
}

TEST_CASE("a message sorts by its content's time, without one by the earliest thing known", "[message]") {
    Message message;
    message.status_times[Status::sent] = 50;
    message.edit = Edit{{40, "x"}, {}, {}};
    CHECK(time_of(message) == 40);
    CHECK(time_of(both(message, from_customer("x"))) == 100);
}

TEST_CASE("only live words of the customer open the window", "[message][window]") {
    CHECK(opens_window(from_customer("hello")));

    Message echo = from_customer("hello");
    echo.origin = Origin::business_app;
    CHECK_FALSE(opens_window(echo));

    Message imported = from_customer("hello");
    imported.content->witness = Witness::history;
    CHECK_FALSE(opens_window(imported));

    Message notice = from_customer("changed number");
    notice.content->type = "system";
    CHECK_FALSE(opens_window(notice));

    Message edit;
    edit.origin = Origin::customer;
    edit.edit = Edit{{100, "wamid.2"}, "x", {}};
    CHECK_FALSE(opens_window(edit));
}

TEST_CASE("a message that only the phone can show does not open the window, one of a type unknown to us does",
          "[message][window]") {
    Message message = from_customer("");
    message.content->real = false;
    message.content->type = "unsupported";
    message.errors[{131051, "Message type unknown", {}}] = {100, "wamid.1"};
    CHECK(opens_window(message));
    message.errors[{131060, "This message is unavailable", {}}] = {100, "wamid.1"};
    CHECK(unavailable(message));
    CHECK_FALSE(opens_window(message));
}
