#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// A text that a tenant's staff use again and again. It may hold places that pages fill: {guest}, {hotel}, {staff}.
struct SavedReplyRow {
    std::int64_t id = 0;
    std::string reply_id;
    TenantId tenant;
    std::string title;
    std::string text;
    std::int64_t at = 0;  ///< last changed, Unix milliseconds
    std::string actor;    ///< who changed it
};

std::optional<SavedReplyRow> find_saved_reply(Session& session, const std::string& reply_id);
/// Inserts, or changes the one of this id.
void save_saved_reply(Session& session, const SavedReplyRow& row);
void delete_saved_reply(Session& session, const std::string& reply_id);
/// All of a tenant, in the order in which they were made.
std::vector<SavedReplyRow> saved_replies_of(Session& session, const TenantId& tenant);

}  // namespace coexist
