#include "control/control.hpp"
#include "documents/world_document.hpp"
#include "phone/phone.hpp"

#include <array>
#include <exception>

namespace sim::control {
namespace {

struct Route {
    std::string_view method;
    std::string_view path;
    void (*work)(Ask);
};

constexpr std::array routes{Route{"POST", "/_sim/apps", put_app_document},
                            Route{"POST", "/_sim/numbers", put_number_document},
                            Route{"POST", "/_sim/tokens", put_token_document},
                            Route{"POST", "/_sim/reset", reset},
                            Route{"POST", "/_sim/clock", set_clock},
                            Route{"POST", "/_sim/settings", set_settings},
                            Route{"POST", "/_sim/statuses", set_statuses},
                            Route{"POST", "/_sim/usage", set_usage},
                            Route{"GET", "/_sim/world", tell_world},
                            Route{"POST", "/_sim/media", put_media_document},
                            Route{"POST", "/_sim/templates", put_template},
                            Route{"POST", "/_sim/guest/*", play},
                            Route{"POST", "/_sim/owner/*", play},
                            Route{"POST", "/_sim/dialogs", decide_dialog},
                            Route{"GET", "/_sim/dialogs", list_dialogs},
                            Route{"POST", "/_sim/signup", sign_up},
                            Route{"POST", "/_sim/phone", change_phone},
                            Route{"GET", "/_sim/past", list_past},
                            Route{"POST", "/_sim/revoke", revoke},
                            Route{"POST", "/_sim/account_update", tell_account_update},
                            Route{"POST", "/_sim/integration", tell_integration},
                            Route{"POST", "/_sim/signed_request", send_signed_request},
                            Route{"POST", "/_sim/deliver", deliver},
                            Route{"POST", "/_sim/faults", add_fault},
                            Route{"GET", "/_sim/faults", list_faults},
                            Route{"DELETE", "/_sim/faults", clear_faults},
                            Route{"GET", "/_sim/calls", list_calls},
                            Route{"GET", "/_sim/deliveries", list_deliveries},
                            Route{"GET", "/_sim/messages", list_messages},
                            Route{"GET", "/_sim/health", tell_health}};

bool matches(const Route& route, const HttpRequest& request) {
    if (route.method != request.method) return false;
    if (route.path.back() != '*') return route.path == request.path;
    return request.path.rfind(route.path.substr(0, route.path.size() - 1), 0) == 0;
}

void refuse(const Answer& answer, int status, const std::string& sentence) {
    answer(status, {{"status", status}, {"detail", sentence}});
}

}  // namespace

void handle(Simulator& simulator, HttpRequest request, Respond respond) {
    const Answer answer = [respond = std::move(respond)](int status, const json::value& body) {
        respond({status, {{"Content-Type", "application/json"}}, json::serialize(body) + "\n", false});
    };
    for (const auto& route : routes) {
        if (!matches(route, request)) continue;
        json::object document;
        if (!request.body.empty()) {
            json::error_code failure;
            auto body = json::parse(request.body, failure);
            if (failure || !body.is_object()) return refuse(answer, 400, "The body is not a JSON object.");
            document = std::move(body.as_object());
        }
        try {
            return route.work({simulator, request, std::move(document), answer});
        } catch (const phone::Impossible& problem) {
            return refuse(answer, problem.status, problem.what());
        } catch (const WorldDocumentError& problem) {
            return refuse(answer, 400, problem.what());
        } catch (const std::invalid_argument& problem) {
            return refuse(answer, 400, problem.what());
        }
    }
    refuse(answer, 404, "No such control call; the folder's README lists them.");
}

}  // namespace sim::control
