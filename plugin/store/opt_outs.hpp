#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// That somebody wants no campaigns of a tenant, over all its numbers, or wants them again. He is known by the mark of
/// his identity, which stays when he is erased: who said stop is not written to because he is forgotten.
struct OptOutRow {
    std::string mark;
    std::string recipient;        ///< "kind:value" of the identity; empty once he was erased
    std::int64_t stopped_at = 0;  ///< Unix seconds; 0: never
    std::string stopped_by;       ///< "word", "platform", or "staff:" and who noted it
    std::int64_t wanted_at = 0;   ///< Unix seconds; 0: never
    std::string wanted_by;
};

/// The newest word of each kind counts, in whatever order words are told; at the same second "stop" does.
void note_opt_out(Session& session, const TenantId& tenant, const OptOutRow& told);
/// When the bearer of any of these marks said stop, and when that he wants them; 0: never.
OptOutRow opt_out_of(Session& session, const TenantId& tenant, const std::vector<std::string>& marks);
/// Those who want none now, after this mark, in the marks' order.
std::vector<OptOutRow> opt_outs_of(Session& session, const TenantId& tenant, const std::string& after, int limit);
/// He was erased: only the mark stays.
void forget_opt_out_name(Session& session, const TenantId& tenant, const std::string& recipient);

}  // namespace coexist
