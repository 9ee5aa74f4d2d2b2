#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/identity.hpp"
#include "model/ids.hpp"
#include "store/journal_row.hpp"
#include "store/session.hpp"

namespace coexist {

/// That an admin wants a person forgotten, as it is journalled: any process writes it, the owner applies it. It names
/// the person by marks only, so that the journal does not tell again who was to be forgotten.
struct ErasureCommand {
    std::string erasure_id;
    TenantId tenant;
    std::int64_t contact = 0;
    std::vector<std::string> marks;
    std::int64_t at = 0;  ///< Unix ms
    std::string actor;
    std::string roles;
    std::string tenants;  ///< of the actor: a JSON list
    std::string origin;
};

/// "era_" and 32 hexadecimal digits of chance.
std::string new_erasure_id();

JournalRow row_of(const ErasureCommand& command);
/// Throws std::exception on a body that row_of did not write: such a row is set aside.
ErasureCommand erasure_command_from(std::string_view body);

}  // namespace coexist
