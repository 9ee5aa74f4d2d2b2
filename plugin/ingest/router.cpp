#include "ingest/router.hpp"

#include <algorithm>

#include "store/account_view.hpp"

namespace coexist {

void Router::load(Session& session) {
    accounts_ = all_accounts(session);
    by_id_.clear();
    by_phone_number_id_.clear();
    by_waba_id_.clear();
    for (std::size_t slot = 0; slot < accounts_.size(); ++slot) index(slot);
}

void Router::index(std::size_t slot) {
    const AccountRow& account = accounts_[slot];
    by_id_[account.id] = slot;
    if (!account.phone_number_id.empty()) by_phone_number_id_.emplace(account.phone_number_id.value, slot);
    if (!account.waba_id.empty()) by_waba_id_.emplace(account.waba_id.value, slot);
}

std::vector<const AccountRow*> Router::find(const Address& address, const std::string& road) const {
    std::vector<const AccountRow*> found;
    const auto take = [&](const auto& range, bool match_digits) {
        for (auto entry = range.first; entry != range.second; ++entry) {
            const AccountRow& account = accounts_[entry->second];
            if (account.road != road || !living(account)) continue;
            if (match_digits && account.digits != address.display_digits) continue;
            found.push_back(&account);
        }
    };
    if (!address.phone_number_id.empty()) {
        take(by_phone_number_id_.equal_range(address.phone_number_id.value), false);
    } else if (!address.waba_id.empty()) {
        take(by_waba_id_.equal_range(address.waba_id.value), !address.display_digits.empty());
    }
    return found;
}

std::vector<const AccountRow*> Router::meant(const std::vector<std::string>& ids, const std::string& road,
                                             std::int64_t received_at) const {
    std::vector<const AccountRow*> named;
    std::vector<const AccountRow*> all;
    for (const AccountRow& account : accounts_) {
        if (account.road != road || !living(account) || account.created_at > received_at) continue;
        all.push_back(&account);
        const bool is_named = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
            return id == account.phone_number_id.value || id == account.waba_id.value;
        });
        if (is_named) named.push_back(&account);
    }
    return named.empty() ? all : named;
}

const AccountRow* Router::by_id(std::int64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &accounts_[found->second];
}

void Router::update(const AccountRow& account) {
    const auto found = by_id_.find(account.id);
    if (found != by_id_.end()) accounts_[found->second] = account;
}

}  // namespace coexist
