#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "model/erasure.hpp"
#include "model/ids.hpp"
#include "store/erasures.hpp"
#include "store/session.hpp"

namespace coexist {

/// The mark of a name at a tenant: an HMAC under the installation's key, so that who reads the state cannot find out
/// by trying numbers who was erased. Thread-safe.
using Marker = std::function<std::string(const TenantId& tenant, const Identity& identity)>;

/// Who was erased, ready to be asked for every fact. Costs nothing at tenants where nobody was. Used by one thread.
class Erasures {
  public:
    void set_marker(Marker marker) { marker_ = std::move(marker); }
    [[nodiscard]] std::string mark(const TenantId& tenant, const Identity& identity) const {
        return marker_ ? marker_(tenant, identity) : std::string();
    }
    /// Reads them anew; call after they changed or a transaction was rolled back.
    void load(Session& session);

    /// Whether anybody of this tenant was erased; empty: of any tenant.
    [[nodiscard]] bool any(const TenantId& tenant) const;
    /// Up to which platform time this name is forgotten at this tenant, Unix seconds; 0: it is not.
    std::int64_t until(const TenantId& tenant, const Identity& identity);
    [[nodiscard]] ErasedUntil of(const TenantId& tenant) {
        return [this, tenant](const Identity& identity) { return until(tenant, identity); };
    }
    [[nodiscard]] const std::map<std::string, ErasureMarks>& marks() const { return marks_; }

  private:
    Marker marker_;
    std::map<std::string, ErasureMarks> marks_;  ///< by tenant
    /// Names that were asked for already, so that each HMAC is made once.
    std::unordered_map<std::string, std::int64_t> asked_;
};

}  // namespace coexist
