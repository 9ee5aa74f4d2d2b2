#include "host/console/exported_files.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "host/console/session.hpp"

namespace crm::console {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

/// A hash and nothing else: the name of a file is the plugin's word.
bool is_hash(const std::string& text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Where the file of this address lies on this machine; empty where the plugin does not give it out.
std::string file_at(const std::string& address, const RunningPlugin& plugin, const Person& person) {
    const std::string actor = person.actor({});
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str(address);
    request.actor = str(actor);
    const Reply reply = plugin.instance.handle_http(request);
    return reply.ok() && reply.http_status() == 200 ? std::string(reply.body_file()) : std::string();
}

}  // namespace

std::optional<Problem> ExportedFiles::take(const json::object& item, const RunningPlugin& plugin,
                                           const Person& person) {
    const std::string hash = member(item, "sha256");
    const json::value* addresses = item.if_contains("hrefs");
    if (folder_.empty() || !is_hash(hash) || addresses == nullptr || !addresses->is_array()) return std::nullopt;
    for (const json::value& address : addresses->get_array()) {
        if (!address.is_string()) continue;
        const std::string file = file_at(std::string(address.get_string()), plugin, person);
        if (file.empty()) continue;
        std::error_code failed;
        fs::create_directories(folder_, failed);
        fs::permissions(folder_, fs::perms::owner_all, failed);
        const fs::path into = fs::path(folder_) / hash;
        if (!failed) fs::copy_file(file, into, fs::copy_options::overwrite_existing, failed);
        if (!failed) fs::permissions(into, fs::perms::owner_read | fs::perms::owner_write, failed);
        if (failed) {
            return Problem{"export_unwritten",
                           "A file could not be copied to " + folder_ + ": " + failed.message() + ".",
                           "Look at the path and at the disk's space, then try again."};
        }
        ++copied_;
        return std::nullopt;
    }
    ++not_given_;
    return std::nullopt;
}

std::string ExportedFiles::words() const {
    if (folder_.empty()) return {};
    std::string words = std::to_string(copied_) + " files were copied to " + folder_ + ".";
    if (not_given_ > 0) {
        words += " " + std::to_string(not_given_) + " are shown by no message any more and were not given out.";
    }
    return words;
}

}  // namespace crm::console
