#include "persons/row_without.hpp"

#include <boost/json.hpp>

#include "store/accounts.hpp"

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

std::optional<RowChange> RowWithout::change_of(const StoredRow& stored) {
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
    forgetting.until = [&](const Address& address, const Identity& identity) {
        const TenantId tenant = tenants_.find(address, stored.row.road);
        return tenant.empty() ? 0 : erasures_.until(tenant, identity);
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
