#pragma once
#include "model/problem.hpp"

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coexist::config {

/// Where something stands in a text. Both count from 1; 0 = not known.
struct Place {
    int line = 0;
    int column = 0;
};

struct YamlEntry {
    std::string key;
    Place place;  ///< of the key
    std::size_t value = 0;
};

/// One value of a YAML text. Children are indices into YamlTree::nodes, so that an alias costs nothing.
struct YamlNode {
    enum class Kind { null, plain, text, list, object };
    Kind kind = Kind::null;
    Place place;
    std::string scalar;
    std::vector<std::size_t> items;
    std::vector<YamlEntry> entries;
};

/// A YAML (or JSON) text as it was written, with the place of everything.
class YamlTree {
  public:
    std::vector<YamlNode> nodes;
    std::size_t root = 0;
    std::vector<ProblemError> errors;  ///< what does not stop the reading: keys that stand twice, unknown tags

    /// The tree as JSON. Scalars by YAML 1.2's core schema, except that a number which would not come back as it
    /// was written (leading zeros, more than 64 bits) stays text: ids are no numbers. Aliases are expanded; too
    /// many values give an error. Problem config_invalid.
    [[nodiscard]] Result<boost::json::value> to_json() const;
    /// The place of a JSON pointer: of the key for a member, of the value in a list. A pointer that leads nowhere
    /// gives the nearest thing above it.
    [[nodiscard]] Place locate(std::string_view pointer) const;
};

inline constexpr std::size_t max_yaml_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t max_yaml_depth = 32;
inline constexpr std::size_t max_yaml_values = 200'000;

/// Reads exactly one YAML document. Bounded in bytes, depth and values, whatever the text. Problem
/// config_invalid with a single error where reading had to end.
Result<YamlTree> read_yaml(std::string_view text);

/// A problem of the configuration with one error.
Problem config_problem(std::string path, std::string detail, Place place);

}  // namespace coexist::config
