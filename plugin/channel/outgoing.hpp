#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/identity.hpp"

namespace coexist {

/// A file of ours that goes with a message.
struct FileFacts {
    std::string mime_type;
    std::int64_t bytes = 0;
};

/// What is known of the template that a message names.
struct TemplateForm {
    std::string parameter_format;  ///< "POSITIONAL" or "NAMED"
    std::string components;        ///< JSON, as the platform has it
};

/// What a person asked to send: an action and its input, which fits the action's schema. What the input names by ids of
/// ours was resolved before.
struct Draft {
    std::string_view action;
    const boost::json::object& input;
    std::optional<FileFacts> file = std::nullopt;     ///< of the file that the input names
    std::optional<TemplateForm> form = std::nullopt;  ///< of a template, where the platform's list is here
    std::string message_wamid = {};                   ///< of the message that it is about (a reaction)
    std::string callback = {};                        ///< names the file in the request until the platform has it
};

/// What is sent, whoever it goes to.
struct Outgoing {
    std::string type;                               ///< the platform's word: "text", "image", "interactive", ...
    boost::json::value content;                     ///< what stands under that word in the request
    std::string text = {};                          ///< what staff read of it: body or caption
    std::map<std::string, std::string> parts = {};  ///< as Content::parts
    bool needs_window = true;                       ///< false: also goes out when the customer service window is closed
};

/// Who it goes to, and what else stands on the request.
struct Envelope {
    Identity recipient;
    std::string reply_to;  ///< wamid; empty: no quote
    std::string callback;  ///< comes back in every status of this message
};

/// How a request names a file that the platform has not got yet. No text of a person can be mistaken for it: the
/// operation's id is a hash that nobody knows beforehand.
inline std::string file_reference(const std::string& callback) {
    return "file:" + callback;
}

}  // namespace coexist
