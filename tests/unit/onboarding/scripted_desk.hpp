#pragma once
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "channel/signup.hpp"

namespace rooms {

/// The platform's side of a signup as the test wants it: takes a code once, says what the token opens, lists numbers.
/// Every call is remembered. Thread-safe.
class ScriptedDesk : public coexist::SignupDesk {
  public:
    /// The outcome of the next calls of this name, in order, before the usual success: "exchange", "access", "inspect",
    /// "numbers", "subscribe", "register", "fields", "contacts", "history", "handshake", "test".
    void answer(const std::string& call, std::vector<coexist::CallOutcome> outcomes);
    /// Runs on the worker's thread when the call arrived, before it is answered.
    void on_call(std::function<void(const std::string& call)> callback);

    coexist::Grant grant;
    std::map<std::string, std::vector<coexist::OfferedNumber>> numbers_of;  ///< by WABA
    std::vector<std::string> fields;
    coexist::RegisterOutcome::Found found = coexist::RegisterOutcome::Found::to_register;  ///< before registering
    std::string last_pin;
    std::string refuses_with;  ///< the code with which our own address refuses a test, where it does
    std::function<void(const std::string& word)> brings_test;  ///< how a test that was taken arrives

    std::vector<std::string> calls();
    int count(const std::string& call);
    /// Everything that must happen once a connection and did happen more often, or was tried with a used code.
    std::vector<std::string> faults();
    std::string last_redirect_uri();

    ScriptedDesk();
    coexist::TokenOutcome exchange(const std::string& road, const coexist::Secret& code,
                                   const std::optional<std::string>& redirect_uri) override;
    coexist::TokenOutcome partner_access(const std::string& road, const std::string& portfolio) override;
    coexist::GrantOutcome inspect(const std::string& road, const coexist::Secret& token) override;
    coexist::NumbersOutcome numbers(const std::string& road, const coexist::Secret& token,
                                    const coexist::WabaId& waba) override;
    coexist::CallOutcome subscribe(const coexist::Line& line, const coexist::CallbackOverride* own_callback) override;
    coexist::RegisterOutcome register_dedicated(const coexist::Line& line, const coexist::Secret& pin) override;
    coexist::FieldsOutcome subscribed_fields(const std::string& road) override;
    coexist::CallOutcome handshake(const coexist::CallbackOverride& callback) override;
    coexist::TestDeliveryOutcome deliver_test(const std::string& road, const std::string& url,
                                              const std::string& word) override;
    coexist::SyncOutcome request_sync(const coexist::Line& line, coexist::SyncKind kind) override;

  private:
    coexist::CallOutcome next(const std::string& call);
    std::mutex guard_;
    std::map<std::string, std::deque<coexist::CallOutcome>> script_;
    std::function<void(const std::string&)> on_call_;
    std::vector<std::string> calls_;
    std::vector<std::string> faults_;
    std::map<std::string, int> codes_;
    std::map<std::string, int> taken_;
    std::string redirect_uri_;
};

coexist::CallOutcome desk_refuses(std::int64_t code, std::int64_t subcode = 0, coexist::Cure cure = coexist::Cure::fix);
coexist::CallOutcome desk_stumbles();
coexist::CallOutcome desk_unreached();
coexist::CallOutcome desk_silent();
coexist::OfferedNumber offered(const std::string& id, const std::string& waba, const std::string& digits,
                               std::int64_t onboarded_at);

}  // namespace rooms
