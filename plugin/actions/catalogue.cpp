#include "actions/catalogue.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <string>

#include "config/embedded.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::array<std::string_view, 3> languages{"en", "tr", "es"};
using Catalogues = std::array<json::object, languages.size()>;
enum class Words { own, of_platform };

// Read when it is first asked for and never destroyed: views into it are handed out for as long as the library lives.
const Catalogues* read_all(const std::string& folder_and_prefix) {
    auto* all = new Catalogues;
    for (std::size_t place = 0; place < languages.size(); ++place) {
        const std::string_view text = embedded::file(folder_and_prefix + std::string(languages[place]) + ".json");
        if (text.empty()) continue;  // the platform's errors are written in English
        (*all)[place] = json::parse(json::string_view(text.data(), text.size())).as_object();
    }
    return all;
}

const Catalogues& catalogues(Words words) {
    static const Catalogues* const own = read_all("catalogue/");
    static const Catalogues* const of_platform = read_all("catalogue/platform.");
    return words == Words::own ? *own : *of_platform;
}

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t place_of(std::string_view locale) {
    std::string language(locale.substr(0, locale.find_first_of("-_.@")));
    for (char& letter : language) letter = lower(letter);
    for (std::size_t place = 0; place < languages.size(); ++place) {
        if (languages[place] == language) return place;
    }
    return 0;
}

const json::object& catalogue_for(std::string_view locale, Words words = Words::own) {
    return catalogues(words)[place_of(locale)];
}

const json::object* below(const json::object* object, std::string_view name) {
    const json::value* found = object != nullptr ? object->if_contains(name) : nullptr;
    return found != nullptr ? found->if_object() : nullptr;
}

std::string_view text_in(const json::object* object, std::string_view name) {
    const json::value* found = object != nullptr ? object->if_contains(name) : nullptr;
    const json::string* text = found != nullptr ? found->if_string() : nullptr;
    return text != nullptr ? std::string_view(text->data(), text->size()) : std::string_view();
}

const json::object* words_of(std::string_view action, std::string_view provider, std::string_view locale) {
    return below(below(below(&catalogue_for(locale), "actions"), provider), action);
}

}  // namespace

std::string_view language_of(std::string_view locale) {
    return languages[place_of(locale)];
}

std::string_view title_of(std::string_view action, std::string_view provider, std::string_view locale) {
    return text_in(words_of(action, provider, locale), "title");
}

std::string_view description_of(std::string_view action, std::string_view provider, std::string_view locale) {
    return text_in(words_of(action, provider, locale), "description");
}

std::string_view why_not(std::string_view action, std::string_view provider, std::string_view locale) {
    return text_in(below(below(&catalogue_for(locale), "instead"), provider), action);
}

const json::object& phone_guide(std::string_view locale) {
    return catalogue_for(locale).at("phone_guide").as_object();
}

std::string_view platform_words(std::string_view english, std::string_view locale) {
    const std::string_view found = text_in(&catalogue_for(locale, Words::of_platform), english);
    return found.empty() ? english : found;
}

std::optional<RefusalText> refusal_text(std::string_view code, std::string_view locale) {
    const json::object* found = below(below(&catalogue_for(locale), "refusals"), code);
    if (found == nullptr) return std::nullopt;
    return RefusalText{text_in(found, "detail"), text_in(found, "next")};
}

}  // namespace coexist
