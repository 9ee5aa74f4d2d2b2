#pragma once

#include <exception>
#include <optional>
#include <string>

namespace crm {

/// Makes a call into a plugin, which must let no exception out. What it threw nevertheless, in words; nothing when it
/// kept the contract.
template <typename Call>
std::optional<std::string> thrown_by(const Call& call) {
    try {
        call();
        return std::nullopt;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace crm
