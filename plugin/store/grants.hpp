#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// Notes who granted the access that this account's token gives: a person as the app of `road` knows him. One an
/// account.
void save_grant(Session& session, std::int64_t account, const std::string& road, const std::string& user_id);
/// The accounts whose access this person granted.
std::vector<std::int64_t> accounts_granted_by(Session& session, const std::string& road, const std::string& user_id);

/// A person's request to delete what is held under his id. Takes the id out of the grants at once and notes which
/// accounts run on them; the same request again changes nothing. `received_at`: Unix ms. Answers those accounts.
std::vector<std::int64_t> delete_person(Session& session, const std::string& code, const std::string& road,
                                        const std::string& user_id, std::int64_t received_at);

/// How such a request stands.
struct DeletionRow {
    std::int64_t received_at = 0;    ///< Unix ms
    std::int64_t accounts_left = 0;  ///< numbers that still hold a token from a grant of this person
};
/// Nothing for a code that is not known.
std::optional<DeletionRow> find_deletion(Session& session, const std::string& code, const std::string& road);

/// One request in the list for admins.
struct DeletionEntry {
    std::string code;
    std::string road;
    std::int64_t received_at = 0;        ///< Unix ms
    std::vector<std::int64_t> accounts;  ///< that ran on this person's grant
};
/// All of them, oldest first.
std::vector<DeletionEntry> all_deletions(Session& session);

}  // namespace coexist
