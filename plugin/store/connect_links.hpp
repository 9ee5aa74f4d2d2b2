#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "model/provider.hpp"
#include "store/session.hpp"

namespace coexist {

/// A link with which a client connects one number on his own device, without an account of the CRM. Its key is not
/// kept: it is made of the row. Times are Unix milliseconds, 0 = not yet.
struct ConnectLinkRow {
    std::int64_t id = 0;
    std::string link_id;  ///< 32 hexadecimal digits, random
    TenantId tenant;
    Provider provider = Provider::coex;
    std::string road;      ///< the Meta app by its name in the configuration
    std::string phone;     ///< digits of the number that is meant; empty: not named
    std::string name;      ///< whom the client connects with, as the page shows it
    std::string language;  ///< "en", "tr", "es"; empty: as the client's browser wishes
    std::string created_by;
    std::int64_t created_at = 0;
    std::int64_t expires_at = 0;
    std::int64_t ended_at = 0;
    std::string ended;  ///< "revoked", "replaced", "used"; empty: it was not ended
    std::string ended_by;
    std::int64_t opened_at = 0;  ///< when a browser first showed its page
    std::int64_t begun = 0;      ///< how many attempts were begun with it
    std::string attempt_id;      ///< the newest of them
};

/// How many attempts one link is good for: a client who needs more needs help.
constexpr std::int64_t attempts_of_a_link = 25;

std::optional<ConnectLinkRow> find_connect_link(Session& session, const std::string& link_id);
/// Links of a tenant, the newest first, that come after `before` (0: from the newest on).
std::vector<ConnectLinkRow> connect_links_of(Session& session, const TenantId& tenant, std::int64_t before, int limit);
/// Links of the same tenant, provider and number that nobody has ended.
std::vector<ConnectLinkRow> links_in_place_of(Session& session, const ConnectLinkRow& link);
/// Inserts or updates what may change: how it ended, and what happened there.
void save_connect_link(Session& session, const ConnectLinkRow& row);

}  // namespace coexist
