#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "actions/actions.hpp"
#include "api/http.hpp"
#include "model/problem.hpp"

namespace coexist {

/// A member of a body: a text that is not blank, of at most so many characters.
struct TextMember {
    std::string_view name;
    std::size_t longest = 0;
    bool required = true;
};

/// The body's object if it holds these texts and nothing else; else `body_invalid` with each member that is wrong.
Result<boost::json::object> texts_in(std::string_view body, std::initializer_list<TextMember> members);

/// What an action answered: 200, or 202 while its outcome is not known.
Result<HttpAnswer> desk_answer(Result<ActionAnswer> done);

}  // namespace coexist
