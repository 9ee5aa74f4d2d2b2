#include "ingest/erasures.hpp"

namespace coexist {
namespace {

constexpr std::size_t most_remembered = 100'000;

}  // namespace

void Erasures::load(Session& session) {
    marks_ = all_erasure_marks(session);
    asked_.clear();
}

bool Erasures::any(const TenantId& tenant) const {
    if (marks_.empty()) return false;
    return tenant.empty() || marks_.count(tenant.value) > 0;
}

std::int64_t Erasures::until(const TenantId& tenant, const Identity& identity) {
    const auto known = marks_.find(tenant.value);
    if (known == marks_.end() || !marker_) return 0;
    std::string key = tenant.value;
    key.append(1, '\n').append(name_of(identity.kind)).append(1, ':').append(identity.value);
    if (const auto asked = asked_.find(key); asked != asked_.end()) return asked->second;
    const auto found = known->second.find(marker_(tenant, identity));
    const std::int64_t until = found == known->second.end() ? 0 : found->second;
    if (asked_.size() >= most_remembered) asked_.clear();
    asked_.emplace(std::move(key), until);
    return until;
}

}  // namespace coexist
