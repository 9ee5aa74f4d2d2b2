#include "actions/denial.hpp"

#include <SQLiteCpp/Exception.h>

#include <array>

#include "store/accounts.hpp"

namespace coexist {
namespace {

constexpr std::array<const char*, 6> hidden = {"account_not_found",      "tenant_not_found",  "contact_not_found",
                                               "conversation_not_found", "message_not_found", "operation_not_found"};

}  // namespace

bool is_denial(const Problem& problem) {
    if (problem.refusal == Refusal::denied) return problem.code != "header_missing";
    if (problem.refusal != Refusal::not_found) return false;
    for (const char* code : hidden) {
        if (problem.code == code) return true;
    }
    return false;
}

AuditRow denied_of(ReaderPool& readers, const Actor& actor, AuditRow row, const Problem& problem) {
    if (problem.refusal != Refusal::denied) return row;
    if (actor.tenants.size() == 1) row.tenant = actor.tenants.front().value;
    if (row.account_id.empty()) return row;
    try {
        const auto account = find_account(*readers.take(), AccountId(row.account_id));
        row.tenant = account && actor.serves(account->tenant) ? account->tenant.value : std::string();
    } catch (const SQLite::Exception&) {
        row.tenant.clear();  // whose it is cannot be read just now
    }
    return row;
}

}  // namespace coexist
