#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "ingest/delivery_applier.hpp"
#include "ingest/erasures.hpp"
#include "store/journal_segment.hpp"
#include "store/session.hpp"

namespace coexist {

/// Which tenant a part of a delivery belongs to, by the accounts of a state, ended ones too.
class TenantsByAddress {
  public:
    explicit TenantsByAddress(Session& session);
    /// Empty: of a number that nobody has connected, over a road that serves several tenants.
    [[nodiscard]] TenantId find(const Address& address, const std::string& road) const;

  private:
    std::map<std::string, TenantId> by_phone_number_id_;
    std::map<std::string, TenantId> by_waba_;  ///< empty: numbers of several tenants
    std::map<std::string, TenantId> by_road_;  ///< likewise
};

/// What a row of the journal is to be once erased persons and tenants are taken out of it; nothing: as it is.
/// Deliveries lose what is of or to them; what we were asked to send them, and the platform's answers to that, are
/// emptied, and their places in campaigns too.
class RowWithout {
  public:
    /// References outlive it; `session` reads the state as of now, `now_ms`.
    RowWithout(Session& session, const Roads& roads, Erasures& erasures, std::int64_t now_ms);

    std::optional<RowChange> change_of(const StoredRow& stored);

  private:
    std::optional<RowChange> delivery(const StoredRow& stored);
    std::optional<RowChange> campaign(const StoredRow& stored);
    /// Whether a row of our own is about a tenant that was erased since.
    [[nodiscard]] bool is_of_erased_tenant(const StoredRow& stored);
    /// Up to which arrival (Unix seconds) all that names this number is an erased tenant's.
    [[nodiscard]] std::int64_t gone_until(const Address& address, std::int64_t received_at);
    [[nodiscard]] bool is_command_to_erased(const StoredRow& stored);
    [[nodiscard]] bool is_answer_of_erased(const StoredRow& stored);

    Session& session_;
    const Roads& roads_;
    Erasures& erasures_;
    const TenantsByAddress tenants_;
    const std::int64_t now_ms_;
    std::map<std::string, std::int64_t> gone_tenants_;  ///< each with when the last of its rows went, Unix ms
    std::set<std::string> gone_accounts_;
};

}  // namespace coexist
