#include "loader/probe.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iterator>
#include <system_error>

#include "loader/child.hpp"
#include "loader/elf_file.hpp"
#include "loader/first_calls.hpp"
#include "loader/library.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr std::string_view tag = "crm-probe ";
constexpr std::string_view step_tag = "crm-probe-step ";

std::size_t thread_count() {
    const std::filesystem::directory_iterator threads("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(threads), end(threads)));
}

/// Tells the parent each step before it is made, and sees in which one a thread appeared.
class Watch {
  public:
    void step(const char* words) {
        look();
        step_ = words;
        std::printf("%s%s\n", step_tag.data(), words);
        std::fflush(stdout);
    }
    /// The step during which a thread appeared; empty when none did.
    const std::string& started_in() {
        look();
        return started_in_;
    }

  private:
    void look() {
        if (started_in_.empty() && thread_count() > before_) started_in_ = step_;
    }

    std::size_t before_ = thread_count();
    std::string step_;
    std::string started_in_;
};

Result<Manifest> inspect(const std::filesystem::path& path) {
    Result<OpenedFile> file = OpenedFile::open(path);
    if (!file) return file.problem();
    if (const auto problem = check_elf(file.value())) return *problem;
    const std::string sum = file.value().sha256();
    Watch watch;
    const Step step = [&](const char* words) { watch.step(words); };
    Result<LoadedPlugin> plugin = map_plugin(std::move(file.value()), step);
    if (!plugin) return plugin.problem();
    if (const auto problem = make_first_calls(plugin.value(), step)) return *problem;
    if (!watch.started_in().empty()) {
        return Problem{"starts_threads",
                       path.string() + " started a thread " + watch.started_in() +
                           "; nothing of a plugin may run before its start().",
                       "Do not install this file; report it to the plugin's vendor: a host that forks would lose the "
                       "thread, and what it holds."};
    }
    const Registration& facts = plugin.value().registration;
    return Manifest{facts.id,
                    facts.version,
                    abi_text(facts.abi_version),
                    std::to_string(facts.abi_version >> 16U) + ".0",
                    path.filename().string(),
                    sum};
}

/// The rest of the last line that begins with `opening`; nothing when there is none.
std::optional<std::string> tagged_line(const std::string& out, std::string_view opening) {
    const std::size_t at = out.rfind(opening);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = at + opening.size();
    return out.substr(begin, out.find('\n', begin) - begin);
}

std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : std::string();
}

/// The last line that a child wrote to stderr, for a refusal: often the words of an uncaught exception.
std::string last_words(const std::string& err) {
    const std::size_t end = err.find_last_not_of("\n ");
    if (end == std::string::npos) return {};
    const std::size_t begin = err.rfind('\n', end);
    return " It said: " + err.substr(begin == std::string::npos ? 0 : begin + 1, end - begin) + ".";
}

}  // namespace

Probe Probe::of_this_program() {
    std::error_code ignored;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const std::filesystem::path checker = self.parent_path() / "crm-plugin-check";
    const bool beside = ::access(checker.c_str(), X_OK) == 0;
    return Probe{{beside ? checker.string() : self.string(), "--probe"}};
}

Result<Manifest> probe_file(const Probe& probe, const std::filesystem::path& file) {
    std::vector<std::string> command = probe.command;
    command.push_back(file.string());
    const ChildEnd end = run_child(command, probe.limit);
    std::string violence = violent_end(end);
    const std::optional<std::string> line = tagged_line(end.out, tag);
    json::error_code error;
    json::value answer;
    if (line) answer = json::parse(*line, error);
    if (violence.empty() && (error || !answer.is_object())) {
        violence = "it ended its process with exit code " + std::to_string(end.exit_code);
    }
    if (!violence.empty()) {
        const std::string place = tagged_line(end.out, step_tag).value_or("");
        return Problem{"probe_failed",
                       file.string() + " was tried in a process of its own, and " + violence + "." +
                           (place.empty() ? "" : " That was " + place + ".") + last_words(end.err),
                       "Do not install this file; report it to the plugin's vendor."};
    }
    const json::object& object = answer.get_object();
    if (object.contains("code"))
        return Problem{member(object, "code"), member(object, "detail"), member(object, "next")};
    return Manifest{member(object, "id"),           member(object, "version"), member(object, "abi_built"),
                    member(object, "abi_required"), member(object, "file"),    member(object, "sha256")};
}

int probe_main(const std::filesystem::path& file) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    const Result<Manifest> found = inspect(file);
    json::object answer;
    if (found) {
        const Manifest& manifest = found.value();
        answer = {{"id", manifest.id},
                  {"version", manifest.version},
                  {"abi_built", manifest.abi_built},
                  {"abi_required", manifest.abi_required},
                  {"file", manifest.file},
                  {"sha256", manifest.sha256}};
    } else {
        answer = {{"code", found.problem().code}, {"detail", found.problem().detail}, {"next", found.problem().next}};
    }
    std::printf("%s%s\n", tag.data(), json::serialize(answer).c_str());
    std::fflush(stdout);
    return found ? 0 : 1;
}

}  // namespace crm
