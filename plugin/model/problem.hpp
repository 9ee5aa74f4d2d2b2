#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace coexist {

/// The kinds of refusal that the C ABI knows; each has one HTTP status.
enum class Refusal {
    invalid,       ///< 400
    unsupported,   ///< 501
    not_found,     ///< 404
    conflict,      ///< 409
    denied,        ///< 403
    auth,          ///< 401
    rate_limited,  ///< 429
    unavailable,   ///< 503
    timeout,       ///< 504
    forked,        ///< 503
    version,       ///< 501
    config,        ///< 422
    too_large,     ///< 413
    limit,         ///< 429
    internal       ///< 500
};

/// One fault inside a larger input. `line` and `column` count from 1; 0 = not known.
struct ProblemError {
    std::string path;  ///< JSON pointer
    std::string detail;
    int line = 0;
    int column = 0;
    bool operator==(const ProblemError&) const = default;
};

/// Why something was refused (RFC 9457): a stable code, what happened, what to do next.
struct Problem {
    Refusal refusal = Refusal::internal;
    std::string code;    ///< stable, snake_case
    std::string detail;  ///< one plain sentence: what happened
    std::string next;    ///< what to do now
    std::vector<ProblemError> errors;
    std::map<std::string, std::string> more = {};  ///< further members of the document: each one JSON value
};

/// The HTTP status that belongs to a refusal.
int http_status(Refusal refusal);

/// Either a value or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::move(value)) {}            // NOLINT(google-explicit-constructor): reads as a return
    Result(Problem problem) : held_(std::move(problem)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(held_); }
    const T& value() const& { return std::get<0>(held_); }
    T&& value() && { return std::get<0>(std::move(held_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    [[nodiscard]] const Problem& problem() const { return std::get<1>(held_); }
    Problem&& take_problem() { return std::get<1>(std::move(held_)); }

  private:
    std::variant<T, Problem> held_;
};

/// A call that answers nothing but whether it worked.
using Outcome = Result<std::monostate>;

}  // namespace coexist
