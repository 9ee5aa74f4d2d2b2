#include "channels/cloud/graph_client.hpp"

#include <Poco/URI.h>

#include <optional>
#include <utility>

#include "channels/cloud/graph_answer.hpp"
#include "channels/cloud/graph_node.hpp"

namespace coexist::cloud {

net::Answer GraphClient::call(std::string_view method, const std::string& id, std::string_view edge,
                              const std::string& query, const std::string& body) const {
    return call_node(http_, endpoint_, {method, id, edge, query, body});
}

GraphResult<NumberState> GraphClient::read_number(const PhoneNumberId& number) const {
    return result_of(call("GET", number.value, "", std::string("fields=") + number_fields, ""), read_number_state);
}

GraphResult<NumbersPage> GraphClient::read_numbers(const WabaId& waba, const std::string& after) const {
    std::string query = "fields=id&limit=100";
    if (!after.empty()) {
        query += "&after=";
        Poco::URI::encode(after, "&=+#/?%", query);
    }
    return result_of(call("GET", waba.value, "/phone_numbers", query, ""), read_numbers_page);
}

GraphResult<Success> GraphClient::subscribe(const WabaId& waba) const {
    return result_of(call("POST", waba.value, "/subscribed_apps", "", ""), read_success);
}

GraphResult<std::vector<Subscription>> GraphClient::read_subscriptions(const WabaId& waba) const {
    return result_of(call("GET", waba.value, "/subscribed_apps", "", ""), read_subscription_list);
}

GraphResult<Success> GraphClient::unsubscribe(const WabaId& waba) const {
    return result_of(call("DELETE", waba.value, "/subscribed_apps", "", ""), read_success);
}

GraphResult<MediaNode> GraphClient::read_media(const std::string& media, const PhoneNumberId& number) const {
    std::string query;
    if (!number.empty()) {
        query = "phone_number_id=";
        Poco::URI::encode(number.value, "&=+#/?%", query);
    }
    return result_of(call("GET", media, "", query, ""), read_media_node);
}

GraphResult<Sent> GraphClient::send(const PhoneNumberId& number, const std::string& body_json) const {
    return result_of(call("POST", number.value, "/messages", "", body_json), read_sent);
}

}  // namespace coexist::cloud
