#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "store/feed_rows.hpp"
#include "store/session.hpp"

namespace coexist {

/// That one subject went up in another (two names of one person met, a wamid turned out to be a message we sent). The
/// host is told, because it knows the former id.
struct MergedRow {
    std::int64_t id = 0;
    SubjectKind kind = SubjectKind::contact_merged;
    std::string tenant;
    std::int64_t key = 0;
    std::int64_t target = 0;
    std::int64_t revision = 0;
};

/// Inserts or updates; writes the row's id and former revision back.
void save_merged(Session& session, MergedRow& row);
void save_merged_revision(Session& session, const MergedRow& row);
std::optional<MergedRow> find_merged(Session& session, std::int64_t id);
/// That it ended, or came to be, is no longer so. Answers the place in the feed that it had, 0 if there was none.
std::int64_t forget_merged(Session& session, SubjectKind kind, const std::string& tenant, std::int64_t key);

}  // namespace coexist
