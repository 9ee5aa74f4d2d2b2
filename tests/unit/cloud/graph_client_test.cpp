// The typed calls against a server that answers with captured Graph documents.
#include <boost/json.hpp>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "../net/loopback_server.hpp"
#include "catch.hpp"
#include "channels/cloud/graph_client.hpp"
#include "channels/cloud/graph_outcome.hpp"
#include "fixtures.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

const PhoneNumberId number("310987654321002");
const WabaId waba("210987654321001");
constexpr auto token = "EAAJ-graph-test-token";

std::string captured(const std::string& name) {
    return fixtures::read("meta_payloads/api/" + name + ".json");
}

/// A Graph that says one thing to everybody, and what it was asked.
class OneAnswerGraph {
  public:
    OneAnswerGraph(int status, const std::string& body)
        : server_([this, status, body](loopback::Peer& peer) {
              while (const auto request = peer.read_request()) {
                  {
                      const std::lock_guard lock(mutex_);
                      asked_ = *request;
                  }
                  peer.write(loopback::answer(
                      status, body, "Date: Fri, 20 Nov 2026 10:00:00 GMT\r\nX-App-Usage: {\"call_count\":12}\r\n"));
              }
          }) {
        endpoint.base_url = server_.url("");
        endpoint.token = Secret(token);
    }

    [[nodiscard]] GraphClient client() { return {http_, endpoint}; }
    [[nodiscard]] std::string asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    [[nodiscard]] bool asked_begins_with(const std::string& text) const { return asked().rfind(text, 0) == 0; }
    [[nodiscard]] int connections() const { return server_.connections(); }

    GraphEndpoint endpoint;

  private:
    mutable std::mutex mutex_;
    std::string asked_;
    net::HttpClient http_{net::HttpSettings()};
    loopback::Server server_;
};

/// What the platform said; throws if it said something else.
template <class Said>
const Said& said(const GraphResult<Said>& result) {
    return std::get<Said>(result.outcome);
}

template <class Said>
const GraphError& error_of(const GraphResult<Said>& result) {
    return std::get<GraphError>(result.outcome);
}

}  // namespace

TEST_CASE("A number is read with the fields that tell whether it is a coexistence number") {
    OneAnswerGraph graph(200, captured("phone_number_coex"));
    const auto result = graph.client().read_number(number);
    REQUIRE(result.said() != nullptr);
    const NumberState& state = said(result);
    CHECK(state.id == number);
    CHECK(state.display_phone_number == "+90 532 111 00 22");
    CHECK(state.digits == "905321110022");
    CHECK(state.verified_name == "Hotel Fixture");
    CHECK(state.is_on_biz_app == true);
    CHECK(state.platform_type == "CLOUD_API");
    CHECK(state.status == "CONNECTED");
    CHECK(state.quality_rating == "UNKNOWN");
    CHECK(state.throughput_level == "STANDARD");
    CHECK(state.messaging_limit == "TIER_250");
    CHECK_FALSE(state.last_onboarded_at);
    CHECK(graph.asked_begins_with("GET /v25.0/310987654321002?fields=id,display_phone_number,"));
    for (const char* field : {"is_on_biz_app", "platform_type", "status", "quality_rating", "last_onboarded_time"}) {
        CHECK(graph.asked().find(field) != std::string::npos);
    }
    CHECK(graph.asked().find(std::string("Authorization: Bearer ") + token + "\r\n") != std::string::npos);
    CHECK(result.raw.status == 200);
    CHECK(result.raw.body == captured("phone_number_coex"));
    CHECK(result.raw.date == "Fri, 20 Nov 2026 10:00:00 GMT");
    CHECK(result.raw.app_usage == "{\"call_count\":12}");
    CHECK(number_outcome(result).number.digits == "905321110022");
}

TEST_CASE("What Graph does not tell of a number stays untold") {
    const auto bare = read_number_state(R"({"id":"7"})");
    REQUIRE(bare);
    CHECK_FALSE(bare->is_on_biz_app.has_value());
    CHECK(bare->status.empty());
    const auto dedicated = read_number_state(captured("phone_number_not_coex"));
    REQUIRE(dedicated);
    CHECK(dedicated->is_on_biz_app == false);
    CHECK(read_number_state(R"({"id":7,"last_onboarded_time":"2026-11-18T09:13:20+0000"})")->last_onboarded_at ==
          1794993200);
    CHECK(read_number_state(R"({"id":"7","last_onboarded_time":"2026-11-18T11:13:20+0200"})")->last_onboarded_at ==
          read_number_state(R"({"id":"7","last_onboarded_time":"2026-11-18T09:13:20+0000"})")->last_onboarded_at);
    CHECK_FALSE(read_number_state(R"({"display_phone_number":"+1"})"));
    CHECK_FALSE(read_number_state("[]"));
}

TEST_CASE("Webhooks are subscribed, listed by app and unsubscribed") {
    OneAnswerGraph yes(200, captured("success_true"));
    CHECK(yes.client().subscribe(waba).said() != nullptr);
    CHECK(yes.asked_begins_with("POST /v25.0/210987654321001/subscribed_apps HTTP/1.1\r\n"));
    CHECK(yes.client().unsubscribe(waba).said() != nullptr);
    CHECK(yes.asked_begins_with("DELETE /v25.0/210987654321001/subscribed_apps HTTP/1.1\r\n"));

    OneAnswerGraph list(200, captured("subscribed_apps_list"));
    const auto result = list.client().read_subscriptions(waba);
    CHECK(list.asked_begins_with("GET /v25.0/210987654321001/subscribed_apps HTTP/1.1\r\n"));
    REQUIRE(result.said() != nullptr);
    REQUIRE(said(result).size() == 2);
    CHECK(said(result).at(0).app_id == "610987654321005");
    CHECK(said(result).at(0).override_callback_uri == "https://crm.example/wa/210");
    CHECK(subscription_outcome(result, "610987654321005").kind == CallOutcome::Kind::accepted);
    CHECK(subscription_outcome(result, "999").kind == CallOutcome::Kind::unknown);
}

TEST_CASE("A send is accepted with the platform's id, for a phone number and for a BSUID") {
    OneAnswerGraph phone(200, captured("send_template_ok"));
    const auto sent = phone.client().send(number, R"({"type":"text"})");
    REQUIRE(sent.said() != nullptr);
    CHECK(said(sent).wamid.value == "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGNDA2QzM0QTA3Qjk5NTBFMwA=");
    CHECK(said(sent).wa_id == "4915112345678");
    CHECK(said(sent).message_status == "accepted");
    CHECK(phone.asked_begins_with("POST /v25.0/310987654321002/messages HTTP/1.1\r\n"));
    CHECK(phone.asked().find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(phone.asked().find("\r\n\r\n{\"type\":\"text\"}") != std::string::npos);
    CHECK(send_outcome(sent).wamid == said(sent).wamid.value);

    OneAnswerGraph person(200, captured("send_bsuid_ok"));
    const auto by_bsuid = person.client().send(number, "{}");
    REQUIRE(by_bsuid.said() != nullptr);
    CHECK(said(by_bsuid).wa_id.empty());
    CHECK(said(by_bsuid).user_id == "DE.10293847561029384756");
}

TEST_CASE("A Graph error is a refusal whatever its status") {
    struct Case {
        const char* name;
        int status;
        std::int64_t code;
        std::int64_t subcode;
        Cure cure;
    };
    const Case cases[] = {
        {"send_error_131047", 400, 131047, 0, Cure::fix},
        {"send_error_130429", 400, 130429, 0, Cure::retry},
        {"send_error_131056", 400, 131056, 0, Cure::retry},
        {"send_error_131042", 400, 131042, 0, Cure::pay},
        {"phone_number_gone_33", 400, 100, 33, Cure::reconnect},
        {"token_190_463_expired", 401, 190, 463, Cure::reconnect},
        {"graph_transient_2", 503, 2, 0, Cure::retry},
        {"send_error_131009", 500, 131009, 0, Cure::fix},
        {"send_error_132001", 200, 132001, 0, Cure::fix},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        OneAnswerGraph graph(one.status, captured(one.name));
        const auto result = graph.client().send(number, "{}");
        REQUIRE(result.error() != nullptr);
        CHECK(error_of(result).http == one.status);
        CHECK(error_of(result).code == one.code);
        CHECK(error_of(result).subcode == one.subcode);
        CHECK(error_of(result).cure == one.cure);
        CHECK(error_of(result).fbtrace_id.rfind("AfixtureTrace", 0) == 0);
        CHECK(result.raw.body == captured(one.name));
        const SendOutcome outcome = send_outcome(result);
        CHECK(outcome.kind == CallOutcome::Kind::refused);
        CHECK_FALSE(outcome.error.sentence.empty());
        CHECK_FALSE(outcome.error.next.empty());
    }
}

TEST_CASE("The parts of a Graph error are kept apart") {
    const auto error = read_graph_error(
        400, R"({"error":{"message":"(#131009) Parameter value is not valid","code":131009,"error_subcode":2494010,)"
             R"("is_transient":false,"error_user_title":"Nicht gesendet","error_user_msg":"Bitte kürzen.",)"
             R"("error_data":{"details":"Text too long"},"fbtrace_id":"A1"}})");
    REQUIRE(error);
    CHECK(error->title == "Nicht gesendet");
    CHECK(error->details == "Text too long");
    CHECK(error->user_msg == "Bitte kürzen.");
    CHECK(error->subcode == 2494010);

    const auto window = read_graph_error(400, captured("send_error_131047"));
    REQUIRE(window);
    CHECK(window->title == "Re-engagement message");
    CHECK(window->details == "More than 24 hours have passed since the recipient last replied.");
    CHECK(window->effect == AccountEffect::window_closed);

    CHECK(read_graph_error(503, captured("graph_transient_2"))->is_transient);
    CHECK(read_graph_error(400, R"({"error":{"code":"131047"}})")->code == 131047);
    for (const char* none :
         {"", "{}", "null", R"({"error":"no"})", R"({"error":{}})", R"({"error":{"code":"x"}})", "<html>"}) {
        INFO(none);
        CHECK_FALSE(read_graph_error(500, none));
    }
}

TEST_CASE("An answer that nobody can read is unknown where it may have happened, else a refusal") {
    struct Case {
        int status;
        const char* body;
        bool unknown;
    };
    const Case cases[] = {
        {500, "<html>Sorry</html>", true}, {502, "", true},    {504, "{}", true},      {200, "", true},
        {200, "{\"messages\":[]}", true},  {200, "[1,", true}, {403, "<html>", false}, {404, "", false},
        {429, "slow down", false},         {302, "", false},
    };
    for (const Case& one : cases) {
        INFO(one.status << " " << one.body);
        OneAnswerGraph graph(one.status, one.body);
        const auto result = graph.client().send(number, "{}");
        CHECK((result.unknown() != nullptr) == one.unknown);
        CHECK((result.error() != nullptr) == !one.unknown);
        CHECK(result.raw.status == one.status);
        CHECK(result.raw.body == one.body);
    }
}

TEST_CASE("What the wire did to a call is said as not sent or unknown") {
    net::HttpClient http{net::HttpSettings()};
    GraphEndpoint endpoint;
    endpoint.token = Secret(token);
    {
        const loopback::Server gone([](loopback::Peer&) {});
        endpoint.base_url = gone.url("");
    }
    const auto refused = GraphClient(http, endpoint).send(number, "{}");
    REQUIRE(refused.not_sent() != nullptr);
    CHECK_FALSE(std::get<NotSent>(refused.outcome).reason.empty());
    CHECK(send_outcome(refused).kind == CallOutcome::Kind::not_sent);

    loopback::Server swallows([](loopback::Peer& peer) { peer.read_request(); });
    endpoint.base_url = swallows.url("");
    const auto lost = GraphClient(http, endpoint).send(number, "{}");
    REQUIRE(lost.unknown() != nullptr);
    CHECK(std::get<Unknown>(lost.outcome).reason.find(token) == std::string::npos);
    CHECK(lost.raw.status == 0);
    CHECK(send_outcome(lost).kind == CallOutcome::Kind::unknown);
}

TEST_CASE("An id that would lead to another call never leaves") {
    OneAnswerGraph graph(200, captured("success_true"));
    for (const char* id :
         {"", "310/register", "310/deregister?", "310?pin=1", "../310", "310%2Fregister", "310 ", "310\r\n"}) {
        INFO(id);
        CHECK(graph.client().send(PhoneNumberId(id), "{}").not_sent() != nullptr);
        CHECK(graph.client().read_number(PhoneNumberId(id)).not_sent() != nullptr);
        CHECK(graph.client().subscribe(WabaId(id)).not_sent() != nullptr);
    }
    CHECK(graph.connections() == 0);
}

TEST_CASE("Where the key names the number, no path does") {
    OneAnswerGraph graph(200, captured("send_ok"));
    graph.endpoint.version = "";
    graph.endpoint.offers = {false, false, false, GatewayOffer::Templates::configs, true};
    CHECK(graph.client().send(number, "{}").said() != nullptr);
    CHECK(graph.asked_begins_with("POST /messages HTTP/1.1\r\n"));
    CHECK(graph.client().mark_read(number, "wamid.1", false).unknown() != nullptr);
    CHECK(graph.asked_begins_with("POST /messages HTTP/1.1\r\n"));
    CHECK(graph.client().read_media("4711", number).said() == nullptr);
    CHECK(graph.asked_begins_with("GET /4711 HTTP/1.1\r\n"));
    CHECK(graph.client().read_media("47/11", number).not_sent() != nullptr);
    CHECK(graph.client().read_templates(waba, "").unknown() != nullptr);
    CHECK(graph.asked_begins_with("GET /v1/configs/templates?limit=200&offset=0 HTTP/1.1\r\n"));
}

TEST_CASE("A gateway's own list of templates is read like Meta's") {
    OneAnswerGraph graph(200, R"({"count":2,"filters":{},"limit":200,"offset":200,"sort":["id"],"total":403,
        "waba_templates":[{"id":"xYz","external_id":"880","name":"stay","language":"de","status":"approved",
        "category":"utility","rejected_reason":"NONE","components":[{"type":"BODY","text":"Hello"}]},
        {"id":"only","name":"off","language":"en","status":"rejected","category":"MARKETING","rejected_reason":
        "INVALID_FORMAT","components":[]}]})");
    graph.endpoint.offers.templates = GatewayOffer::Templates::configs;
    const auto read = graph.client().read_templates(waba, "200");
    REQUIRE(read.said() != nullptr);
    const TemplatesPage& page = said(read);
    REQUIRE(page.templates.size() == 2);
    CHECK(page.templates[0].id == "880");
    CHECK(page.templates[0].status == "APPROVED");
    CHECK(page.templates[0].category == "UTILITY");
    CHECK(page.templates[0].reason.empty());
    CHECK(page.templates[0].components == R"([{"type":"BODY","text":"Hello"}])");
    CHECK(page.templates[1].id == "only");
    CHECK(page.templates[1].reason == "INVALID_FORMAT");
    CHECK(page.after == "202");
    CHECK(read_configs_templates_page(R"({"offset":400,"total":402,"waba_templates":[{},{}]})")->after.empty());
    CHECK(read_configs_templates_page(R"({"offset":400,"total":500,"waba_templates":[]})")->after.empty());
    CHECK(read_configs_templates_page(R"({"waba_templates":[{"id":"1"}]})")->after.empty());
    CHECK_FALSE(read_configs_templates_page(R"({"data":[]})"));
    CHECK_FALSE(read_configs_templates_page("[]"));
}

TEST_CASE("A gateway has its own header and no version; an app secret adds its proof") {
    OneAnswerGraph graph(200, captured("send_ok"));
    graph.endpoint.version = "";
    graph.endpoint.auth_header = "D360-API-KEY";
    graph.endpoint.auth_prefix = "";
    CHECK(graph.client().send(number, "{}").said() != nullptr);
    CHECK(graph.asked_begins_with("POST /310987654321002/messages HTTP/1.1\r\n"));
    CHECK(graph.asked().find(std::string("D360-API-KEY: ") + token + "\r\n") != std::string::npos);
    CHECK(graph.asked().find("Authorization") == std::string::npos);

    graph.endpoint.version = "v25.0";
    graph.endpoint.app_secret = Secret("app-secret");
    CHECK(graph.client().send(number, "{}").said() != nullptr);
    // printf 'EAAJ-graph-test-token' | openssl dgst -sha256 -hmac 'app-secret'
    const std::string proof = "fd2eb3e07ae045292acaac959c777466eb1bee4eab82ad5917600498ec7f4096";
    CHECK(graph.asked_begins_with("POST /v25.0/310987654321002/messages?appsecret_proof=" + proof + " HTTP/1.1\r\n"));
    CHECK(graph.client().read_number(number).unknown() != nullptr);
    CHECK(graph.asked().find("last_onboarded_time&appsecret_proof=" + proof) != std::string::npos);
    CHECK(graph.asked().find("app-secret") == std::string::npos);
}
