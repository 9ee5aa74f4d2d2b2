#include "actions/refusals.hpp"

#include "actions/catalogue.hpp"

namespace coexist {

Problem account_not_found() {
    return {Refusal::not_found,
            "account_not_found",
            "There is no such account.",
            "Take the id from the list of accounts.",
            {}};
}

Problem role_missing(std::string_view action) {
    return {Refusal::denied,
            "role_missing",
            "\"" + std::string(action) + "\" is for admins.",
            "Ask an admin of this hotel to do it.",
            {}};
}

Problem staff_only() {
    return {Refusal::denied,
            "role_missing",
            "Only staff may use channel actions.",
            "Ask an admin to give you the role \"staff\".",
            {}};
}

Problem key_reused() {
    return {Refusal::conflict,
            "key_reused",
            "This idempotency key was used with another input.",
            "Use a new key for a new request; repeat a request with the very same input.",
            {}};
}

Problem in_language(Problem problem, std::string_view locale) {
    if (locale.empty() || locale.substr(0, 2) == "en") return problem;
    if (problem.code == "action_not_for_provider") return problem;  // made in the reader's language
    if (const auto words = refusal_text(problem.code, locale)) {
        problem.detail = words->detail;
        problem.next = words->next;
    }
    return problem;
}

Problem unknown_action(const Channel& channel, std::string_view action, const Actor& actor) {
    const auto other = channel.instead_of(action);
    if (!other) {
        return in_language({Refusal::not_found,
                            "action_unknown",
                            "There is no action \"" + std::string(action) + "\".",
                            "Take one from the list of actions.",
                            {}},
                           actor.locale);
    }
    const std::string_view provider = name_of(channel.card().provider);
    Problem problem{Refusal::conflict,
                    "action_not_for_provider",
                    std::string(why_not(action, provider, actor.locale)),
                    "Take one from the list of actions.",
                    {}};
    if (const auto words = refusal_text(problem.code, actor.locale)) problem.next = words->next;
    if (!other->use.empty()) {
        if (!problem.next.empty() && problem.next.back() == '.') problem.next.pop_back();
        problem.next +=
            ": " + std::string(title_of(other->use, provider, actor.locale)) + " (" + std::string(other->use) + ").";
    }
    return problem;
}

}  // namespace coexist
