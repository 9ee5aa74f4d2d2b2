#include "entry/host_bench.hpp"

#include <cstdlib>

#include "catch.hpp"

namespace rooms {
namespace json = boost::json;
namespace {

void put_secrets_into_the_environment() {
    ::setenv("COEXIST_TEST_KEY", std::string(64, 'a').c_str(), 1);
    ::setenv("COEXIST_TEST_GATEWAY", "the gateway's word", 1);
}

std::map<std::string, const crm_channel_handler*> handlers() {
    std::map<std::string, const crm_channel_handler*> found;
    crm_registrar registrar{};
    registrar.struct_size = CRM_SIZE_UPTO(crm_registrar, add_route);
    registrar.ctx = &found;
    registrar.add_channel = [](void* ctx, const crm_channel* channel) {
        auto* into = static_cast<std::map<std::string, const crm_channel_handler*>*>(ctx);
        (*into)[std::string(crm::view(channel->provider))] = channel->handler;
        return crm_status{CRM_OK};
    };
    registrar.add_action_set = [](void*, const crm_action_set*) { return crm_status{CRM_OK}; };
    registrar.add_schema = [](void*, const crm_schema*) { return crm_status{CRM_OK}; };
    registrar.add_route = [](void*, const crm_route*) { return crm_status{CRM_OK}; };
    plugin().register_with(&registrar);
    return found;
}

}  // namespace

std::string configuration(const std::string& more) {
    put_secrets_into_the_environment();
    return R"(public_url: https://crm.example.com/channels/whatsapp
secrets_key: {env: COEXIST_TEST_KEY}
gateways:
  dialog:
    kind: d360
    verify: {kind: header_secret, header: X-Hotel-Key, secret: {env: COEXIST_TEST_GATEWAY}}
)" + more;
}

const crm_plugin& plugin() {
    return *crm_plugin_entry(CRM_ABI_VERSION);
}

const crm_channel_handler& handler(const std::string& provider) {
    static const auto* const known = new std::map<std::string, const crm_channel_handler*>(handlers());
    return *known->at(provider);
}

std::string options_for(const std::string& directory, const std::string& role) {
    return json::serialize(json::object{{"state", "sqlite:" + directory}, {"role", role}});
}

json::object document_of(const crm::Reply& reply) {
    const std::string_view body = reply.body();
    return json::parse(json::string_view(body.data(), body.size())).as_object();
}

std::string code_of(const crm::Reply& reply) {
    REQUIRE(reply);
    if (reply.ok()) return "ok";
    const json::object problem = document_of(reply);
    CHECK_FALSE(problem.at("detail").as_string().empty());
    return std::string(problem.at("code").as_string());
}

Delivery::Delivery(std::string body, const std::string& road) : body_(std::move(body)), path_("/webhooks/" + road) {
    header_ = {crm::str("x-hotel-key"), crm::str("the gateway's word")};
    request_ = crm::http_request();
    request_.method = crm::str("POST");
    request_.path = crm::str(path_);
    request_.body = crm::str(body_);
    request_.headers = &header_;
    request_.header_count = 1;
}

Delivery& Delivery::forged() {
    header_.value = crm::str("a guess");
    return *this;
}

Host::Host(const std::string& directory, const std::string& role) {
    const crm::Reply opened = crm::Instance::open(plugin(), nullptr, options_for(directory, role), instance);
    REQUIRE(opened.ok());
}

Host Host::running(const std::string& directory, const std::string& role) {
    Host host(directory, role);
    REQUIRE(code_of(host.configure(configuration())) == "ok");
    REQUIRE(code_of(host.start()) == "ok");
    return host;
}

crm::Reply Host::configure(const std::string& text) {
    return instance.configure(crm::document(text, "test.yaml"));
}

crm::Reply Host::invoke(const std::string& provider, const std::string& account, const std::string& action,
                        const std::string& input, const std::string& actor, const std::string& key) {
    crm_action_call call = crm::action_call(account, action, actor);
    call.input = crm::str(input);
    call.idempotency_key = crm::str(key);
    return instance.invoke_action(handler(provider), call);
}

crm::Reply Host::list_actions(const std::string& provider, const std::string& account, const std::string& actor) {
    return instance.list_actions(handler(provider), crm::action_call(account, {}, actor));
}

crm::Reply Host::list_accounts(const std::string& provider, const std::string& actor) {
    return instance.list_accounts(handler(provider), crm::action_call({}, {}, actor));
}

crm::Reply Host::deliver(const std::string& body) {
    const Delivery delivery(body);
    return instance.handle_http(delivery.request());
}

crm::Reply Host::next(const std::string& consumer) {
    return instance.next_events(crm::feed_read(consumer));
}

crm_status Host::wait(const std::string& consumer, std::uint32_t timeout_ms) {
    crm_feed_read read = crm::feed_read(consumer);
    read.timeout_ms = timeout_ms;
    return instance.wait_events(read);
}

std::string Host::health(const std::string& check, const std::string& member) {
    const crm::Reply reply = instance.health();
    const json::object document = document_of(reply);
    const json::object& checks = document.at("checks").as_object();
    if (!checks.contains(check) || !checks.at(check).as_object().contains(member)) return {};
    return std::string(checks.at(check).as_object().at(member).as_string());
}

std::string Host::adopt(const std::string& phone) {
    const crm::Reply reply = invoke("meow", {}, "adopt", R"({"tenant":"hotel-1","phone":")" + phone + R"("})");
    CAPTURE(std::string(reply.body()));
    REQUIRE(reply.status() == CRM_OK);
    return std::string(document_of(reply).at("operation").as_object().at("account").as_string());
}

}  // namespace rooms
