#pragma once
#include <string>
#include <string_view>

#include "model/provider.hpp"

namespace coexist {

/// What one event of the dialog's window (postMessage, type WA_EMBEDDED_SIGNUP) means. It is word of a browser: it
/// guides people and never proves anything.
struct SessionVerdict {
    enum class Kind {
        finished,    ///< coexistence was confirmed; the code may come before or after
        wrong_path,  ///< the dialog was finished, but not for a number on a phone
        left,        ///< the person left; the code may still come, since some popups close like this
        failed,      ///< the platform refused
        unknown      ///< not an event of the dialog, or a new one
    };
    Kind kind = Kind::unknown;
    std::string code;      ///< ours, stable
    std::string detail;    ///< one plain sentence
    std::string next;      ///< what to do
    std::string waba_id;   ///< as the browser said; to be confirmed
    std::string platform;  ///< the platform's own error code or step
    std::string trace;     ///< its session id, for support
};

/// Reads the event's JSON: {"type":"WA_EMBEDDED_SIGNUP","event","data":{...},"version"}. Any text has a verdict.
/// Source: Meta, "Embedded Signup: session logging" and its error table; codes 3441041 and 2655093 from integrators.
SessionVerdict verdict_on_session_event(std::string_view event_json, Provider provider = Provider::coex);

}  // namespace coexist
