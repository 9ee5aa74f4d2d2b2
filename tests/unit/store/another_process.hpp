#pragma once
#include <functional>
#include <map>
#include <string>

namespace rooms {

/// This test program once more, running one hidden test case: what another process does. Threads may be started in it,
/// unlike in a forked child.
class AnotherProcess {
  public:
    /// Runs the test case of that name; it reads `given` with given().
    AnotherProcess(const std::string& test_case, const std::map<std::string, std::string>& given);
    /// Kills it if it still runs.
    ~AnotherProcess();
    AnotherProcess(const AnotherProcess&) = delete;
    AnotherProcess& operator=(const AnotherProcess&) = delete;

    /// The signal that ended it, negative, or its exit code.
    int wait();
    void kill();

  private:
    int process_;
};

/// In the hidden test case: what the parent gave.
std::string given(const std::string& name);

/// Looks every 2 ms until `true_now` is; false after a minute, which only a fault takes.
bool eventually(const std::function<bool()>& true_now);
/// Two processes tell each other by files how far they are.
void raise_flag(const std::string& path);
bool flag_raised(const std::string& path);

}  // namespace rooms
