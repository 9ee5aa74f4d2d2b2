#include "api/desk_body.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/body.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string fault_of(const json::value* found, const TextMember& member) {
    if (found == nullptr) return member.required ? "is missing" : "";
    if (!found->is_string()) return "is not a text";
    const std::string_view text(found->get_string().data(), found->get_string().size());
    if (blank(text)) return "is empty";
    if (characters_of(text) > member.longest) return "has more than " + std::to_string(member.longest) + " characters";
    return {};
}

}  // namespace

Result<json::object> texts_in(std::string_view body, std::initializer_list<TextMember> members) {
    auto object = object_in(body);
    if (!object) return object.take_problem();
    std::vector<ProblemError> faults;
    for (const TextMember& member : members) {
        const std::string fault = fault_of(object->if_contains({member.name.data(), member.name.size()}), member);
        if (!fault.empty()) {
            ProblemError error;
            error.path = "/" + std::string(member.name);
            error.detail = "\"" + std::string(member.name) + "\" " + fault + ".";
            faults.push_back(std::move(error));
        }
    }
    for (const auto& given : *object) {
        const std::string_view name(given.key().data(), given.key().size());
        const bool known = std::any_of(members.begin(), members.end(),
                                       [&name](const TextMember& member) { return member.name == name; });
        if (known) continue;
        ProblemError error;
        error.path = "/" + std::string(name);
        error.detail = "\"" + std::string(name) + "\" is no member of this request.";
        faults.push_back(std::move(error));
    }
    if (faults.empty()) return object;
    return Problem{Refusal::invalid, "body_invalid", "The request's body does not fit.",
                   "Mend what is listed; GET /v1/openapi.yaml describes it.", std::move(faults)};
}

Result<HttpAnswer> desk_answer(Result<ActionAnswer> done) {
    if (!done) return done.take_problem();
    HttpAnswer answer;
    answer.status = done->pending ? 202 : 200;
    answer.body = std::move(done->body);
    return answer;
}

}  // namespace coexist
