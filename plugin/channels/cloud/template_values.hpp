#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "channel/outgoing.hpp"
#include "model/problem.hpp"

namespace coexist::cloud {

/// A kind of template button that takes a value (Meta, "Templates: components").
struct ButtonKind {
    const char* type;       ///< as the template has it
    const char* field;      ///< of the input
    const char* sub_type;   ///< as a message names it
    const char* parameter;  ///< the parameter's type and the name of its value
};
inline constexpr ButtonKind button_kinds[] = {{"URL", "text", "url", "text"},
                                              {"QUICK_REPLY", "payload", "quick_reply", "payload"},
                                              {"COPY_CODE", "code", "copy_code", "coupon_code"}};

/// Why the input's values do not fit the template (Meta: 132000, 132005, 132012, 132018 before they happen), by their
/// field; nothing if they do.
std::optional<Problem> values_refused(const boost::json::object& input, const std::optional<FileFacts>& file,
                                      const TemplateForm& form);

/// The template's body with the values in it: what the guest reads.
std::string filled_body(const boost::json::object& input, const TemplateForm& form);

/// The names between double braces of a template's text, in their order and each once: "1", "2" or names.
std::vector<std::string> placeholders(const std::string& text);

/// The component of a type ("HEADER", "BODY", "BUTTONS"); null if the template has none.
const boost::json::object* component_of(const boost::json::array& components, std::string_view type);

}  // namespace coexist::cloud
