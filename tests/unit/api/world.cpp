#include "world.hpp"

#include <unistd.h>

#include <filesystem>
#include <thread>

#include "actions/command_applier.hpp"
#include "actions/desk.hpp"
#include "catch.hpp"
#include "channels/coex/card.hpp"
#include "channels/meta/card.hpp"
#include "store/audit.hpp"
#include "store/keys.hpp"
#include "store/operations.hpp"
#include "store/state_schema.hpp"

namespace api_test {
using namespace coexist;
namespace json = boost::json;
namespace {

/// A provider without a platform: its card and its refusals are the real ones.
class CardOnly : public Channel {
  public:
    using InsteadOf = std::optional<OtherAction> (*)(std::string_view);
    CardOnly(const ChannelCard& card, InsteadOf refusals) : card_(card), refusals_(refusals) {}

    [[nodiscard]] const ChannelCard& card() const override { return card_; }
    [[nodiscard]] std::optional<OtherAction> instead_of(std::string_view action) const override {
        return refusals_(action);
    }
    [[nodiscard]] bool can_deliver() const override { return false; }
    [[nodiscard]] Result<Outgoing> compose(const Draft& /*draft*/) const override { return Outgoing{"text", {}}; }
    [[nodiscard]] std::string request(const Envelope& /*to*/, const Outgoing& /*what*/) const override { return "{}"; }
    SendOutcome send(const Line& /*line*/, const std::string& /*request*/) override { return {}; }
    CallOutcome mark_read(const Line& /*line*/, const std::string& /*wamid*/, bool /*typing*/) override { return {}; }
    NumberOutcome read_number(const Line& /*line*/) override { return {}; }
    TemplatesOutcome read_templates(const Line& /*line*/) override { return {}; }
    CallOutcome subscribe(const Line& /*line*/) override { return {}; }
    SubscriptionOutcome read_subscription(const Line& /*line*/) override { return {}; }
    CallOutcome unsubscribe(const Line& /*line*/) override { return {}; }
    [[nodiscard]] std::optional<Problem> refuses(const NumberNode& /*number*/) const override { return std::nullopt; }
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms(const CallOutcome& /*outcome*/,
                                                             std::int64_t /*attempts*/) const override {
        return std::nullopt;
    }
    void abort() override {}

  private:
    const ChannelCard& card_;
    InsteadOf refusals_;
};

/// Says yes at once, or "pending" to what is asynchronous.
class Obliging : public ActionHandler {
  public:
    explicit Obliging(bool pending) : pending_(pending) {}
    void apply(WriteContext& /*context*/, const Command& /*command*/, OperationRow& operation) const override {
        if (!pending_) succeed(operation, {{"done", true}});
    }

  private:
    bool pending_;
};

std::string actor_of(const std::vector<std::string>& tenants, const char* role) {
    json::array names;
    for (const std::string& tenant : tenants) names.push_back(json::value(tenant));
    return json::serialize(
        json::object{{"id", "u1"}, {"name", "Ada"}, {"roles", json::array{role}}, {"tenants", std::move(names)}});
}

std::int64_t time_of_world(void* world) {
    return static_cast<World*>(world)->now_ms.load();
}

}  // namespace

Observation ScriptedRoad::read(std::string_view body, std::int64_t received_at) {
    Observation said;
    if (body == "something new") {
        said.facts.push_back({{}, UnknownFact{"flows", "flow_endpoint", "{}"}});
    } else if (body == "a newer form" && understands) {
        MessageFact message;
        message.message.wamid = Wamid("wamid.replayed");
        message.message.origin = Origin::customer;
        message.message.sides = side_customer;
        message.message.peers = {{IdentityKind::wa_id, "4915100000001"}};
        message.message.content =
            Content{true, Witness::live, {received_at, "wamid.replayed"}, "text", "late", {}, "", ""};
        Address address;
        address.phone_number_id = PhoneNumberId("pn-4930111");
        said.facts.push_back({address, message});
    } else {
        said.malformed = "It is no webhook.";
    }
    return said;
}

std::string staff_of(const std::vector<std::string>& tenants) {
    return actor_of(tenants, "staff");
}

std::string admin_of(const std::vector<std::string>& tenants) {
    return actor_of(tenants, "admin");
}

std::string operator_of_host() {
    return R"({"id":"op","roles":["admin"],"tenants":[],"operator":true})";
}

World::World() {
    std::string name = (std::filesystem::temp_directory_path() / "coexist-api-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    directory_ = name;
    std::filesystem::create_directories(journal_directory(state()));
    roads_["main"] = road_;
    channels_[Provider::coex] = std::make_shared<CardOnly>(coex_card(), coex_instead_of);
    channels_[Provider::meta] = std::make_shared<CardOnly>(meta_card(), meta_instead_of);
    for (const auto& [provider, channel] : channels_) {
        const ChannelCard& card = channel->card();
        for (std::size_t at = 0; at < card.action_count; ++at) {
            const std::string id(card.actions[at].id);
            handlers_[provider][id] = std::make_unique<Obliging>(id == "send_text");
        }
        handlers_[provider][add_note_action] = std::make_unique<AddNote>();
        handlers_[provider][remove_note_action] = std::make_unique<RemoveNote>();
        handlers_[provider][save_reply_action] = std::make_unique<SaveReply>();
        handlers_[provider][remove_reply_action] = std::make_unique<RemoveReply>();
    }
    auto lock = OwnerLock::take(state(), "the test");
    REQUIRE(lock.ok());
    lock_ = std::move(lock).value();

    const Clock clock(time_of_world, this);
    journal_ = std::make_unique<Journal>(journal_directory(state()), clock, Log());
    auto writer = StateWriter::open(state(), roads_, clock, Log());
    REQUIRE(writer.ok());
    writer_ = std::move(writer).value();
    writer_->on_command([this](WriteContext& context, const StoredRow& row) { take_command(context, row); });
    writer_->on_note([](WriteContext& context, const StoredRow& row) { CommandApplier::note(context, row); });
    audit_ = std::make_unique<AuditTrail>(*journal_, clock);
    journal_->on_appended([this] { writer_->wake(); });
    journal_->start();
    writer_->start();
    REQUIRE(writer_->post_and_wait([](WriteContext&) {}));
    readers_ = std::make_unique<ReaderPool>(state());
    action_services_ = std::make_unique<ActionServices>(
        ActionServices{*readers_, *journal_, channels_, handlers_, clock, state(), [] { return false; }});
    actions_ = std::make_unique<Actions>(*action_services_);
    api_ = std::make_unique<Api>(services(writer_.get()));
}

World::~World() {
    journal_->stop();
    writer_->stop(0);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

ApiServices World::services(StateWriter* writer) {
    return {*readers_,
            *actions_,
            Clock(time_of_world, this),
            state(),
            [this](const Eyes& eyes) {
                return R"({"status":"ok","at":")" + std::to_string(now_ms.load()) + R"(","checks":{")" +
                       (eyes.all ? "all" : "own") + R"(":{"status":"ok"}}})";
            },
            [](const Eyes& /*eyes*/, const Wanted& wanted) {
                return std::to_string(wanted.accounts) + " " + wanted.account + "\n# EOF\n";
            },
            *audit_,
            writer,
            {&coex_card(), &meta_card()},
            {},
            nullptr,
            nullptr,
            {},
            {},
            &settings_};
}

void World::take_command(WriteContext& context, const StoredRow& row) const {
    const Command command = command_from(row.row.body);
    OperationRow operation = new_operation(command);
    handlers_.at(command.provider).at(command.action)->apply(context, command, operation);
    save_operation(context.session, operation);
}

AccountRow World::attach(const std::string& tenant, const std::string& digits, Provider provider) {
    AccountRow account;
    account.account_id = account_id_for(TenantId(tenant), digits);
    account.tenant = TenantId(tenant);
    account.provider = provider;
    account.digits = digits;
    account.waba_id = WabaId("waba-" + tenant);
    account.phone_number_id = PhoneNumberId("pn-" + digits);
    account.road = "main";
    account.name = "Reception";
    account.asked = "connected";
    account.asked_at = now_ms;
    REQUIRE(writer_->post_and_wait([&](WriteContext& context) {
        save_account(context.session, account);
        context.fold.account_changed(account);
        context.router.load(context.session);
    }));
    return account;
}

void World::fact(const AccountRow& account, const Fact& fact) {
    REQUIRE(writer_->post_and_wait([&](WriteContext& context) { context.fold.apply(account, fact); }));
}

void World::guest_wrote(const AccountRow& account, const std::string& guest, const std::string& wamid,
                        const std::string& text, std::int64_t at) {
    MessageFact told;
    told.message.wamid = Wamid(wamid);
    told.message.origin = Origin::customer;
    told.message.sides = side_customer;
    told.message.peers = {{IdentityKind::wa_id, guest}};
    told.message.content = Content{true, Witness::live, {at, wamid}, "text", text, {}, "", ""};
    fact(account, {{}, told});
}

void World::delivered(const std::string& body) {
    const std::uint64_t before = writer_->applied();
    REQUIRE(journalled(body));
    for (int wait = 0; wait < 2000 && writer_->applied() == before; ++wait) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    REQUIRE(writer_->applied() > before);
}

bool World::journalled(const std::string& body) {
    return journal_->append_and_wait({now_ms, RowKind::delivery, Lane::live, "main", body});
}

void World::audited(const std::string& tenant, const std::string& actor, const std::string& action) {
    REQUIRE(writer_->post_and_wait([&](WriteContext& context) {
        add_audit(context.session, {0, now_ms, tenant, "", actor, action, "op_1", "succeeded"});
    }));
}

HttpAnswer World::ask(const std::string& method, const std::string& target, const std::string& actor,
                      const std::string& body, const Headers& headers) {
    const std::size_t mark = target.find('?');
    HttpRequest request;
    request.method = method;
    request.path = std::string_view(target).substr(0, mark);
    if (mark != std::string::npos) request.query = std::string_view(target).substr(mark + 1);
    request.body = body;
    request.actor = actor;
    for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
    return api_->handle(request);
}

HttpAnswer World::get(const std::string& target, const std::string& actor, const Headers& headers) {
    return ask("GET", target, actor, {}, headers);
}

HttpAnswer World::post(const std::string& target, const std::string& actor, const std::string& body, Headers headers) {
    headers.insert({{"content-type", "application/json; charset=utf-8"}, {"x-requested-with", "1"}});
    return ask("POST", target, actor, body, headers);
}

HttpAnswer World::post_as_client(const std::string& target, const std::string& actor, const std::string& body) {
    api_ = std::make_unique<Api>(services(nullptr));
    HttpAnswer answer = post(target, actor, body);
    api_ = std::make_unique<Api>(services(writer_.get()));
    return answer;
}

std::vector<json::object> World::all_of(const std::string& target, const std::string& list, const std::string& actor,
                                        const std::function<void()>& between) {
    std::vector<json::object> items;
    std::string cursor;
    for (int pages = 0; pages < 200; ++pages) {
        const char* joint = target.find('?') == std::string::npos ? "?" : "&";
        const HttpAnswer answer = get(cursor.empty() ? target : target + joint + "cursor=" + cursor, actor);
        CAPTURE(target, answer.body);
        REQUIRE(answer.status == 200);
        const json::object page = body_of(answer);
        for (const json::value& item : page.at(list).as_array()) items.push_back(item.as_object());
        if (!page.contains("next_cursor")) return items;
        cursor = std::string(page.at("next_cursor").as_string());
        if (between) between();
    }
    FAIL("the list does not end");
    return items;
}

json::object body_of(const HttpAnswer& answer) {
    INFO(answer.body);
    return json::parse(answer.body).as_object();
}

std::string code_of(const HttpAnswer& answer) {
    CAPTURE(answer.status, answer.body);
    REQUIRE(answer.content_type == "application/problem+json");
    const json::object problem = body_of(answer);
    REQUIRE(problem.at("status").as_int64() == answer.status);
    REQUIRE_FALSE(problem.at("detail").as_string().empty());
    REQUIRE_FALSE(problem.at("next").as_string().empty());
    return std::string(problem.at("code").as_string());
}

std::string header_of(const HttpAnswer& answer, const std::string& name) {
    for (const auto& [known, value] : answer.headers) {
        if (known == name) return value;
    }
    return {};
}

std::vector<std::string> column(const std::vector<json::object>& items, const char* name) {
    std::vector<std::string> values;
    for (const json::object& item : items) values.emplace_back(item.at(name).as_string());
    return values;
}

std::vector<std::string> ids_in(const HttpAnswer& answer, const char* list) {
    std::vector<json::object> items;
    const json::object page = body_of(answer);
    for (const json::value& item : page.at(list).as_array()) items.push_back(item.as_object());
    return column(items, "id");
}

}  // namespace api_test
