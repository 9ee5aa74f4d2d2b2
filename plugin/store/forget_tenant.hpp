#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// Takes out of every table what a tenant has beside its contacts: numbers with their keys, sends, campaigns, notes,
/// saved replies, links, files, operations, its audit. Answers the hashes of the files whose bytes may go. What stays:
/// that he and its persons were erased, the marks of who said stop to campaigns, and `operation` (the row's id). Its
/// other operations stay without content until end_operations_of(), so that their answers are found in the journal.
/// In a transaction of the writer, who reads its numbers anew afterwards.
std::vector<std::string> forget_tenant(Session& session, const TenantId& tenant, std::int64_t operation);

/// Takes away the operations that forget_tenant() emptied.
void end_operations_of(Session& session, const TenantId& tenant, std::int64_t operation);

/// Every table that has rows of a tenant, by its column `tenant` or `account`, and that forget_tenant() looks after.
const std::vector<std::string>& tables_of_tenants();

}  // namespace coexist
