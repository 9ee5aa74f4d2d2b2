#include "outbox/lines.hpp"

namespace coexist {

Result<Line> line_of(const AccountRow& account, const TokenCipher& cipher) {
    auto token = cipher.open(account.token_sealed, account.account_id.value);
    if (!token) return token.take_problem();
    return Line{account.road, account.phone_number_id, account.waba_id, std::move(token).value()};
}

}  // namespace coexist
