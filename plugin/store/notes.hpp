#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// What a member of staff wrote down on a conversation for the others. Never sent to anybody. Kept under one of the
/// contact's identities, so that it stays with the person whatever contact that becomes.
struct NoteRow {
    std::int64_t id = 0;
    std::string note_id;
    TenantId tenant;
    std::int64_t account = 0;
    std::int64_t identity = 0;
    std::int64_t at = 0;  ///< Unix milliseconds
    std::string actor;
    std::string text;
};

std::optional<NoteRow> find_note(Session& session, const std::string& note_id);
/// One that is there already stays as it is.
void insert_note(Session& session, const NoteRow& row);
void delete_note(Session& session, const std::string& note_id);
/// Notes on the conversation of these identities on this account, newest first; those before `before` (an id).
std::vector<NoteRow> notes_on(Session& session, std::int64_t account, const std::vector<std::int64_t>& identities,
                              std::optional<std::int64_t> before, int limit);
/// A tenant's notes behind `after`, in the order in which they were written.
std::vector<NoteRow> notes_of_tenant(Session& session, const TenantId& tenant, std::int64_t after, int limit);
/// All notes on a person, oldest first.
std::vector<NoteRow> notes_on_person(Session& session, const TenantId& tenant,
                                     const std::vector<std::int64_t>& identities);
/// Forgets what was written down on this identity. Their operations lose the hash of what was written.
void forget_notes(Session& session, const TenantId& tenant, std::int64_t identity);

}  // namespace coexist
