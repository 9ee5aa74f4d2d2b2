#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "model/identity.hpp"

namespace coexist {

/// Which part of a phone's past is imported: decided before any of it comes, and never otherwise for that connection,
/// so that a replay or a rebuild leaves out the same.
struct HistoryGate {
    std::int64_t days = 180;          ///< how far back from the connection's start; the platform gives 180 at most
    std::set<std::string> not_chats;  ///< phone numbers in digits: chats with these are left out
    bool operator==(const HistoryGate&) const = default;
};

/// Whether what was said in the chat with `person` at `said_at` (Unix seconds; 0: not told) stays outside.
/// `begun_at`: the connection's start, Unix ms. A number counts under each form that the platform writes it in.
bool left_out(const HistoryGate& gate, const Identities& person, std::int64_t said_at, std::int64_t begun_at);

}  // namespace coexist
