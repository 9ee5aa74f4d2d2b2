#pragma once
#include "model/problem.hpp"

#include <boost/json/value.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace coexist {

/// A JSON Schema (draft-07, self-contained) that can say everything that is wrong with a value at once.
///
/// valijson is the judge of what is valid; it names one fault of several and in a validator's words, so the faults
/// are found by a walk of our own. Words for people come from the schema: patternErrorMessage (a pattern is not
/// matched) and errorMessage (wrong type, or forbidden by "not"), both known to editors too. Values are never
/// repeated in a message, and below a schema with "writeOnly" keys are not either.
///
/// Immutable; copies share. check() may be called by many threads at once.
class JsonSchema {
  public:
    /// Problem schema_invalid (a bug of whoever wrote the schema): no JSON, or keywords that are not supported.
    /// A string with a pattern must have a maxLength of at most 512: std::regex recurses by length.
    static Result<JsonSchema> compile(std::string_view schema_json);

    /// Every fault with its JSON pointer (line and column are not known here), in the schema's order, at most
    /// 100. Empty: the value is valid.
    [[nodiscard]] std::vector<ProblemError> check(const boost::json::value& value) const;

  private:
    struct Compiled;
    explicit JsonSchema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace coexist
