#include "onboarding/added_wabas.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/step.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* member = "added";
constexpr std::size_t most = 20;

std::string owner_in(const std::string& raw) {
    boost::system::error_code failed;
    const json::value value = json::parse(raw, failed);
    const json::object* said = failed ? nullptr : value.if_object();
    const json::value* waba = said != nullptr ? said->if_contains("waba_info") : nullptr;
    return waba != nullptr && waba->is_object() ? text_in(waba->get_object(), "owner_business_id") : std::string();
}

}  // namespace

std::optional<AddedWaba> added_waba(const Fact& fact, std::int64_t received_at) {
    const auto* told = std::get_if<AccountFact>(&fact.said);
    if (told == nullptr || fact.address.waba_id.empty()) return std::nullopt;
    const auto found = told->life.newest.find(LifeKind::partner_added);
    if (found == told->life.newest.end()) return std::nullopt;
    return AddedWaba{fact.address.waba_id, owner_in(found->second.raw), received_at};
}

std::vector<AddedWaba> added_wabas(const ConnectAttemptRow& attempt) {
    std::vector<AddedWaba> all;
    const json::object value = value_of(attempt);
    const json::value* list = value.if_contains(member);
    if (list == nullptr) return all;
    for (const json::value& one : list->as_array()) {
        const json::object& said = one.as_object();
        all.push_back({WabaId(text_in(said, "waba")), text_in(said, "portfolio"), said.at("at").as_int64()});
    }
    return all;
}

bool remember_added(ConnectAttemptRow& attempt, const AddedWaba& added) {
    std::vector<AddedWaba> all = added_wabas(attempt);
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const AddedWaba& one) { return one.waba == added.waba; });
    if (known) return false;
    all.push_back(added);
    json::array list;
    for (std::size_t place = all.size() > most ? all.size() - most : 0; place < all.size(); ++place) {
        const AddedWaba& one = all[place];
        list.push_back(json::object{{"waba", one.waba.value}, {"portfolio", one.portfolio}, {"at", one.at}});
    }
    json::object value = value_of(attempt);
    value[member] = std::move(list);
    set_value(attempt, value);
    return true;
}

}  // namespace coexist
