#include "persons/row_without.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "ingest/gone_numbers.hpp"
#include "store/accounts.hpp"
#include "store/operations.hpp"
#include "store/tenant_erasures.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

void note(std::map<std::string, TenantId>& map, const std::string& key, const TenantId& tenant) {
    const auto [found, fresh] = map.try_emplace(key, tenant);
    if (!fresh && found->second != tenant) found->second = TenantId();
}

TenantId found_in(const std::map<std::string, TenantId>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? TenantId() : found->second;
}

}  // namespace

TenantsByAddress::TenantsByAddress(Session& session) {
    for (const AccountRow& account : all_accounts(session)) {
        if (!account.phone_number_id.empty()) {
            note(by_phone_number_id_, account.phone_number_id.value, account.tenant);
        }
        if (!account.waba_id.empty()) note(by_waba_, account.waba_id.value, account.tenant);
        note(by_road_, account.road, account.tenant);
    }
}

TenantId TenantsByAddress::find(const Address& address, const std::string& road) const {
    TenantId tenant = found_in(by_phone_number_id_, address.phone_number_id.value);
    if (tenant.empty() && address.phone_number_id.empty()) tenant = found_in(by_waba_, address.waba_id.value);
    return tenant.empty() ? found_in(by_road_, road) : tenant;
}

RowWithout::RowWithout(Session& session, const Roads& roads, Erasures& erasures, std::int64_t now_ms)
    : session_(session), roads_(roads), erasures_(erasures), tenants_(session), now_ms_(now_ms) {
    for (const TenantErasureRow& row : tenant_erasures_in(session, TenantErasureState::files)) {
        std::int64_t& until = gone_tenants_[row.tenant.value];
        until = std::max(until, row.rest_at);
        const json::value accounts = json::parse(row.accounts);
        for (const json::value& account : accounts.as_array()) gone_accounts_.emplace(account.as_string());
    }
}

std::optional<RowChange> RowWithout::change_of(const StoredRow& stored) {
    if (!gone_tenants_.empty() && is_of_erased_tenant(stored)) {
        return RowChange{stored.position.row, RowKind::emptied, {}};
    }
    switch (stored.row.kind) {
        case RowKind::delivery:
            return delivery(stored);
        case RowKind::command:
            if (is_command_to_erased(stored)) return RowChange{stored.position.row, RowKind::emptied, {}};
            return campaign(stored);
        case RowKind::answer:
            if (is_answer_of_erased(stored)) return RowChange{stored.position.row, RowKind::emptied, {}};
            return std::nullopt;
        case RowKind::note:
        case RowKind::erasure:
        case RowKind::emptied:
        case RowKind::replay:
            break;
    }
    return std::nullopt;
}

std::optional<RowChange> RowWithout::delivery(const StoredRow& stored) {
    const auto road = roads_.find(stored.row.road);
    if (road == roads_.end()) return std::nullopt;
    Forgetting forgetting;
    forgetting.until = [&](const Address& address, const Identity& identity) -> std::int64_t {
        if (identity.value.empty()) return gone_until(address, stored.row.received_at);
        const TenantId tenant = tenants_.find(address, stored.row.road);
        return tenant.empty() ? std::int64_t{0} : erasures_.until(tenant, identity);
    };
    forgetting.message = [&](const Address& address, const std::string& wamid) {
        const TenantId tenant = tenants_.find(address, stored.row.road);
        return !tenant.empty() && erasures_.any(tenant) &&
               is_erased_message(session_, erased_message_key(tenant, wamid));
    };
    auto left = road->second->without(stored.row.body, stored.row.received_at / 1000, forgetting);
    if (!left) return std::nullopt;
    const RowKind kind = left->empty() ? RowKind::emptied : RowKind::delivery;
    return RowChange{stored.position.row, kind, std::move(*left)};
}

std::int64_t RowWithout::gone_until(const Address& address, std::int64_t received_at) {
    const std::int64_t until = number_gone_until(erasures_, address);
    if (until == 0 || (address.phone_number_id.empty() && address.waba_id.empty())) return until;
    // Later ones too where nobody has the number: the platform may try again for days.
    const bool waited = received_at < now_ms_ - gone_number_waits_ms;
    return waited && tenants_.find(address, {}).empty() ? std::max(until, received_at / 1000) : until;
}

bool RowWithout::is_of_erased_tenant(const StoredRow& stored) {
    const RowKind kind = stored.row.kind;
    if (kind != RowKind::command && kind != RowKind::answer && kind != RowKind::note && kind != RowKind::replay) {
        return false;
    }
    boost::system::error_code error;
    const json::value row = json::parse(stored.row.body, error);
    if (error || !row.is_object()) return false;
    const auto text = [&row](const char* name) {
        const json::value* found = row.get_object().if_contains(name);
        return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    std::string tenant = text("tenant");
    if (tenant.empty()) {
        const std::string operation = text("operation");
        constexpr std::string_view check = "check_";  // of a number's regular read, which has no operation
        if (operation.compare(0, check.size(), check) == 0) {
            const std::size_t end = operation.rfind('_');
            return gone_accounts_.count(operation.substr(check.size(), end - check.size())) > 0;
        }
        if (const auto known = find_operation(session_, OperationId(operation))) tenant = known->tenant.value;
    }
    const auto gone = gone_tenants_.find(tenant);
    return gone != gone_tenants_.end() && stored.row.received_at <= gone->second;
}

bool RowWithout::is_command_to_erased(const StoredRow& stored) {
    boost::system::error_code error;
    const json::value command = json::parse(stored.row.body, error);
    if (error || !command.is_object()) return false;
    const json::object& said = command.get_object();
    const json::value* tenant = said.if_contains("tenant");
    const json::value* input = said.if_contains("input");
    if (tenant == nullptr || !tenant->is_string() || input == nullptr || !input->is_object()) return false;
    const json::value* recipient = input->get_object().if_contains("recipient");
    if (recipient == nullptr || !recipient->is_array() || recipient->get_array().size() != 2) return false;
    const json::array& named = recipient->get_array();
    if (!named[0].is_int64() || !named[1].is_string()) return false;
    const Identity identity{static_cast<IdentityKind>(named[0].get_int64()), std::string(named[1].get_string())};
    return stored.row.received_at / 1000 <= erasures_.until(TenantId(std::string(tenant->get_string())), identity);
}

std::optional<RowChange> RowWithout::campaign(const StoredRow& stored) {
    // Nearly no command is one: that is seen without reading it.
    if (stored.row.body.find("\"campaign_rows\"") == std::string::npos) return std::nullopt;
    boost::system::error_code error;
    json::value command = json::parse(stored.row.body, error);
    if (error || !command.is_object()) return std::nullopt;
    const json::value* tenant = command.get_object().if_contains("tenant");
    json::value* input = command.get_object().if_contains("input");
    json::value* rows =
        input == nullptr || !input->is_object() ? nullptr : input->get_object().if_contains("campaign_rows");
    if (tenant == nullptr || !tenant->is_string() || rows == nullptr || !rows->is_array()) return std::nullopt;
    const TenantId of(std::string(tenant->get_string()));
    bool changed = false;
    for (json::value& row : rows->get_array()) {
        if (!row.is_array() || row.get_array().size() < 5 || !row.get_array()[0].is_string()) continue;
        const std::string named(row.get_array()[0].get_string());
        if (named.size() < 3) continue;
        const Identity identity{static_cast<IdentityKind>(named[0] - '0'), named.substr(2)};
        if (stored.row.received_at / 1000 > erasures_.until(of, identity)) continue;
        // The place stays, so that the others keep theirs.
        row = json::array{"", json::object(), 0, "", "erased"};
        changed = true;
    }
    if (!changed) return std::nullopt;
    return RowChange{stored.position.row, RowKind::command, json::serialize(command)};
}

bool RowWithout::is_answer_of_erased(const StoredRow& stored) {
    boost::system::error_code error;
    const json::value answer = json::parse(stored.row.body, error);
    if (error || !answer.is_object()) return false;
    const json::value* wamid = answer.get_object().if_contains("wamid");
    if (wamid == nullptr || !wamid->is_string() || wamid->get_string().empty()) return false;
    for (const auto& [tenant, marks] : erasures_.marks()) {
        const std::string id(wamid->get_string());
        if (is_erased_message(session_, erased_message_key(TenantId(tenant), id))) return true;
    }
    return false;
}

}  // namespace coexist
