#include "config/json_schema.hpp"

#include "config/json_pointer.hpp"
#include "config/schema_keywords.hpp"
#include "config/schema_walk.hpp"

// The only place that includes valijson: it takes seconds to compile, and without this it calls abort().
#define VALIJSON_USE_EXCEPTIONS 1
#include <boost/json/parse.hpp>
#include <exception>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace coexist {

struct JsonSchema::Compiled {
    config::SchemaText text;
    valijson::Schema judge;
};

namespace {

constexpr std::size_t most_errors = 100;

Problem bad_schema(std::string detail) {
    return {Refusal::internal, "schema_invalid", std::move(detail), "This is a fault of the schema's author.", {}};
}

// valijson's own words, for what the walk has no words for.
std::vector<ProblemError> words_of_the_judge(valijson::ValidationResults& results) {
    std::vector<ProblemError> errors;
    valijson::ValidationResults::Error error;
    while (results.popError(error) && errors.size() < most_errors) {
        std::string pointer;
        for (std::size_t level = 1; level < error.context.size(); ++level) {
            const std::string& step = error.context[level];  // "[name]"
            pointer += config::pointer_step(step.substr(1, step.size() - 2));
        }
        errors.push_back({std::move(pointer), error.description, 0, 0});
    }
    if (errors.empty()) errors.push_back({"", "The schema is not fulfilled.", 0, 0});
    return errors;
}

}  // namespace

Result<JsonSchema> JsonSchema::compile(std::string_view schema_json) {
    try {
        auto text = config::read_schema(schema_json);
        if (!text) return bad_schema(text.problem().detail);
        auto compiled = std::make_shared<Compiled>();
        compiled->text = std::move(text).value();
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.populateSchema(valijson::adapters::BoostJsonAdapter(compiled->text.root), compiled->judge);
        return JsonSchema(std::move(compiled));
    } catch (const std::exception& refused) {
        return bad_schema(refused.what());
    }
}

std::vector<ProblemError> JsonSchema::check(const boost::json::value& value) const {
    config::SchemaWalk walk(compiled_->text, most_errors);
    walk.check(value);
    std::vector<ProblemError> errors = walk.take_errors();
    if (walk.must_not_be_judged()) return errors;

    valijson::Validator validator;  // has a cache of its own, hence one a call
    const valijson::adapters::BoostJsonAdapter target(value);
    if (!errors.empty()) {
        const bool valid = validator.validate(compiled_->judge, target, nullptr);
        return valid ? std::vector<ProblemError>{} : errors;
    }
    valijson::ValidationResults results;
    if (validator.validate(compiled_->judge, target, &results)) return {};
    return words_of_the_judge(results);
}

}  // namespace coexist
