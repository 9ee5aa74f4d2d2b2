#include "model/history_gate.hpp"

#include <algorithm>

namespace coexist {
namespace {

constexpr std::int64_t day_s = 24LL * 60 * 60;

}  // namespace

bool left_out(const HistoryGate& gate, const Identities& person, std::int64_t said_at, std::int64_t begun_at) {
    const bool named = std::any_of(person.begin(), person.end(), [&](const Identity& one) {
        return one.kind == IdentityKind::wa_id && gate.not_chats.count(one.value) > 0;
    });
    return named || (said_at != 0 && said_at < begun_at / 1000 - gate.days * day_s);
}

}  // namespace coexist
