#include "store/canonical_export.hpp"

#include "model/hash.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace {

/// A table of the fold: the first column is the subject, the others are what is compared.
struct Part {
    const char* sql;
    int columns;
    std::string (*subject)(const Statement&);
};

std::string message(const Statement& row) {
    return "message/" + message_id(row.integer(0)).value;
}
std::string contact(const Statement& row) {
    return "contact/" + contact_id(row.integer(0)).value;
}
std::string conversation(const Statement& row) {
    return "conversation/" + conversation_id(row.integer(0)).value;
}
std::string account(const Statement& row) {
    return "account/" + row.text(0);
}

constexpr Part parts[] = {
    {"SELECT key, account, wamid, peer, at, value, voice, signs FROM message ORDER BY key", 8, message},
    {"SELECT target, key FROM message_alias ORDER BY key", 2, message},
    {"SELECT contact, tenant FROM contact ORDER BY tenant, contact", 2, contact},
    {"SELECT contact, tenant, hash, kind, value, after_at, circle, mixed, ends, links, names FROM identity "
     "ORDER BY tenant, hash",
     11, contact},
    {"SELECT key, account, tenant, contact, last_at, customer_at, unconfirmed_at, refused_at, human_at, "
     "human_message FROM conversation ORDER BY key",
     10, conversation},
    {"SELECT account.account_id, life, last_echo_at, last_inbound_at, last_contacts_at FROM account_life JOIN account "
     "ON account.id = account_life.account ORDER BY account.account_id",
     5, account},
    {"SELECT account.account_id, kind, about, at, word, detail, raw FROM account_notice JOIN account "
     "ON account.id = account_notice.account ORDER BY account.account_id, kind, about",
     7, account},
    {"SELECT account.account_id, value FROM account_history JOIN account ON account.id = account_history.account "
     "ORDER BY account.account_id",
     2, account},
};

}  // namespace

std::map<std::string, std::uint64_t> canonical_hashes(Session& session) {
    std::map<std::string, std::uint64_t> hashes;
    for (const Part& part : parts) {
        Statement& rows = session.sql(part.sql).with();
        while (rows.next()) {
            std::uint64_t& hash = hashes[part.subject(rows)];
            std::string line = std::to_string(hash);
            for (int column = 1; column < part.columns; ++column) line.append("\n").append(rows.text(column));
            hash = hash64(line);
        }
        rows.reset();
    }
    return hashes;
}

}  // namespace coexist
