#include "api/roads_seen.hpp"

namespace coexist {

RoadsSeen::RoadsSeen(const Call& call, Session& session) : all_(oversees(call, session)) {
    if (all_) return;
    for (const AccountRow& account : all_accounts(session)) {
        bool& own = own_.try_emplace(account.road, true).first->second;
        own = own && call.actor.serves(account.tenant);
    }
}

bool RoadsSeen::see(const std::string& road) const {
    const auto found = own_.find(road);
    return all_ || (found != own_.end() && found->second);
}

}  // namespace coexist
