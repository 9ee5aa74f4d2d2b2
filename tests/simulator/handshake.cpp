#include "handshake.hpp"

#include "simulator.hpp"

namespace sim {

void shake_hands(Simulator& simulator, const std::string& url, const std::string& verify_token,
                 std::function<void(HandshakeOutcome)> done) {
    auto parsed = parse_url(url);
    if (!parsed) return done({false, 0, "The callback URL is not of the form http://host[:port]/path."});
    const auto challenge = simulator.ids.challenge();
    parsed->target += parsed->target.find('?') == std::string::npos ? "?" : "&";
    parsed->target +=
        "hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token=" + percent_encode(verify_token);
    OutgoingRequest request;
    request.method = "GET";
    request.url = *parsed;
    request.fresh_connection = true;
    request.timeout = std::chrono::milliseconds(simulator.settings.delivery_timeout_ms);
    simulator.client.call(std::move(request), [challenge, done = std::move(done)](const OutgoingResult& result) {
        if (result.status == 0) return done({false, 0, "No answer from the callback URL: " + result.failure + "."});
        if (result.status != 200) {
            return done({false, result.status, "HTTP Status Code = " + std::to_string(result.status) + "."});
        }
        if (result.body != challenge) {
            return done({false, result.status, "The answer's body is not exactly the challenge."});
        }
        done({true, result.status, {}});
    });
}

}  // namespace sim
