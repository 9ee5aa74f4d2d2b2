#include "actions/action_bench.hpp"

#include "catch.hpp"
#include "store/account_view.hpp"
#include "store/another_process.hpp"

namespace rooms {
namespace json = boost::json;
using namespace coexist;

Result<ActionAnswer> ActionBench::invoke(Provider provider, const std::string& account, const std::string& action,
                                         const std::string& input, const std::string& actor, const std::string& key) {
    return actions().invoke({account, action, input, actor, key}, provider);
}

std::string ActionBench::outcome(Provider provider, const std::string& account, const std::string& action,
                                 const std::string& input, const std::string& actor, const std::string& key) {
    const auto answer = invoke(provider, account, action, input, actor, key);
    if (!answer) {
        CHECK_FALSE(answer.problem().detail.empty());
        CHECK_FALSE(answer.problem().next.empty());
        return answer.problem().code;
    }
    return answer->pending ? "pending" : "ok";
}

std::string ActionBench::adopt(Provider provider) {
    start_outbox();
    const auto answer = invoke(provider, {}, "adopt", adopt_input);
    REQUIRE(answer.ok());
    const std::string id = id_of(answer);
    REQUIRE(becomes(id, "succeeded"));
    return std::string(operation(id).at("result").as_object().at("account").as_string());
}

json::object ActionBench::operation(const std::string& id, const std::string& actor) {
    const auto answer = actions().operation(id, actor);
    REQUIRE(answer.ok());
    return json::parse(answer->body).as_object().at("operation").as_object();
}

bool ActionBench::becomes(const std::string& id, const std::string& state) {
    return eventually([&] {
        const auto answer = actions().operation(id, admin_of_hotel_1);
        return answer.ok() && json::parse(answer->body).at("operation").at("state").as_string() == state;
    });
}

AccountRow ActionBench::row(const std::string& account) {
    auto reader = readers().take();
    const auto found = find_account(*reader, AccountId(account));
    REQUIRE(found.has_value());
    return *found;
}

std::string ActionBench::state_of(const std::string& account) {
    const AccountRow found = row(account);
    auto reader = readers().take();
    return std::string(name_of(view_of(found, account_life(*reader, found.id)).state));
}

void ActionBench::guest_wrote(const std::string& digits, std::int64_t at) {
    transact([&](WriteContext& context) {
        Message told;
        told.wamid = Wamid("wamid.of." + digits);
        told.origin = Origin::customer;
        told.sides = side_customer;
        told.peers = {{IdentityKind::wa_id, digits}};
        told.content = Content{true, Witness::live, {at, digits}, "text", "hello", {}, "", ""};
        context.fold.apply(all_accounts(context.session).front(), {{}, MessageFact{told}});
    });
}

std::string id_of(const Result<ActionAnswer>& answer) {
    return std::string(json::parse(answer->body).at("operation").at("id").as_string());
}

}  // namespace rooms
