#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/identity.hpp"
#include "model/ids.hpp"
#include "store/feed_rows.hpp"
#include "store/operations.hpp"
#include "store/session.hpp"

namespace coexist {

/// What was taken out of the state.
struct ForgottenPerson {
    Identities identities;              ///< under which he was known
    std::int64_t newest_at = 0;         ///< the newest platform time that was known of him, Unix seconds
    std::int64_t messages = 0;          ///< of the conversations with him
    std::vector<std::string> contents;  ///< hashes of files that nobody else of the tenant shows: their bytes may go
    std::vector<OperationRow> sends;    ///< operations whose send was for him: their result is to be told anew
};

/// Takes one contact of a tenant out of every table: names, conversations, messages, sends and what was said of them,
/// files that only his messages show, and all that the feed tells of these. Each message is remembered by a number only
/// (erased_message_key). In a transaction of the writer. A contact that is not known is forgotten already.
ForgottenPerson forget_person(Session& session, const TenantId& tenant, std::int64_t contact);

}  // namespace coexist
