#include "onboarding/link_page.hpp"

#include <boost/json.hpp>

#include "config/localized.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/step.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t day_of_time = 10;  // "2026-11-20"

/// Facebook ends the address of the way back with "#_=_", and a browser that is told to load an address again that has
/// such an end loads nothing: the address is said without it.
std::string look_again(const LinkSight& sight) {
    return "3;url=?key=" + sight.key;
}

const json::object& words_in(std::string_view language) {
    return localized("guide", language).at("client").as_object();
}

std::string word(const json::object& words, const std::string& name) {
    return html_text(std::string(words.at(name).as_string()));
}

std::string list(const json::object& words, const std::string& name, const char* element = "ul") {
    std::string out = std::string("<") + element + ">";
    for (const json::value& one : words.at(name).as_array()) {
        out += "<li>" + html_text(std::string(one.as_string())) + "</li>";
    }
    return out + "</" + element + ">";
}

std::string paragraph(const std::string& text) {
    return "<p>" + text + "</p>";
}

std::string with(std::string text, const std::string& place, const std::string& value) {
    const std::size_t at = text.find("{" + place + "}");
    if (at != std::string::npos) text.replace(at, place.size() + 2, value);
    return text;
}

std::string button(const LinkSight& sight, const json::object& words, const char* name) {
    return "<p><a class=\"go\" rel=\"nofollow\" href=\"link/go?key=" + sight.key + "\">" + word(words, name) +
           "</a></p>";
}

/// Why it was refused, in the client's language; `otherwise` where no catalogue knows the code.
std::string refusal_words(std::string_view language, const std::string& code, const std::string& otherwise) {
    const json::object& door = localized("guide", language).at("callback").at("refusals").as_object();
    const json::object& all = localized("catalogue", language).at("refusals").as_object();
    for (const json::object* refusals : {&door, &all}) {
        if (const json::value* known = refusals->if_contains(code)) return std::string(known->at("detail").as_string());
    }
    return otherwise;
}

/// What changes on the phone (Meta, "Onboarding WhatsApp Business app users"), folded away.
std::string changes(std::string_view language, const json::object& words) {
    std::string rows;
    for (const json::value& one : localized("guide", language).at("phone_changes").as_array()) {
        rows += "<tr><th scope=\"row\">" + html_text(std::string(one.at("feature").as_string())) + "</th><td>" +
                html_text(std::string(one.at("on_phone").as_string())) + "</td><td>" +
                html_text(std::string(one.at("here").as_string())) + "</td></tr>";
    }
    return "<details><summary>" + word(words, "changes") + "</summary><table><thead><tr><th scope=\"col\">" +
           word(words, "feature") + "</th><th scope=\"col\">" + word(words, "on_phone") + "</th><th scope=\"col\">" +
           word(words, "here") + "</th></tr></thead><tbody>" + rows + "</tbody></table></details>";
}

ConnectPage first_page(const LinkSight& sight, const json::object& words) {
    const bool coex = sight.link.provider == Provider::coex;
    const std::string asked = sight.link.name.empty() ? word(words, "asked_nameless")
                                                      : with(word(words, "asked"), "name", html_text(sight.link.name));
    std::string content = paragraph(asked) + paragraph(word(words, coex ? "what_coex" : "what_meta"));
    content += "<h2>" + word(words, "before") + "</h2>" + list(words, coex ? "before_coex" : "before_meta");
    content += "<h2>" + word(words, "how") + "</h2>" + list(words, coex ? "how_coex" : "how_meta", "ol");
    if (coex) {
        content += "<p class=\"note\">" + word(words, "sms") + "</p><p class=\"note\">" + word(words, "backup") +
                   "</p>" + changes(sight.language, words);
    }
    content += button(sight, words, "go");
    content += "<p class=\"code\">" +
               with(word(words, "until"), "date", rfc3339(sight.link.expires_at).substr(0, day_of_time)) + "</p>";
    return client_page(200, sight.language, std::string(words.at("page").as_string()), content);
}

ConnectPage choice_page(const LinkSight& sight, const json::object& words) {
    std::string content = "<ul>";
    for (const OfferedNumber& number : sight.candidates) {
        content += "<li><a class=\"go\" rel=\"nofollow\" href=\"link/choose?key=" + sight.key +
                   "&amp;number=" + html_text(number.id.value) + "\">+" + html_text(number.node.digits) + " " +
                   html_text(number.node.verified_name) + "</a></li>";
    }
    return client_page(200, sight.language, std::string(words.at("choose").as_string()), content + "</ul>");
}

ConnectPage failed_page(const LinkSight& sight, const json::object& words) {
    const std::string code = sight.problem.value_or(std::string());
    const std::string why = refusal_words(sight.language, code, {});
    std::string content = why.empty() ? std::string() : paragraph(html_text(why));
    content += paragraph(word(words, "help")) + button(sight, words, "again");
    content += "<p class=\"code\">" + html_text(code) + "</p>";
    return client_page(200, sight.language, std::string(words.at("failed").as_string()), content);
}

}  // namespace

ConnectPage link_page(const LinkSight& sight) {
    const json::object& words = words_in(sight.language);
    if (sight.attempt == nullptr) return first_page(sight, words);
    switch (stage_named(sight.attempt->stage).value_or(Stage::failed)) {
        case Stage::done:
            return client_page(200, sight.language, std::string(words.at("done").as_string()),
                               list(words, sight.link.provider == Provider::coex ? "done_words" : "done_meta"));
        case Stage::failed:
            return failed_page(sight, words);
        case Stage::waiting:
            return client_page(200, sight.language, std::string(words.at("open").as_string()),
                               paragraph(word(words, "open_words")) + button(sight, words, "again"), look_again(sight));
        case Stage::choose:
            return choice_page(sight, words);
        default:
            return client_page(200, sight.language, std::string(words.at("working").as_string()),
                               paragraph(word(words, "working_words")), look_again(sight));
    }
}

ConnectPage link_refused(std::string_view language, const std::string& why) {
    const json::object& words = words_in(language);
    return client_page(why == "invalid" ? 404 : 410, language, std::string(words.at(why).as_string()),
                       paragraph(word(words, why + "_words")));
}

ConnectPage link_problem(std::string_view language, const Problem& problem) {
    const json::object& words = words_in(language);
    const std::string detail = refusal_words(language, problem.code, problem.detail);
    return client_page(http_status(problem.refusal), language, std::string(words.at("failed").as_string()),
                       paragraph(html_text(detail)) + paragraph(word(words, "help")) + "<p class=\"code\">" +
                           html_text(problem.code) + "</p>");
}

}  // namespace coexist
