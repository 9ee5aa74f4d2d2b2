#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "channel/signup.hpp"
#include "config/settings.hpp"
#include "model/provider.hpp"

namespace coexist {

/// What of a road's setup was looked at.
struct SetupCheck {
    enum class State {
        good,
        missing,  ///< a must: nobody can connect, or messages would be lost
        doubt,    ///< better mended first
        ask       ///< only a person can see it
    };
    std::string id;  ///< "public_url", "app_secret", "fields", ...
    State state = State::good;
    std::string detail;     ///< what was found, for support
    std::string value;      ///< what to compare with or to enter at Meta
    std::string code = {};  ///< which of several faults it is, each with a cure of its own
    std::int64_t at = 0;    ///< Unix ms: when it was last seen; 0: says nothing
};

std::string_view name_of(SetupCheck::State state);

/// What the configuration alone tells of an app's sign-up. Pure.
std::vector<SetupCheck> checks_of_configuration(const Settings& settings, const App& app, Provider provider);
/// Asks Meta and our own address: the app's id and secret, its webhook fields, the callback. Waits for the network.
std::vector<SetupCheck> checks_of_platform(SignupDesk& desk, const Settings& settings, const App& app,
                                           Provider provider);

/// Our own test delivery, posted to our public address: through proxies, TLS and the host into our journal.
struct SelfTest {
    std::string url;
    TestDeliveryOutcome sent;
    bool arrived = false;
};
SelfTest send_self_test(SignupDesk& desk, const Settings& settings, const App& app, const std::string& word);
/// What the test tells. Pure.
SetupCheck check_of_self_test(const SelfTest& test);
/// What the newest delivery of the platform tells; `at`, `now`: Unix ms, 0: none ever came. Pure.
SetupCheck check_of_delivery(std::int64_t at, std::int64_t now);

/// The webhook fields that a number of this provider needs (Meta, "Onboarding WhatsApp Business app users").
std::vector<std::string> fields_needed_by(Provider provider);

boost::json::object object_of(const SetupCheck& check);

}  // namespace coexist
