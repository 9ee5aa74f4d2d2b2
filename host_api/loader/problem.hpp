#pragma once

#include <optional>
#include <string>
#include <utility>

namespace crm {

/// A refusal in words: a stable code, one sentence of what happened, and what to do next.
struct Problem {
    std::string code;
    std::string detail;
    std::string next;
};

/// A value, or the problem that kept it from being. value() and problem() may be called only on their own side.
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : value_(std::move(value)) {}              // NOLINT: meant to convert
    Result(Problem problem) : problem_(std::move(problem)) {}  // NOLINT: meant to convert

    explicit operator bool() const { return value_.has_value(); }
    T& value() { return *value_; }
    const T& value() const { return *value_; }
    const Problem& problem() const { return problem_; }

  private:
    std::optional<T> value_;
    Problem problem_;
};

}  // namespace crm
