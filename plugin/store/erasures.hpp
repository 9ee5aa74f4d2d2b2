#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// That a person was erased, and how far that is done. Kept: no replay, rebuild or import may revive him. `state`:
/// "forgetting" (nothing of him is shown or known any more, his bytes are being taken out of the files) or "done".
struct ErasureRow {
    std::string erasure_id;
    TenantId tenant;
    std::int64_t contact = 0;   ///< the contact's key, as the host knows it
    std::int64_t until = 0;     ///< Unix seconds: what is not newer is forgotten
    std::int64_t asked_at = 0;  ///< Unix ms
    std::int64_t done_at = 0;   ///< Unix ms
    std::string state;
    std::int64_t messages = 0;
    std::int64_t files = 0;
    std::int64_t bodies = 0;  ///< rows of the journal that he was taken out of
};

std::optional<ErasureRow> find_erasure(Session& session, std::string_view erasure_id);
/// Inserts or updates by its id.
void save_erasure(Session& session, const ErasureRow& row);
/// Newest first.
std::vector<ErasureRow> erasures_of_tenant(Session& session, const TenantId& tenant);
std::vector<ErasureRow> all_erasures(Session& session);

/// The marks of a tenant's erased persons (HMACs of their names), each with the time up to which it is forgotten.
using ErasureMarks = std::map<std::string, std::int64_t, std::less<>>;
std::map<std::string, ErasureMarks> all_erasure_marks(Session& session);
/// Another number after every change of the marks.
std::int64_t erasure_marks_version(Session& session);
/// Joins: the latest time counts.
void add_erasure_mark(Session& session, const TenantId& tenant, const std::string& mark, std::int64_t until);

/// The number by which a forgotten message is known without its id, in which the platform writes the person's number.
std::int64_t erased_message_key(const TenantId& tenant, std::string_view wamid);
void add_erased_message(Session& session, std::int64_t key);
bool is_erased_message(Session& session, std::int64_t key);

/// Segments of the journal out of which erased persons have to be taken once they are finished.
void want_sweep(Session& session, const std::string& segment);
void swept(Session& session, const std::string& segment);
std::vector<std::string> segments_to_sweep(Session& session);

}  // namespace coexist
