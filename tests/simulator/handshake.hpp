#pragma once
#include <functional>
#include <string>

namespace sim {

class Simulator;

/// Outcome of the GET that Meta makes before it stores a callback URL.
struct HandshakeOutcome {
    bool passed = false;
    int status = 0;      ///< HTTP status of the receiver; 0: none
    std::string reason;  ///< one sentence when it failed
};

/// `GET url?hub.mode=subscribe&hub.challenge=..&hub.verify_token=..`; passes on 200 with exactly the challenge as body.
void shake_hands(Simulator& simulator, const std::string& url, const std::string& verify_token,
                 std::function<void(HandshakeOutcome)> done);

}  // namespace sim
