#pragma once
#include "config/schema_keywords.hpp"
#include "model/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace coexist::config {

/// One walk through a schema and a value, that collects every fault in words for people. Not for reuse.
class SchemaWalk {
  public:
    SchemaWalk(const SchemaText& schema, std::size_t most_errors) : schema_(schema), most_errors_(most_errors) {}

    void check(const boost::json::value& value) { at(schema_.root, value); }
    std::vector<ProblemError> take_errors() { return std::move(errors_); }
    /// True if a validator must not see this value: a pattern would be matched against a text so long that
    /// std::regex overflows the stack, or the walk was cut short.
    [[nodiscard]] bool must_not_be_judged() const { return must_not_be_judged_; }

  private:
    using Value = boost::json::value;
    using Object = boost::json::object;

    void at(const Value& schema, const Value& value);
    void check_keywords(const Object& schema, const Value& value);
    bool check_type(const Object& schema, const Value& value);
    void check_choice(const Object& schema, const Value& value);
    void check_text(const Object& schema, std::string_view text);
    void check_number(const Object& schema, const Value& value);
    void check_list(const Object& schema, const boost::json::array& list);
    void check_object(const Object& schema, const Object& object);
    void check_key_count(const Object& schema, const Object& object);
    void check_required(const Object& schema, const Object& object);
    void check_member(const Object& schema, const Object& object, std::string_view key, const Value& value);
    void check_combinations(const Object& schema, const Value& value);
    void check_branches(const boost::json::array& branches, const Value& value, bool exactly_one);
    std::vector<ProblemError> faults_of(const Value& schema, const Value& value);
    void say(std::string detail) { errors_.push_back({pointer_, std::move(detail), 0, 0}); }

    const SchemaText& schema_;
    std::size_t most_errors_;
    std::vector<ProblemError> errors_;
    std::string pointer_;
    int depth_ = 0;
    int trials_ = 0;   ///< > 0: errors are of a branch that may not count
    int secrets_ = 0;  ///< > 0: below "writeOnly"
    bool must_not_be_judged_ = false;
};

}  // namespace coexist::config
