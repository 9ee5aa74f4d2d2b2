#pragma once
#include "http.hpp"
#include "simulator.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sim::graph {

/// Answers one Graph call, direct or through a gateway's surface, and records it in the call log.
void handle(Simulator& simulator, HttpRequest request, Respond respond);

/// One call while it is worked on.
struct Call {
    Simulator& sim;
    HttpRequest request;
    std::string endpoint;     ///< name in the call log and for faults
    std::string object_id;    ///< first path segment after the version
    json::object parameters;  ///< JSON or form body, then the query's parameters
    const Token* token = nullptr;
    const App* app_token = nullptr;  ///< the caller is an app itself ("id|secret")
    Number* gateway_number = nullptr;
    bool forbidden = false;  ///< a call that must never be made for a coexistence number
};

using CallPtr = std::shared_ptr<Call>;
using Answer = std::function<void(int status, json::value body)>;
using Work = void (*)(const CallPtr&, const Answer&);

// The endpoint groups. Each throws Refusal (errors.hpp) before anything has happened.
void send_message(const CallPtr& call, const Answer& answer);
void read_number(const CallPtr& call, const Answer& answer);
void update_number(const CallPtr& call, const Answer& answer);
void list_numbers(const CallPtr& call, const Answer& answer);
void read_waba(const CallPtr& call, const Answer& answer);
void subscribe_app(const CallPtr& call, const Answer& answer);
void list_subscribed_apps(const CallPtr& call, const Answer& answer);
void unsubscribe_app(const CallPtr& call, const Answer& answer);
void list_subscriptions(const CallPtr& call, const Answer& answer);
void subscribe_fields(const CallPtr& call, const Answer& answer);
void unsubscribe_fields(const CallPtr& call, const Answer& answer);
void request_sync(const CallPtr& call, const Answer& answer);
void exchange_code(const CallPtr& call, const Answer& answer);
void fetch_access(const CallPtr& call, const Answer& answer);
void debug_token(const CallPtr& call, const Answer& answer);
void read_me(const CallPtr& call, const Answer& answer);
void list_templates(const CallPtr& call, const Answer& answer);
void read_media(const CallPtr& call, const Answer& answer);
void delete_media(const CallPtr& call, const Answer& answer);
void upload_media(const CallPtr& call, const Answer& answer);
void dedicated_path(const CallPtr& call, const Answer& answer);

}  // namespace sim::graph
