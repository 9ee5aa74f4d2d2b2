#include "entry/arguments.hpp"

#include <utf8cpp/utf8.h>

namespace coexist {

std::optional<Problem> bad_texts(std::initializer_list<crm_str> texts) {
    for (const crm_str& text : texts) {
        if (text.len == 0) continue;
        // Not simdjson: its implementations are destroyed by exit(), under calls that still run.
        if (text.ptr == nullptr || !utf8::is_valid(text.ptr, text.ptr + text.len)) {
            return Problem{Refusal::invalid,
                           "text_invalid",
                           "A text in the call is not UTF-8.",
                           "Pass pointer and length of UTF-8 text.",
                           {}};
        }
    }
    return std::nullopt;
}

Problem argument_missing(const char* what) {
    return {Refusal::invalid,
            "argument_missing",
            std::string("The call has no ") + what + ".",
            "Pass all that crm/plugin.h asks for.",
            {}};
}

Problem argument_short(const char* what) {
    return {Refusal::invalid,
            "argument_short",
            std::string("The struct_size of the ") + what + " ends before a field that this call needs.",
            "Set it by CRM_SIZE_UPTO of the last field that you know.",
            {}};
}

Problem forked() {
    return {Refusal::forked,
            "forked",
            "This instance was opened in another process.",
            "Open one of your own after the fork; role \"client\" shares the state.",
            {}};
}

Problem not_started() {
    return {Refusal::unavailable,
            "not_started",
            "The plugin is not started.",
            "Call start() first; what was acknowledged is kept.",
            {}};
}

}  // namespace coexist
