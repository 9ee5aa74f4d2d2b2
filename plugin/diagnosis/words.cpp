#include "diagnosis/words.hpp"

#include <boost/json.hpp>

#include "config/embedded.hpp"
#include "config/localized.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object* read_support() {
    const std::string_view text = embedded::file("diagnosis/support.json");
    return new json::object(json::parse(json::string_view(text.data(), text.size())).as_object());
}

}  // namespace

const json::object& diagnosis_words(std::string_view locale) {
    return localized("diagnosis", locale);
}

const json::object& support_words() {
    static const json::object* const words = read_support();
    return *words;
}

std::string text_at(const json::object& words, const std::vector<std::string>& path) {
    const json::object* at = &words;
    for (std::size_t place = 0; place < path.size(); ++place) {
        const json::value* found = at->if_contains(path[place]);
        if (found == nullptr) return {};
        if (const json::string* text = found->if_string(); text != nullptr && place + 1 == path.size()) {
            return std::string(*text);
        }
        at = found->if_object();
        if (at == nullptr) return {};
    }
    return {};
}

std::string filled(std::string text, const std::vector<std::pair<std::string_view, std::string_view>>& places) {
    for (const auto& [name, value] : places) {
        const std::string place = "{" + std::string(name) + "}";
        const std::size_t at = text.find(place);
        if (at != std::string::npos) text.replace(at, place.size(), value);
    }
    return text;
}

}  // namespace coexist
