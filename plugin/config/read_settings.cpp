#include "config/read_settings.hpp"

#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "config/misplaced_secrets.hpp"
#include "config/settings_decode.hpp"
#include "config/settings_rules.hpp"
#include "config/yaml_tree.hpp"

#include <algorithm>
#include <tuple>

namespace coexist {
namespace {

constexpr std::size_t most_errors = 100;

std::string summary(std::string_view source_name, std::size_t faults) {
    const std::string name = source_name.empty() ? "The configuration" : std::string(source_name);
    const std::string some = faults > most_errors ? "more than " + std::to_string(most_errors) : std::to_string(faults);
    return name + " cannot be used: " + some + (faults == 1 ? " fault." : " faults.");
}

void in_order(std::vector<ProblemError>& errors) {
    std::stable_sort(errors.begin(), errors.end(), [](const ProblemError& a, const ProblemError& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
}

Problem refusal(std::string_view source_name, std::vector<ProblemError> errors) {
    config::hide_secrets(errors);
    in_order(errors);
    Problem problem{Refusal::config,
                    "config_invalid",
                    summary(source_name, errors.size()),
                    "Correct each fault that is listed, then check the file again. Nothing was changed.",
                    {}};
    if (errors.size() > most_errors) errors.resize(most_errors);
    problem.errors = std::move(errors);
    return problem;
}

// A secret where its reference is wanted has been told of already.
void add_misplaced(std::vector<ProblemError> found, std::vector<ProblemError>& errors) {
    for (ProblemError& one : found) {
        const bool told = std::any_of(errors.begin(), errors.end(), [&one](const ProblemError& other) {
            return other.path == one.path && other.detail.find("treat it as leaked") != std::string::npos;
        });
        if (!told) errors.push_back(std::move(one));
    }
}

void place_all(const config::YamlTree& tree, std::vector<ProblemError>& found) {
    for (ProblemError& one : found) {
        const config::Place place = tree.locate(one.path);
        one.line = place.line;
        one.column = place.column;
    }
}

}  // namespace

Result<Settings> read_settings(std::string_view text, std::string_view source_name,
                               std::vector<ProblemError>* warnings) {
    Result<config::YamlTree> tree = config::read_yaml(text);
    if (!tree) return refusal(source_name, tree.problem().errors);
    Result<boost::json::value> document = tree->to_json();
    if (!document) return refusal(source_name, document.problem().errors);
    Result<JsonSchema> schema = JsonSchema::compile(embedded::file("config/config.schema.json"));
    if (!schema) return schema.take_problem();

    std::vector<ProblemError> errors = schema->check(*document);
    config::RuleFindings by_rule = config::check_rules(*document);
    errors.insert(errors.end(), by_rule.errors.begin(), by_rule.errors.end());
    add_misplaced(config::misplaced_secrets(*document), errors);
    place_all(*tree, errors);
    errors.insert(errors.end(), tree->errors.begin(), tree->errors.end());
    if (!errors.empty()) return refusal(source_name, std::move(errors));

    place_all(*tree, by_rule.warnings);
    std::vector<ProblemError> hints = config::secrets_in_comments(text);
    hints.insert(hints.end(), by_rule.warnings.begin(), by_rule.warnings.end());
    in_order(hints);
    if (warnings != nullptr) warnings->insert(warnings->end(), hints.begin(), hints.end());
    return config::decode_settings(*document);
}

}  // namespace coexist
