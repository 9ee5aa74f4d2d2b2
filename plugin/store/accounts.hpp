#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/account_life.hpp"
#include "model/account_signs.hpp"
#include "model/ids.hpp"
#include "model/provider.hpp"
#include "store/session.hpp"

namespace coexist {

/// One number of one tenant, as it is kept. `asked` is what people decided (a name of AccountState); what the platform
/// says of it is folded apart (AccountLifeRow), and both make the state that is shown. Times are Unix milliseconds.
struct AccountRow {
    std::int64_t id = 0;  ///< row, local to this state
    AccountId account_id;
    TenantId tenant;
    Provider provider = Provider::coex;
    std::string digits;  ///< the number itself
    WabaId waba_id;
    PhoneNumberId phone_number_id;
    std::string road;  ///< app or gateway by its name in the configuration
    std::string name;
    std::string token_sealed;
    std::int64_t generation = 1;        ///< counts connections of this number
    std::int64_t generation_start = 0;  ///< when this one was made
    std::string asked;
    std::int64_t asked_at = 0;
    std::string asked_reason;
    std::string asked_by;
    std::int64_t phone_confirmed_at = 0;  ///< a person said: I opened the app
    bool token_invalid = false;
    bool payment_problem = false;
    std::int64_t revision = 0;
    std::int64_t created_at = 0;  ///< the first of its connections was made; 0: earlier than this was noted
};

/// What deliveries told of a number, and what our own calls showed. The times of messages are Unix seconds of the
/// platform.
struct AccountLifeRow {
    AccountLife life;
    std::int64_t last_echo_at = 0;
    std::int64_t last_inbound_at = 0;
    std::int64_t last_contacts_at = 0;  ///< the app told of its address book
    AccountSigns signs;                 ///< kept: no delivery tells them again
    std::int64_t deaf_since = 0;  ///< kept: the platform does not deliver to us, Unix ms; 0: it does, as far as known
};

std::vector<AccountRow> all_accounts(Session& session);
/// Every tenant that has, or had, an account.
std::vector<TenantId> tenants_with_accounts(Session& session);
std::vector<AccountRow> accounts_of_tenant(Session& session, const TenantId& tenant);
std::optional<AccountRow> find_account(Session& session, const AccountId& account_id);
std::optional<AccountRow> find_account(Session& session, std::int64_t id);
/// Accounts with these digits over all tenants and providers, ended ones too.
std::vector<AccountRow> accounts_with_digits(Session& session, const std::string& digits);
/// Inserts (id 0; the new id is written back, and created_at is the start of this first generation) or updates.
void save_account(Session& session, AccountRow& account);

AccountLifeRow account_life(Session& session, std::int64_t account);
/// What deliveries told.
void save_account_life(Session& session, std::int64_t account, const AccountLifeRow& life);
/// What our calls showed: signs and deaf_since.
void save_account_signs(Session& session, std::int64_t account, const AccountLifeRow& life);

}  // namespace coexist
