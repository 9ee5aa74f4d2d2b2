#pragma once
#include "json_read.hpp"

#include <string>

namespace sim {

/// A template of one WABA, as the platform has it.
struct MessageTemplate {
    std::string id;
    std::string name;
    std::string language;
    std::string status = "APPROVED";
    std::string category = "UTILITY";
    std::string parameter_format = "POSITIONAL";  ///< or "NAMED"
    std::string quality = "GREEN";
    std::string rejected_reason = "NONE";
    json::array components;
};

}  // namespace sim
