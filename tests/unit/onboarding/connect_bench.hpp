#pragma once
#include "actions/action_bench.hpp"
#include "store/connect_attempts.hpp"

namespace rooms {

/// A bench on which a number is connected over a scripted platform.
class ConnectBench : public ActionBench {
  public:
    /// connect by the admin of hotel-1; the operation's id. The outbox runs.
    std::string begin();
    /// The state that connect answered.
    std::string state_for(const std::string& operation);
    /// continue_connect with these members beside tenant and operation; "ok" or the refusal's code.
    std::string go_on(const std::string& operation, const std::string& members,
                      const std::string& actor = admin_of_hotel_1);
    std::string code(const std::string& operation, const std::string& code = "AQcode1");
    /// Any signed delivery of the fixtures' number.
    void delivery_arrives();
    bool reaches(const std::string& operation, const std::string& stage);
    std::string stage_of(const std::string& operation);
    coexist::ConnectAttemptRow attempt(const std::string& operation);
    /// Codes of the lines that people read, "step:state[:code]".
    std::vector<std::string> lines(const std::string& operation);
    /// The problem's code of a failed operation, empty otherwise.
    std::string problem_of(const std::string& operation);
};

}  // namespace rooms
