#include "config/localized.hpp"

#include <boost/json.hpp>

#include "catch.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

// The names of a document, lists by their length, texts by nothing.
std::string shape_of(const json::value& value) {
    if (const auto* object = value.if_object()) {
        std::string shape = "{";
        for (const auto& [key, below] : *object) shape += std::string(key) + ":" + shape_of(below) + ",";
        return shape + "}";
    }
    if (const auto* list = value.if_array()) {
        std::string shape = "[";
        for (const json::value& one : *list) shape += shape_of(one) + ",";
        return shape + "]";
    }
    CHECK_FALSE(value.as_string().empty());
    return "t";
}

}  // namespace

TEST_CASE("a locale or a browser's wishes lead to one of the languages that there are") {
    CHECK(language_wished("tr-TR") == "tr");
    CHECK(language_wished("ES_mx") == "es");
    CHECK(language_wished("fr-FR, tr;q=0.8, en;q=0.5") == "tr");
    CHECK(language_wished("de, *") == "en");
    CHECK(language_wished("") == "en");
    CHECK(language_wished(",,;") == "en");
}

TEST_CASE("words in each language have one shape, and none is empty") {
    for (const char* folder : {"guide", "diagnosis"}) {
        CAPTURE(folder);
        const std::string english = shape_of(localized(folder, "en"));
        CHECK(shape_of(localized(folder, "tr")) == english);
        CHECK(shape_of(localized(folder, "es")) == english);
    }
}
