#include "diagnosis/document.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "diagnosis/words.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t most_verdicts = 5;

std::string_view name_of(Diagnosis::Certainty certainty) {
    switch (certainty) {
        case Diagnosis::Certainty::sure:
            return "sure";
        case Diagnosis::Certainty::likely:
            return "likely";
        case Diagnosis::Certainty::possible:
            break;
    }
    return "possible";
}

std::string words_of(const Finding& one, const json::object& words, const CodeWords& code_words) {
    std::string own = text_at(words, {"evidence", one.kind, one.value});
    if (!own.empty()) return own;
    std::string meant = one.value;
    if (one.kind == "seen") meant = text_at(words, {"screens", one.value});
    if (one.kind == "code") {
        const std::string known = code_words(one.value);
        if (!known.empty()) meant = known;
    }
    return filled(text_at(words, {"evidence", one.kind}), {{"words", meant}, {"value", one.value}});
}

json::array evidence_array(const Diagnosis& verdict, const json::object& words, const CodeWords& code_words) {
    json::array list;
    for (const Finding& one : verdict.because) {
        list.push_back(
            json::object{{"kind", one.kind}, {"value", one.value}, {"words", words_of(one, words, code_words)}});
    }
    if (verdict.by_words) {
        list.push_back(
            json::object{{"kind", "words"}, {"value", ""}, {"words", text_at(words, {"evidence", "phrase"})}});
    }
    return list;
}

json::array steps_array(const Blocker& blocker, const json::object& words) {
    json::array list;
    for (const CleanUpStep& step : blocker.steps) {
        list.push_back(json::object{{"step", step.what},
                                    {"who", step.who},
                                    {"who_words", text_at(words, {"who", step.who})},
                                    {"words", text_at(words, {"steps", step.what})}});
    }
    return list;
}

/// {"state": "now" | "later" | "stop" | "never", "at"?, "seconds"?, "tried", "at_most", "words"}
json::object again_object(const Blocker& blocker, const CaseFile& file, std::int64_t now_ms,
                          const json::object& words) {
    const std::int64_t from = (file.at > 0 ? file.at : now_ms) + blocker.again_after_s * 1000;
    const std::int64_t left_ms = std::max<std::int64_t>(0, from - now_ms);
    std::string state = left_ms > 0 ? "later" : "now";
    if (blocker.again_at_most == 0) {
        state = "never";
    } else if (file.tried >= blocker.again_at_most) {
        state = "stop";
    }
    const std::string text = state == "stop" && blocker.support_topic.empty() ? "stop_alone" : state;
    json::object again{{"state", state},
                       {"tried", file.tried},
                       {"at_most", blocker.again_at_most},
                       {"words", text_at(words, {"again", text})}};
    if (state == "later") {
        again["at"] = rfc3339(from);
        again["seconds"] = (left_ms + 999) / 1000;
    }
    return again;
}

json::object verdict_object(const Diagnosis& verdict, const CaseFile& file, std::int64_t now_ms,
                            const json::object& words, const CodeWords& code_words) {
    const Blocker& blocker = *verdict.blocker;
    const std::string certainty(name_of(verdict.certainty));
    json::object out{{"blocker", blocker.id},
                     {"name", text_at(words, {"blockers", blocker.id, "name"})},
                     {"words", text_at(words, {"blockers", blocker.id, "words"})},
                     {"certainty", certainty},
                     {"certainty_words", text_at(words, {"certainty", certainty})},
                     {"evidence", evidence_array(verdict, words, code_words)},
                     {"steps", steps_array(blocker, words)},
                     {"again", again_object(blocker, file, now_ms, words)}};
    const std::string support = support_text(blocker, file);
    if (!support.empty()) out["support"] = support;
    return out;
}

}  // namespace

json::object diagnosis_catalogue(const Rules& rules, std::string_view locale) {
    const json::object& words = diagnosis_words(locale);
    json::array screens;
    for (const std::string& id : rules.screens) {
        screens.push_back(json::object{{"id", id}, {"words", text_at(words, {"screens", id})}});
    }
    json::array blockers;
    for (const Blocker& blocker : rules.blockers) {
        blockers.push_back(json::object{{"id", blocker.id},
                                        {"name", text_at(words, {"blockers", blocker.id, "name"})},
                                        {"words", text_at(words, {"blockers", blocker.id, "words"})}});
    }
    return {{"screens", std::move(screens)}, {"blockers", std::move(blockers)}};
}

json::object diagnosis_document(const Rules& rules, const CaseFile& file, std::int64_t now_ms, std::string_view locale,
                                const CodeWords& code_words) {
    const json::object& words = diagnosis_words(locale);
    json::array list;
    for (const Diagnosis& verdict : diagnoses_of(rules, file)) {
        if (list.size() == most_verdicts) break;
        list.push_back(verdict_object(verdict, file, now_ms, words, code_words));
    }
    json::object out;
    if (list.empty()) {
        out["unknown"] = json::object{{"detail", text_at(words, {"unknown", "detail"})},
                                      {"next", text_at(words, {"unknown", "next"})}};
    }
    out["verdicts"] = std::move(list);
    return out;
}

std::string support_text(const Blocker& blocker, const CaseFile& file) {
    if (blocker.support_topic.empty()) return {};
    const json::object& said = support_words();
    const json::object& english = diagnosis_words("en");
    const auto line = [&](const char* name, const std::string& value) {
        return value.empty() ? std::string() : filled(text_at(said, {"lines", name}), {{"value", value}}) + "\n";
    };
    const auto joined = [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
        return text;
    };
    std::vector<std::string> codes;
    for (const Finding& one : file.evidence) {
        if (one.kind == "platform" || one.kind == "code") codes.push_back(one.value);
    }
    std::string text =
        filled(text_at(said, {"lines", "topic"}), {{"topic", text_at(said, {"topics", blocker.support_topic})}}) +
        "\n" +
        filled(text_at(said, {"lines", "what"}), {{"name", text_at(english, {"blockers", blocker.id, "name"})},
                                                  {"words", text_at(english, {"blockers", blocker.id, "words"})}}) +
        "\n";
    text += line("app", file.app_id) + line("waba", file.waba_id) + line("number_id", file.phone_number_id);
    text += line("number", file.number) + line("when", file.at > 0 ? rfc3339(file.at) : std::string());
    text += line("where", file.step) + line("codes", joined(codes)) + line("traces", joined(file.traces));
    return text + text_at(said, {"lines", "done"}) + "\n";
}

}  // namespace coexist
