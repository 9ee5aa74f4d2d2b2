#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/signup.hpp"
#include "onboarding/connect_page.hpp"
#include "store/connect_attempts.hpp"
#include "store/connect_links.hpp"

namespace coexist {

/// What a client's page is made of. Views live as long as the call.
struct LinkSight {
    const ConnectLinkRow& link;
    std::string_view language;                          ///< "en", "tr", "es"
    std::string key;                                    ///< of the link, for the addresses on the page
    const ConnectAttemptRow* attempt = nullptr;         ///< the newest; null: none was begun
    std::optional<std::string> problem = std::nullopt;  ///< the code of why it failed
    std::vector<OfferedNumber> candidates = {};         ///< where the client has to choose
};

/// The page of a link that is good or was used.
ConnectPage link_page(const LinkSight& sight);

/// A link that is not good: "invalid", "expired", "revoked", "many". Says nothing about whether it ever was.
ConnectPage link_refused(std::string_view language, const std::string& why);
/// A refusal of the connection itself, in the client's language where the catalogue has it.
ConnectPage link_problem(std::string_view language, const Problem& problem);

}  // namespace coexist
