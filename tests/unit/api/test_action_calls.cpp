#include "catch.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;

TEST_CASE("the actions of an account are told with why one is not for the caller", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const auto actions =
        world.all_of("/v1/accounts/" + account.account_id.value + "/actions", "actions", staff_of({"north"}));
    CHECK(column(actions, "id") == std::vector<std::string>{"send_text",
                                                            "send_image",
                                                            "send_video",
                                                            "send_audio",
                                                            "send_document",
                                                            "send_sticker",
                                                            "send_location",
                                                            "send_contacts",
                                                            "react",
                                                            "send_buttons",
                                                            "send_list",
                                                            "send_link",
                                                            "request_location",
                                                            "send_flow",
                                                            "send_template",
                                                            "send_again",
                                                            "mark_read",
                                                            "sync_templates",
                                                            "send_campaign",
                                                            "stop_campaign",
                                                            "resume_campaign",
                                                            "opt_out",
                                                            "opt_in",
                                                            "hold_conversation",
                                                            "release_conversation",
                                                            "join_contacts",
                                                            "separate_contact",
                                                            "refresh",
                                                            "confirm_phone_opened",
                                                            "accept_history",
                                                            "decline_history",
                                                            "disconnect"});
    CHECK(actions[6].at("enabled").as_bool());
    CHECK_FALSE(actions[31].at("enabled").as_bool());
    CHECK(actions[31].at("reason").at("code") == "role_missing");
}

TEST_CASE("what is done at once is 200, what goes on is 202 and can be followed", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const std::string actions = "/v1/accounts/" + account.account_id.value + "/actions/";
    const HttpAnswer done = world.post(actions + "confirm_phone_opened", staff_of({"north"}), "");
    CHECK(done.status == 200);
    CHECK(body_of(done).at("operation").at("state") == "succeeded");

    const HttpAnswer sent =
        world.post(actions + "send_text", staff_of({"north"}), R"({"to":"+4915112345678","text":"Hi"})");
    CHECK(sent.status == 202);
    const auto operation = body_of(sent).at("operation").as_object();
    const std::string path = "/v1/operations/" + std::string(operation.at("id").as_string());
    const HttpAnswer followed = world.get(path, staff_of({"north"}));
    CHECK(followed.status == 200);
    CHECK(body_of(followed).at("operation").at("state") == "pending");
    CHECK(body_of(followed).at("operation").at("action") == "send_text");

    const HttpAnswer foreign = world.get(path, staff_of({"south"}));
    CHECK(foreign.status == 404);
    CHECK(code_of(foreign) == "operation_not_found");
}

TEST_CASE("the idempotency key of the header holds", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const std::string path = "/v1/accounts/" + account.account_id.value + "/actions/send_text";
    const auto send = [&](const char* text) {
        return world.post(path, staff_of({"north"}), std::string(R"({"to":"+4915112345678","text":")") + text + "\"}",
                          {{"idempotency-key", "k-1"}});
    };
    const auto first = body_of(send("Hi")).at("operation").as_object();
    CHECK(first.at("idempotency_key") == "k-1");
    CHECK(body_of(send("Hi")).at("operation").at("id") == first.at("id"));
    const HttpAnswer other = send("Hello");
    CHECK(other.status == 409);
    CHECK(code_of(other) == "key_reused");
}

TEST_CASE("an input that does not fit is refused with the place", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const std::string path = "/v1/accounts/" + account.account_id.value + "/actions/send_text";
    const HttpAnswer unfit = world.post(path, staff_of({"north"}), R"({"to":"+4915112345678","text":""})");
    CHECK(unfit.status == 400);
    CHECK(code_of(unfit) == "input_invalid");
    CHECK(body_of(unfit).at("errors").at(0).at("path") == "/text");
    CHECK(world.post(path, staff_of({"north"}), "not json").status == 400);
}

TEST_CASE("a coexistence number is not paused, and the answer names disconnect", "[api]") {
    World world;
    const auto account = world.attach("north", "4930111");
    const std::string actions = "/v1/accounts/" + account.account_id.value + "/actions/";
    const HttpAnswer refused = world.post(actions + "pause", staff_of({"north"}), "{}");
    CHECK(refused.status == 409);
    CHECK(code_of(refused) == "action_not_for_provider");
    CHECK(std::string(body_of(refused).at("next").as_string()).find("disconnect") != std::string::npos);
    CHECK(code_of(world.post(actions + "disconnect", staff_of({"north"}), "{}")) == "role_missing");
    CHECK(code_of(world.post(actions + "fly", staff_of({"north"}), "{}")) == "action_unknown");
}

TEST_CASE("a channel offers what attaches a number", "[api]") {
    World world;
    CHECK(
        column(world.all_of("/v1/channels/meta/actions", "actions", admin_of({"north"})), "id") ==
        std::vector<std::string>{"connect", "continue_connect", "check_setup", "create_link", "revoke_link", "adopt"});
    CHECK(code_of(world.get("/v1/channels/telegram/actions", admin_of({"north"}))) == "channel_unknown");
    CHECK(code_of(world.post("/v1/channels/telegram/actions/adopt", admin_of({"north"}), "{}")) == "channel_unknown");
    CHECK(code_of(world.post("/v1/channels/coex/actions/adopt", staff_of({"north"}), "{}")) == "role_missing");
}
