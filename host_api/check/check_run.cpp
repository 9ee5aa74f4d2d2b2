#include "check/check_run.hpp"

#include <stdlib.h>
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "check/subject.hpp"
#include "loader/child.hpp"

namespace crm::check {
namespace fs = std::filesystem;
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
    } catch (const std::exception& error) {
        return Outcome::failed(error.what());
    } catch (...) {
        return Outcome::failed("an exception of no known kind crossed the boundary");
    }
}

bool starts(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

}  // namespace

Outcome run_apart(const Check& check, const Subject& subject, std::chrono::seconds limit) {
    const Folder folder;
    const ChildEnd end = run_child(
        {"/proc/self/exe", "--run", check.id, subject.file.string(), folder.path().string(), subject.config.string()},
        limit);
    if (const std::string violence = violent_end(end); !violence.empty()) return Outcome::failed(violence);
    const std::size_t at = end.out.rfind(tag);
    if (at == std::string::npos)
        return Outcome::failed("it left the process with exit code " + std::to_string(end.exit_code));
    std::string_view line = std::string_view(end.out).substr(at + tag.size());
    if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    if (starts(line, failed)) return Outcome::failed(std::string(line.substr(failed.size())));
    if (starts(line, skipped)) return Outcome::skipped(std::string(line.substr(skipped.size())));
    return line == ok ? Outcome::passed() : Outcome::failed("its process said nothing that can be understood");
}

int run_here(const std::string& id, const Subject& subject) {
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
