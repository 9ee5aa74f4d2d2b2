#include "store/accounts.hpp"

#include "store/account_life_codec.hpp"

namespace coexist {
namespace {

constexpr const char* select_tenants = "SELECT DISTINCT tenant FROM account ORDER BY tenant";

#define ACCOUNT_COLUMNS                                                                                          \
    "id, account_id, tenant, provider, digits, waba_id, phone_number_id, road, name, token_sealed, generation, " \
    "generation_start, asked, asked_at, asked_reason, asked_by, phone_confirmed_at, token_invalid, "             \
    "payment_problem, revision, created_at"

constexpr const char* select_all = "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY id";
constexpr const char* select_tenant = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE tenant = $1 ORDER BY id";
constexpr const char* select_account_id = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE account_id = $1";
constexpr const char* select_id = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1";
constexpr const char* select_digits = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE digits = $1 ORDER BY id";
constexpr const char* insert_account =
    "INSERT INTO account(account_id, tenant, provider, digits, waba_id, phone_number_id, road, name, token_sealed, "
    "generation, generation_start, asked, asked_at, asked_reason, asked_by, phone_confirmed_at, token_invalid, "
    "payment_problem, revision, created_at) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) RETURNING id";
constexpr const char* update_account =
    "UPDATE account SET tenant = $1, provider = $2, digits = $3, waba_id = $4, phone_number_id = $5, road = $6, "
    "name = $7, token_sealed = $8, generation = $9, generation_start = $10, asked = $11, asked_at = $12, "
    "asked_reason = $13, asked_by = $14, phone_confirmed_at = $15, token_invalid = $16, payment_problem = $17, "
    "revision = $18 WHERE id = $19";
constexpr const char* select_life =
    "SELECT life, last_echo_at, last_inbound_at, last_contacts_at FROM account_life WHERE account = $1";
constexpr const char* upsert_life =
    "INSERT INTO account_life(account, life, last_echo_at, last_inbound_at, last_contacts_at) "
    "VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(account) DO UPDATE SET life = excluded.life, last_echo_at = excluded.last_echo_at, "
    "last_inbound_at = excluded.last_inbound_at, last_contacts_at = excluded.last_contacts_at";
constexpr const char* select_signs = "SELECT signs, deaf_since FROM account_signs WHERE account = $1";
constexpr const char* upsert_signs =
    "INSERT INTO account_signs(account, signs, deaf_since) VALUES($1, $2, $3) "
    "ON CONFLICT(account) DO UPDATE SET signs = excluded.signs, deaf_since = excluded.deaf_since";

#undef ACCOUNT_COLUMNS

AccountRow row_of(const Statement& statement) {
    AccountRow row;
    row.id = statement.integer(0);
    row.account_id = AccountId(statement.text(1));
    row.tenant = TenantId(statement.text(2));
    row.provider = provider_named(statement.text(3)).value_or(Provider::coex);
    row.digits = statement.text(4);
    row.waba_id = WabaId(statement.text(5));
    row.phone_number_id = PhoneNumberId(statement.text(6));
    row.road = statement.text(7);
    row.name = statement.text(8);
    row.token_sealed = statement.text(9);
    row.generation = statement.integer(10);
    row.generation_start = statement.integer(11);
    row.asked = statement.text(12);
    row.asked_at = statement.integer(13);
    row.asked_reason = statement.text(14);
    row.asked_by = statement.text(15);
    row.phone_confirmed_at = statement.integer(16);
    row.token_invalid = statement.integer(17) != 0;
    row.payment_problem = statement.integer(18) != 0;
    row.revision = statement.integer(19);
    row.created_at = statement.integer(20);
    return row;
}

std::vector<AccountRow> rows_of(Statement& statement) {
    std::vector<AccountRow> rows;
    while (statement.next()) rows.push_back(row_of(statement));
    statement.reset();
    return rows;
}

std::optional<AccountRow> one_of(Statement& statement) {
    std::optional<AccountRow> row;
    if (statement.next()) row = row_of(statement);
    statement.reset();
    return row;
}

}  // namespace

std::vector<AccountRow> all_accounts(Session& session) {
    return rows_of(session.sql(select_all).with());
}

std::vector<TenantId> tenants_with_accounts(Session& session) {
    std::vector<TenantId> tenants;
    Statement& select = session.sql(select_tenants).with();
    while (select.next()) tenants.emplace_back(select.text(0));
    select.reset();
    return tenants;
}

std::vector<AccountRow> accounts_of_tenant(Session& session, const TenantId& tenant) {
    return rows_of(session.sql(select_tenant).with(tenant.value));
}

std::optional<AccountRow> find_account(Session& session, const AccountId& account_id) {
    return one_of(session.sql(select_account_id).with(account_id.value));
}

std::optional<AccountRow> find_account(Session& session, std::int64_t id) {
    return one_of(session.sql(select_id).with(id));
}

std::vector<AccountRow> accounts_with_digits(Session& session, const std::string& digits) {
    return rows_of(session.sql(select_digits).with(digits));
}

void save_account(Session& session, AccountRow& account) {
    if (account.id == 0) {
        account.created_at = account.generation_start;
        Statement& insert =
            session.sql(insert_account)
                .with(account.account_id.value, account.tenant.value, name_of(account.provider), account.digits,
                      account.waba_id.value, account.phone_number_id.value, account.road, account.name,
                      account.token_sealed, account.generation, account.generation_start, account.asked,
                      account.asked_at, account.asked_reason, account.asked_by, account.phone_confirmed_at,
                      account.token_invalid, account.payment_problem, account.revision, account.created_at);
        if (insert.next()) account.id = insert.integer(0);
        insert.reset();
        return;
    }
    session.sql(update_account)
        .with(account.tenant.value, name_of(account.provider), account.digits, account.waba_id.value,
              account.phone_number_id.value, account.road, account.name, account.token_sealed, account.generation,
              account.generation_start, account.asked, account.asked_at, account.asked_reason, account.asked_by,
              account.phone_confirmed_at, account.token_invalid, account.payment_problem, account.revision, account.id)
        .run();
}

AccountLifeRow account_life(Session& session, std::int64_t account) {
    AccountLifeRow row;
    Statement& select = session.sql(select_life).with(account);
    if (select.next()) {
        row.life = life_from_text(select.bytes(0));
        row.last_echo_at = select.integer(1);
        row.last_inbound_at = select.integer(2);
        row.last_contacts_at = select.integer(3);
    }
    select.reset();
    Statement& shown = session.sql(select_signs).with(account);
    if (shown.next()) {
        row.signs = signs_from_text(shown.bytes(0));
        row.deaf_since = shown.integer(1);
    }
    shown.reset();
    return row;
}

void save_account_life(Session& session, std::int64_t account, const AccountLifeRow& life) {
    session.sql(upsert_life)
        .with(account, text_from_life(life.life), life.last_echo_at, life.last_inbound_at, life.last_contacts_at)
        .run();
}

void save_account_signs(Session& session, std::int64_t account, const AccountLifeRow& life) {
    session.sql(upsert_signs).with(account, text_from_signs(life.signs), life.deaf_since).run();
}

}  // namespace coexist
