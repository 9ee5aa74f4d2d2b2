#pragma once
#include "http.hpp"
#include "simulator.hpp"

#include <functional>

/// The HTTP control API under /_sim/, by which tests play the outside world.
namespace sim::control {

using Answer = std::function<void(int status, json::value body)>;

/// What a control handler gets.
struct Ask {
    Simulator& sim;
    const HttpRequest& request;
    json::object document;  ///< the JSON body; empty for GET
    Answer answer;
};

void handle(Simulator& simulator, HttpRequest request, Respond respond);

// control/world.cpp
void put_app_document(Ask ask);
void put_number_document(Ask ask);
void put_token_document(Ask ask);
void reset(Ask ask);
void set_clock(Ask ask);
void set_settings(Ask ask);
void set_usage(Ask ask);
void set_statuses(Ask ask);
void tell_world(Ask ask);
// control/phone.cpp
void play(Ask ask);
// control/media.cpp
void put_media_document(Ask ask);
/// The script of a guest or the owner, its `media` (a file's id) turned into type and content.
json::object with_media_content(Simulator& sim, const HttpRequest& request, json::object script);
// control/templates.cpp
void put_template(Ask ask);
// control/delivery.cpp
void deliver(Ask ask);
void add_fault(Ask ask);
void list_faults(Ask ask);
void clear_faults(Ask ask);
// control/signup.cpp
void decide_dialog(Ask ask);
void sign_up(Ask ask);
void list_dialogs(Ask ask);
void change_phone(Ask ask);
void list_past(Ask ask);
// control/account.cpp
void revoke(Ask ask);
void tell_account_update(Ask ask);
void tell_integration(Ask ask);
// control/signed_request.cpp
void send_signed_request(Ask ask);
// control/records.cpp
void list_calls(Ask ask);
void list_deliveries(Ask ask);
void list_messages(Ask ask);
void tell_health(Ask ask);

}  // namespace sim::control
