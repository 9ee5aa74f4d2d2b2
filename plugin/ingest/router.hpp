#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "model/fact.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// Which account a part of a delivery speaks of. Kept in memory; 10,000 accounts are a few megabytes. Used by the
/// writer thread alone.
class Router {
  public:
    /// Reads all accounts anew; call after any of them changed or a transaction was rolled back.
    void load(Session& session);

    /// The living accounts that `address` names and that are connected over `road`: by phone_number_id; else by the
    /// digits within the WABA; else all of the WABA. A road's secret proves nothing about another road's numbers.
    [[nodiscard]] std::vector<const AccountRow*> find(const Address& address, const std::string& road) const;
    /// The living accounts over `road` that one of these ids names (of a number or of a WABA); all of the road's if
    /// none does. Only those that were there when it came (Unix ms): when it is read again, it means the same.
    [[nodiscard]] std::vector<const AccountRow*> meant(const std::vector<std::string>& ids, const std::string& road,
                                                       std::int64_t received_at) const;
    [[nodiscard]] const AccountRow* by_id(std::int64_t id) const;
    /// Writes a changed row back into memory.
    void update(const AccountRow& account);

  private:
    void index(std::size_t slot);
    std::vector<AccountRow> accounts_;
    std::unordered_map<std::int64_t, std::size_t> by_id_;
    std::unordered_multimap<std::string, std::size_t> by_phone_number_id_;
    std::unordered_multimap<std::string, std::size_t> by_waba_id_;
};

}  // namespace coexist
