#include "loader/probe.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <system_error>

#include "loader/child.hpp"
#include "loader/elf_file.hpp"
#include "loader/library.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr const char* tag = "crm-probe ";

Result<Manifest> inspect(const std::filesystem::path& path) {
    Result<OpenedFile> file = OpenedFile::open(path);
    if (!file) return file.problem();
    if (const auto problem = check_elf(file.value())) return *problem;
    const std::string sum = file.value().sha256();
    Result<LoadedPlugin> plugin = map_plugin(std::move(file.value()));
    if (!plugin) return plugin.problem();
    const Registration& facts = plugin.value().registration;
    return Manifest{facts.id,
                    facts.version,
                    abi_text(facts.abi_version),
                    std::to_string(facts.abi_version >> 16U) + ".0",
                    path.filename().string(),
                    sum};
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
    const std::size_t line = end.out.rfind(tag);
    json::error_code error;
    json::value answer;
    if (line != std::string::npos) answer = json::parse(end.out.substr(line + std::string_view(tag).size()), error);
    if (violence.empty() && (error || !answer.is_object())) violence = "it left without an answer";
    if (!violence.empty()) {
        return Problem{"probe_failed",
                       file.string() + " was loaded in a process of its own to see whether it is safe, and " +
                           violence + "." + last_words(end.err),
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
    std::printf("%s%s\n", tag, json::serialize(answer).c_str());
    std::fflush(stdout);
    return found ? 0 : 1;
}

}  // namespace crm
