#pragma once
#include <map>
#include <string>
#include <vector>

#include "onboarding/connect_bench.hpp"

namespace rooms {

/// Plays who-came-first: happenings, one word each, in the order that the test says. After each word the bench waits
/// until nothing is under way. "WORD@CALL" happens while the first call of that name waits for its answer.
///
///   begin               an admin begins (the first thing of all; "begin2" a second attempt, to which later words with
///   a
///                       2 at their end belong)
///   callback            the dialog sends the same browser back with a code; callback:foreign another browser,
///                       callback:denied with error=access_denied
///   code                the page brings the SDK's code; code:b another code
///   event               the dialog's window says it is finished; event:other for another account, event:sms for a
///                       number of the API alone, event:left, event:error
///   added               PARTNER_ADDED; added:other of another business
///   delivery            a guest writes; contacts, history: what the phone hands over arrives
///   removed             PARTNER_REMOVED
///   closed              the page reads popup.closed: it asks the operation, and nothing else happens
///   restart             the owner ends and begins again
///   1min, 10min, hour, day   time goes by
///   cancel, go_on       what people say; phone, phone:other the number that they name
///   partner             the world: a token of the partner's own system user is configured
///   stranger            another hotel's admin begins a connection over the same app
///   nowabas, nonumber   the world: the token names no account; the number is not on a phone
///   lost:CALL, down:CALL, dead:CALL   the next call of that name: its answer gets lost, it never leaves, it is refused
class ConnectPlay : public ConnectBench {
  public:
    ConnectPlay();
    void play(const std::string& happenings);
    /// "connected", or the stage in which the first attempt waits, or the problem's code.
    std::string end(const std::string& attempt = "1");
    /// What was said to the last word that people or browsers brought: "ok", or a refusal's code.
    [[nodiscard]] const std::string& answer() const { return answer_; }
    [[nodiscard]] std::string operation_of(const std::string& attempt) const { return operations_.at(attempt); }
    /// The same of the desk, with a space between.
    std::string calls_made();

  private:
    void happen(std::string word);
    std::string say(const std::string& word, const std::string& attempt);
    std::string callback(const std::string& kind, const std::string& attempt);
    void told(const std::string& event, const std::string& waba);
    void calm();

    std::map<std::string, std::string> operations_;
    std::map<std::string, std::string> states_;  ///< as connect answered them
    std::string answer_;
};

}  // namespace rooms
