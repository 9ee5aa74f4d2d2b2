#include "ingest/gone_numbers.hpp"

namespace coexist {
namespace {

const TenantId nobody;

Identity digits_named(const std::string& digits) {
    return {IdentityKind::wa_id, digits};
}
Identity number_named(const PhoneNumberId& id) {
    return {IdentityKind::wa_id, "phone_number_id " + id.value};
}
Identity waba_named(const WabaId& id) {
    return {IdentityKind::wa_id, "waba_id " + id.value};
}

}  // namespace

std::vector<Identity> names_of_number(const AccountRow& account, bool with_waba) {
    std::vector<Identity> names = {digits_named(account.digits)};
    if (!account.phone_number_id.empty()) names.push_back(number_named(account.phone_number_id));
    if (with_waba && !account.waba_id.empty()) names.push_back(waba_named(account.waba_id));
    return names;
}

bool any_number_gone(const Erasures& erasures) {
    return erasures.marks().count(nobody.value) > 0;
}

std::int64_t number_gone_until(Erasures& erasures, const Address& address) {
    if (!any_number_gone(erasures)) return 0;
    if (!address.phone_number_id.empty()) return erasures.until(nobody, number_named(address.phone_number_id));
    if (!address.display_digits.empty()) {
        const std::int64_t known = erasures.until(nobody, digits_named(address.display_digits));
        if (known > 0) return known;
    }
    return address.waba_id.empty() ? 0 : erasures.until(nobody, waba_named(address.waba_id));
}

}  // namespace coexist
