#include "config/localized.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <map>
#include <mutex>

#include "config/embedded.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::array<std::string_view, 3> languages{"en", "tr", "es"};

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

}  // namespace

std::string_view language_wished(std::string_view wishes) {
    while (!wishes.empty()) {
        const std::size_t end = std::min(wishes.find(','), wishes.size());
        std::string_view one = wishes.substr(0, end);
        wishes.remove_prefix(std::min(end + 1, wishes.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        const std::string wish = lowered(one.substr(0, one.find_first_of("-_.@; ")));
        for (const std::string_view language : languages) {
            if (wish == language) return language;
        }
    }
    return languages.front();
}

const json::object& localized(const std::string& folder, std::string_view wishes) {
    // Never destroyed: views into it are handed out for as long as the library lives.
    static auto* const kept = new std::map<std::string, json::object>;
    static auto* const guard = new std::mutex;
    const std::string name = folder + "/" + std::string(language_wished(wishes)) + ".json";
    const std::lock_guard lock(*guard);
    const auto found = kept->find(name);
    if (found != kept->end()) return found->second;
    const std::string_view text = embedded::file(name);
    return kept->emplace(name, json::parse(json::string_view(text.data(), text.size())).as_object()).first->second;
}

}  // namespace coexist
