// The rules of the diagnosis against their schema, their fixtures and their words.
#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <string>

#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/document.hpp"
#include "diagnosis/folded.hpp"
#include "diagnosis/words.hpp"
#include "fixtures.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

json::value embedded_json(const char* name) {
    const std::string_view text = embedded::file(name);
    return json::parse(json::string_view(text.data(), text.size()));
}

CaseFile file_of(const json::object& one) {
    CaseFile file;
    if (const json::value* evidence = one.if_contains("evidence")) {
        for (const json::value& pair : evidence->as_array()) {
            note(file, std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
        }
    }
    if (const json::value* words = one.if_contains("words")) {
        file.words = std::string(words->as_string());
        for (const std::string& code : codes_in(file.words)) note(file, "platform", code);
    }
    return file;
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

}  // namespace

TEST_CASE("the rules of the diagnosis keep their schema", "[diagnosis]") {
    const auto schema = JsonSchema::compile(embedded::file("diagnosis/rules.schema.json"));
    REQUIRE(schema.ok());
    const auto faults = schema->check(embedded_json("diagnosis/rules.json"));
    CHECK(faults.empty());
    auto broken = embedded_json("diagnosis/rules.json");
    broken.as_object()["blockers"].as_array().front().as_object().erase("steps");
    CHECK_FALSE(schema->check(broken).empty());
}

TEST_CASE("each case is told by name, and each blocker has a case", "[diagnosis]") {
    const json::value cases = json::parse(fixtures::read("diagnosis/cases.json"));
    std::set<std::string> told;
    for (const json::value& one : cases.as_array()) {
        const std::string name = text(one.at("case"));
        CAPTURE(name);
        const CaseFile file = file_of(one.as_object());
        const std::vector<Diagnosis> verdicts = diagnoses_of(diagnosis_rules(), file);
        REQUIRE_FALSE(verdicts.empty());
        CHECK(verdicts.front().blocker->id == text(one.at("is")));
        const json::object document =
            diagnosis_document(diagnosis_rules(), file, 0, "en", [](const std::string&) { return std::string(); });
        CHECK(text(document.at("verdicts").at(0).at("certainty")) == text(one.at("certainty")));
        told.insert(verdicts.front().blocker->id);
    }
    for (const Blocker& blocker : diagnosis_rules().blockers) {
        CAPTURE(blocker.id);
        CHECK(told.count(blocker.id) == 1);
    }
}

TEST_CASE("each sign alone speaks for its blocker, and none fits where a part of it is missing", "[diagnosis]") {
    for (const Blocker& blocker : diagnosis_rules().blockers) {
        CAPTURE(blocker.id);
        for (const Sign& sign : blocker.signs) {
            CaseFile file;
            for (const SignPart& part : sign.all) note(file, part.kind, part.is.front());
            const auto all = diagnoses_of(diagnosis_rules(), file);
            const auto mine = std::find_if(all.begin(), all.end(),
                                           [&](const Diagnosis& verdict) { return verdict.blocker == &blocker; });
            REQUIRE(mine != all.end());
            CHECK((mine->certainty == Diagnosis::Certainty::sure) == sign.proves);
            if (sign.all.size() < 2) continue;
            file.evidence.pop_back();
            for (const Diagnosis& verdict : diagnoses_of(diagnosis_rules(), file)) {
                CHECK((verdict.blocker != &blocker || verdict.weight < sign.weight));
            }
        }
    }
}

TEST_CASE("what fits nothing is said to be unknown, and is no reason to guess", "[diagnosis]") {
    CaseFile file;
    file.words = "Everything is wonderful";
    const json::object document =
        diagnosis_document(diagnosis_rules(), file, 0, "en", [](const std::string&) { return std::string(); });
    CHECK(document.at("verdicts").as_array().empty());
    CHECK(text(document.at("unknown").at("detail")) == "What was seen fits nothing that is known here.");
}

TEST_CASE("the diagnosis has all its words in each language, and nobody else's", "[diagnosis]") {
    const json::object& english = diagnosis_words("en-GB");
    CHECK(text(english.at("language")) == "en");
    CHECK(text(diagnosis_words("tr_TR").at("language")) == "tr");
    CHECK(text(diagnosis_words("ES").at("language")) == "es");
    CHECK(text(diagnosis_words("fr").at("language")) == "en");
    std::set<std::string> steps;
    for (const char* language : {"en", "tr", "es"}) {
        const json::object& words = diagnosis_words(language);
        CAPTURE(language);
        for (const std::string& screen : diagnosis_rules().screens) {
            CHECK_FALSE(text_at(words, {"screens", screen}).empty());
        }
        CHECK(words.at("screens").as_object().size() == diagnosis_rules().screens.size());
        CHECK(words.at("blockers").as_object().size() == diagnosis_rules().blockers.size());
        for (const Blocker& blocker : diagnosis_rules().blockers) {
            CAPTURE(blocker.id);
            CHECK_FALSE(text_at(words, {"blockers", blocker.id, "name"}).empty());
            CHECK_FALSE(text_at(words, {"blockers", blocker.id, "words"}).empty());
            for (const CleanUpStep& step : blocker.steps) {
                steps.insert(step.what);
                CHECK_FALSE(text_at(words, {"steps", step.what}).empty());
                CHECK_FALSE(text_at(words, {"who", step.who}).empty());
            }
            for (const Sign& sign : blocker.signs) {
                for (const SignPart& part : sign.all) {
                    for (const std::string& value : part.is) {
                        CAPTURE(value);
                        const bool own = !text_at(words, {"evidence", part.kind, value}).empty();
                        const bool general = !text_at(words, {"evidence", part.kind}).empty();
                        CHECK((own || general));
                    }
                }
            }
        }
        CHECK(words.at("steps").as_object().size() == steps.size());
        CHECK(words.at("codes").as_object().size() == english.at("codes").as_object().size());
    }
}

TEST_CASE("words are compared without case and accents, and codes are read out of them", "[diagnosis]") {
    CHECK(folded("  ZATEN  Başka\tSAĞLAYICIYA\nbağlı ") == "zaten baska saglayiciya bagli ");
    CHECK(folded("LÍNEA de Crédito, ¡Ñandú!") == "linea de credito, ¡nandu!");
    CHECK(codes_in("Error 2655093 (code 36009), call +4915112345678 or 112") ==
          std::vector<std::string>{"2655093", "36009"});
    CHECK(codes_in("").empty());
}
