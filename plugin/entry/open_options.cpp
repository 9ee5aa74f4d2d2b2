#include "entry/open_options.hpp"

#include <boost/json.hpp>

namespace coexist {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:/";

Problem invalid(const std::string& detail) {
    return {Refusal::invalid,
            "options_invalid",
            detail,
            "Open with {\"state\": \"sqlite:/DIR\", \"role\": \"owner\"}; role may also be \"client\" or \"auto\".",
            {}};
}

}  // namespace

Result<OpenOptions> read_open_options(std::string_view text) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error || !value.is_object()) return invalid("The options are no JSON object.");
    OpenOptions options;
    for (const auto& [name, member] : value.as_object()) {
        const bool is_text = member.is_string();
        const std::string said = is_text ? std::string(member.as_string()) : std::string();
        if (name == "state") {
            if (!is_text || said.substr(0, sqlite_prefix.size()) != sqlite_prefix) {
                return invalid("\"state\" is no \"sqlite:\" and an absolute directory.");
            }
            options.directory = said.substr(sqlite_prefix.size() - 1);
        } else if (name == "role") {
            if (said == "owner") {
                options.role = Role::owner;
            } else if (said == "client") {
                options.role = Role::client;
            } else if (said == "auto") {
                options.role = Role::automatic;
            } else {
                return invalid("\"role\" is none of \"owner\", \"client\", \"auto\".");
            }
        }
    }
    if (options.directory.empty()) return invalid("\"state\" is missing.");
    while (options.directory.size() > 1 && options.directory.back() == '/') options.directory.pop_back();
    return options;
}

}  // namespace coexist
