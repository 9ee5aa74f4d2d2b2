#include "check/check_run.hpp"

#include <stdlib.h>
#include <sys/resource.h>

#include <atomic>
#include <boost/json.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <future>
#include <string_view>
#include <system_error>
#include <thread>

#include "check/subject.hpp"
#include "loader/child.hpp"
#include "loader/registered_text.hpp"

namespace crm::check {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

constexpr std::string_view tag = "crm-check ";
constexpr std::string_view ok = "ok";
constexpr std::string_view failed = "failed ";
constexpr std::string_view skipped = "skipped ";

/// A new folder that goes with this object.
class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "crm-plugin-check.XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

Outcome make(const Check& check, const Subject& subject) {
    try {
        return check.make(subject);
    } catch (const Unfit& unfit) {
        return Outcome::failed(unfit.words);
    } catch (const Missing& missing) {
        return Outcome::skipped(missing.words);
    } catch (const std::exception& error) {
        return Outcome::failed(error.what());
    } catch (...) {
        return Outcome::failed("an exception of no known kind crossed the boundary");
    }
}

/// Words for people and for JSON, whatever bytes a plugin put into them.
std::string readable(std::string words) {
    if (is_utf8(words)) return words;
    for (char& byte : words) {
        if (static_cast<unsigned char>(byte) >= 0x80) byte = '?';
    }
    return words;
}

bool starts(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

}  // namespace

Outcome run_apart(const Check& check, const Subject& subject, std::chrono::seconds limit) {
    const Folder folder;
    json::array secrets;
    for (const std::string& name : subject.secrets) secrets.emplace_back(name);
    const std::string words = json::serialize(json::object{{"file", subject.file.string()},
                                                           {"config", subject.config.string()},
                                                           {"act", subject.act.string()},
                                                           {"state", folder.path().string()},
                                                           {"tenant", subject.tenant},
                                                           {"secrets", secrets},
                                                           {"seed", subject.seed}});
    const ChildEnd end = run_child({"/proc/self/exe", "--run", check.id, words}, limit);
    if (const std::string violence = violent_end(end); !violence.empty()) return Outcome::failed(violence);
    const std::size_t at = end.out.rfind(tag);
    if (at == std::string::npos)
        return Outcome::failed("it ended its process with exit code " + std::to_string(end.exit_code));
    std::string_view line = std::string_view(end.out).substr(at + tag.size());
    if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    if (starts(line, failed)) return Outcome::failed(readable(std::string(line.substr(failed.size()))));
    if (starts(line, skipped)) return Outcome::skipped(std::string(line.substr(skipped.size())));
    return line == ok ? Outcome::passed() : Outcome::failed("its process said nothing that can be understood");
}

void run_all(const std::vector<Check>& wanted, const Subject& subject, std::chrono::seconds limit, unsigned at_a_time,
             const std::function<void(const Check&, const Outcome&)>& tell) {
    std::vector<std::promise<Outcome>> outcomes(wanted.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned each = 0; each < at_a_time; ++each) {
        threads.emplace_back([&] {
            for (std::size_t index = next++; index < wanted.size(); index = next++) {
                outcomes[index].set_value(run_apart(wanted[index], subject, limit));
            }
        });
    }
    for (std::size_t index = 0; index < wanted.size(); ++index) tell(wanted[index], outcomes[index].get_future().get());
    for (std::thread& thread : threads) thread.join();
}

int run_here(const std::string& id, const std::string& words) {
    const json::value told = json::parse(words);
    const auto text = [&](const char* name) { return json::value_to<std::string>(told.at(name)); };
    const Subject subject{text("file"),
                          text("config"),
                          text("act"),
                          text("state"),
                          text("tenant"),
                          json::value_to<std::vector<std::string>>(told.at("secrets")),
                          json::value_to<std::uint32_t>(told.at("seed"))};
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    for (const Check& check : checks()) {
        if (id != check.id) continue;
        const Outcome outcome = make(check, subject);
        const std::string_view state = outcome.state == Outcome::State::ok       ? ok
                                       : outcome.state == Outcome::State::failed ? failed
                                                                                 : skipped;
        std::printf("%s%s%s\n", tag.data(), state.data(), outcome.words.c_str());
        std::fflush(stdout);
        return 0;
    }
    return 2;
}

}  // namespace crm::check
