#include "store/answers_given.hpp"

#include <algorithm>

namespace coexist {
namespace {

// Voice::phone and Voice::staff; the words of the partial index message_answer.
constexpr const char* select_any = "SELECT 1 FROM message WHERE account = $1 AND peer = $2 AND voice IN (2, 3) LIMIT 1";

}  // namespace

bool answers_given(Session& session, std::int64_t account, const std::vector<std::int64_t>& peers) {
    return std::any_of(peers.begin(), peers.end(), [&](std::int64_t peer) {
        Statement& select = session.sql(select_any).with(account, peer);
        const bool any = select.next();
        select.reset();
        return any;
    });
}

}  // namespace coexist
