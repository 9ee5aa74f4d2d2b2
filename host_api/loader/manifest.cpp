#include "loader/manifest.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <sstream>

namespace crm {
namespace json = boost::json;
namespace {

Problem invalid(const std::filesystem::path& path, const std::string& what) {
    return {"manifest_invalid", "The manifest " + path.string() + " is not usable: " + what + ".",
            "Get the plugin and its manifest again from where they came, or write one for a plugin of your own with: "
            "crm-host plugin manifest FILE"};
}

bool is_hex_sha256(const std::string& sum) {
    return sum.size() == 64 && sum.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::filesystem::path manifest_path(const std::filesystem::path& plugin_file) {
    std::filesystem::path path = plugin_file;
    return path.replace_extension(".manifest.json");
}

Result<Manifest> read_manifest(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream) {
        return Problem{"manifest_missing", "There is no readable manifest " + path.string() + ".",
                       "Get it from where the plugin came, or write one for a plugin of your own with: "
                       "crm-host plugin manifest FILE"};
    }
    std::ostringstream text;
    text << stream.rdbuf();
    json::error_code error;
    const json::value document = json::parse(text.str(), error);
    if (error || !document.is_object()) return invalid(path, "it is not a JSON object");

    Manifest manifest;
    const std::pair<const char*, std::string Manifest::*> members[] = {
        {"id", &Manifest::id},     {"version", &Manifest::version}, {"abi_built", &Manifest::abi_built},
        {"file", &Manifest::file}, {"sha256", &Manifest::sha256},   {"abi_required", &Manifest::abi_required}};
    for (const auto& [name, member] : members) {
        const json::value* value = document.get_object().if_contains(name);
        if (value == nullptr || !value->is_string() || value->get_string().empty()) {
            return invalid(path, std::string(name) + " is missing or no text");
        }
        manifest.*member = json::value_to<std::string>(*value);
    }
    if (!is_plugin_id(manifest.id)) return invalid(path, "id must be a reverse DNS name such as org.example.channel");
    if (abi_number(manifest.abi_built) == 0) return invalid(path, "abi_built must look like 1.0");
    if (abi_number(manifest.abi_required) == 0) return invalid(path, "abi_required must look like 1.0");
    if (!is_hex_sha256(manifest.sha256)) return invalid(path, "sha256 must be 64 lower-case hex digits");
    if (manifest.file.find('/') != std::string::npos || manifest.file.front() == '.') {
        return invalid(path, "file must be a plain file name");
    }
    return manifest;
}

std::string to_json(const Manifest& manifest) {
    const auto quoted = [](const std::string& text) { return json::serialize(json::value(text)); };
    return "{\n  \"id\": " + quoted(manifest.id) + ",\n  \"version\": " + quoted(manifest.version) +
           ",\n  \"abi_built\": " + quoted(manifest.abi_built) +
           ",\n  \"abi_required\": " + quoted(manifest.abi_required) + ",\n  \"file\": " + quoted(manifest.file) +
           ",\n  \"sha256\": " + quoted(manifest.sha256) + "\n}\n";
}

std::uint32_t abi_number(const std::string& text) {
    std::uint16_t major = 0;
    std::uint16_t minor = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, major);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return 0;
    const auto second = std::from_chars(first.ptr + 1, end, minor);
    if (second.ec != std::errc() || second.ptr != end) return 0;
    return (std::uint32_t{major} << 16U) | minor;
}

std::string abi_text(std::uint32_t number) {
    return std::to_string(number >> 16U) + "." + std::to_string(number & 0xffffU);
}

bool is_plugin_id(const std::string& id) {
    bool label_open = false;
    int labels = 0;
    for (const char c : id) {
        if (c == '.') {
            if (!label_open) return false;
            label_open = false;
            continue;
        }
        const bool allowed =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!allowed) return false;
        if (!label_open) ++labels;
        label_open = true;
    }
    return label_open && labels >= 2 && id.size() <= 200;
}

}  // namespace crm
