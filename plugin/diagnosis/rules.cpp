#include "diagnosis/rules.hpp"

#include <boost/json.hpp>

#include "config/embedded.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::vector<std::string> texts_of(const json::array& list) {
    std::vector<std::string> texts;
    for (const json::value& one : list) texts.emplace_back(one.as_string());
    return texts;
}

Sign sign_of(const json::object& said, const json::object& weights) {
    Sign sign;
    const json::string& weight = said.at("weight").as_string();
    sign.weight = weights.at(weight).to_number<int>();
    sign.proves = weight == "proves";
    for (const json::value& part : said.at("all").as_array()) {
        sign.all.push_back({std::string(part.at("kind").as_string()), texts_of(part.at("is").as_array())});
    }
    return sign;
}

Blocker blocker_of(const json::object& said, const json::object& weights) {
    Blocker blocker;
    blocker.id = said.at("id").as_string();
    for (const json::value& sign : said.at("signs").as_array()) {
        blocker.signs.push_back(sign_of(sign.as_object(), weights));
    }
    if (const json::value* phrases = said.if_contains("phrases")) {
        for (const json::value& phrase : phrases->as_array()) blocker.phrases.push_back(texts_of(phrase.as_array()));
    }
    for (const json::value& step : said.at("steps").as_array()) {
        blocker.steps.push_back({std::string(step.at("do").as_string()), std::string(step.at("who").as_string())});
    }
    const json::object& again = said.at("again").as_object();
    blocker.again_after_s = again.at("after_seconds").as_int64();
    blocker.again_at_most = again.at("at_most").to_number<int>();
    blocker.support_topic = said.at("support").as_string();
    return blocker;
}

// The file is ours and is held against its schema by a test; a fault in it is a fault of the build.
Rules* read() {
    const std::string_view text = embedded::file("diagnosis/rules.json");
    const json::value document = json::parse(json::string_view(text.data(), text.size()));
    const json::object& weights = document.at("weights").as_object();
    auto* rules = new Rules;
    rules->screens = texts_of(document.at("screens").as_array());
    rules->phrase_weight = weights.at("speaks_for").to_number<int>();
    for (const json::value& one : document.at("blockers").as_array()) {
        rules->blockers.push_back(blocker_of(one.as_object(), weights));
    }
    return rules;
}

}  // namespace

const Rules& diagnosis_rules() {
    static const Rules* const rules = read();
    return *rules;
}

}  // namespace coexist
