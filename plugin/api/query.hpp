#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/problem.hpp"

namespace coexist {

/// The decoded parameters of one request.
class Query {
  public:
    /// Reads a raw query string. `allowed`: the names that this route knows, separated by commas. Problems:
    /// `query_invalid` (a percent sign that starts no byte, a name given twice) and `parameter_unknown`: a misspelt
    /// filter that is ignored would show more than was asked for.
    static Result<Query> parse(std::string_view raw, std::string_view allowed);

    /// Empty if it was not given, or given without a value.
    [[nodiscard]] std::string value(std::string_view name) const;

  private:
    std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace coexist
