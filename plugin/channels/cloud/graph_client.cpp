#include "channels/cloud/graph_client.hpp"

#include <Poco/URI.h>

#include <boost/json.hpp>
#include <optional>
#include <random>
#include <utility>

#include "channels/cloud/graph_answer.hpp"
#include "channels/cloud/graph_node.hpp"

namespace coexist::cloud {
namespace {

std::string multipart_boundary() {
    std::random_device chance;
    std::string boundary = "----coexist";
    for (int part = 0; part < 4; ++part) boundary += std::to_string(chance());
    return boundary;
}

std::string multipart_field(const std::string& boundary, const char* name, const std::string& value) {
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

// The platform takes the file's kind from its part; its name goes with the message.
std::string multipart_file(const std::string& boundary, const std::string& mime_type) {
    return "--" + boundary +
           "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: " + mime_type +
           "\r\n\r\n";
}

}  // namespace

net::Answer GraphClient::call(std::string_view method, const std::string& id, std::string_view edge,
                              const std::string& query, const std::string& body) const {
    return call_node(http_, endpoint_, {method, id, edge, query, body});
}

NodeCall GraphClient::of_number(const PhoneNumberId& number, std::string_view edge, std::string_view body) const {
    NodeCall call{"POST", number.value, edge, "", body};
    call.at_base = !endpoint_.offers.numbers_in_paths;
    return call;
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

GraphResult<TemplatesPage> GraphClient::read_templates(const WabaId& waba, const std::string& after) const {
    if (endpoint_.offers.templates == GatewayOffer::Templates::configs) {
        const std::string page = "limit=200&offset=" + (after.empty() ? std::string("0") : after);
        NodeCall call{"GET", "", "/v1/configs/templates", page, ""};
        call.at_base = true;
        return result_of(call_node(http_, endpoint_, call), read_configs_templates_page);
    }
    std::string query =
        "fields=id,name,language,category,status,rejected_reason,quality_score,parameter_format,components&limit=100";
    if (!after.empty()) {
        query += "&after=";
        Poco::URI::encode(after, "&=+#/?%", query);
    }
    return result_of(call("GET", waba.value, "/message_templates", query, ""), read_templates_page);
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
    if (!number.empty() && endpoint_.offers.numbers_in_paths) {
        query = "phone_number_id=";
        Poco::URI::encode(number.value, "&=+#/?%", query);
    }
    return result_of(call("GET", media, "", query, ""), read_media_node);
}

GraphResult<Uploaded> GraphClient::upload(const PhoneNumberId& number, const std::string& path,
                                          const std::string& mime_type) const {
    const std::string boundary = multipart_boundary();
    const std::string head = multipart_field(boundary, "messaging_product", "whatsapp") +
                             multipart_field(boundary, "type", mime_type) + multipart_file(boundary, mime_type);
    const std::string content_type = "multipart/form-data; boundary=" + boundary;
    NodeCall call = of_number(number, "/media", head);
    call.content_type = content_type;
    call.body_file = path;
    call.body_tail = "\r\n--" + boundary + "--\r\n";
    return result_of(call_node(http_, endpoint_, call), read_uploaded);
}

GraphResult<Sent> GraphClient::send(const PhoneNumberId& number, const std::string& body_json) const {
    return result_of(call_node(http_, endpoint_, of_number(number, "/messages", body_json)), read_sent);
}

GraphResult<Success> GraphClient::mark_read(const PhoneNumberId& number, const std::string& wamid, bool typing) const {
    boost::json::object body{{"messaging_product", "whatsapp"}, {"status", "read"}, {"message_id", wamid}};
    if (typing) body["typing_indicator"] = boost::json::object{{"type", "text"}};
    const std::string request = boost::json::serialize(body);
    return result_of(call_node(http_, endpoint_, of_number(number, "/messages", request)), read_success);
}

}  // namespace coexist::cloud
