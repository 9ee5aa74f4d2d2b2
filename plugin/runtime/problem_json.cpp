#include "runtime/problem_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace coexist {
namespace json = boost::json;
namespace {

const char* title_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::invalid:
            return "The input is not valid";
        case Refusal::unsupported:
            return "Not offered here";
        case Refusal::not_found:
            return "Not found";
        case Refusal::conflict:
            return "Not possible in this state";
        case Refusal::denied:
            return "Not allowed";
        case Refusal::auth:
            return "Not signed in, or a credential does not work";
        case Refusal::rate_limited:
            return "Too much at once";
        case Refusal::unavailable:
            return "Not available at the moment";
        case Refusal::timeout:
            return "No answer in time";
        case Refusal::forked:
            return "Opened in another process";
        case Refusal::version:
            return "Another version is needed";
        case Refusal::config:
            return "The configuration has faults";
        case Refusal::too_large:
            return "Too large";
        case Refusal::limit:
            return "A quota is used up";
        case Refusal::internal:
            break;
    }
    return "A fault in the program";
}

json::object object_of(const ProblemError& error) {
    json::object out{{"path", error.path}, {"detail", error.detail}};
    if (error.line > 0) out["line"] = error.line;
    if (error.column > 0) out["column"] = error.column;
    return out;
}

}  // namespace

json::object problem_json(const Problem& problem) {
    json::object out{{"type", "urn:coexist:problem:" + problem.code},
                     {"title", title_of(problem.refusal)},
                     {"status", http_status(problem.refusal)},
                     {"code", problem.code},
                     {"detail", problem.detail}};
    if (!problem.next.empty()) out["next"] = problem.next;
    if (!problem.errors.empty()) {
        json::array errors;
        for (const ProblemError& error : problem.errors) errors.push_back(object_of(error));
        out["errors"] = std::move(errors);
    }
    for (const auto& [name, value] : problem.more) out[name] = json::parse(value);
    return out;
}

}  // namespace coexist
