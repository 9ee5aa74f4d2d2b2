#include "ingest/state_dump.hpp"

namespace rooms {
namespace {

struct Part {
    const char* title;
    const char* sql;
    int columns;
};

constexpr Part parts[] = {
    {"message", "SELECT key, account, wamid, peer, at, voice, signs, value FROM message ORDER BY key", 8},
    {"alias", "SELECT key, target FROM message_alias ORDER BY key", 2},
    {"identity",
     "SELECT tenant, hash, kind, value, after_at, contact, circle, mixed, ends, links, names FROM identity "
     "ORDER BY tenant, hash",
     11},
    {"contact", "SELECT tenant, contact FROM contact ORDER BY tenant, contact", 2},
    {"conversation",
     "SELECT key, account, tenant, contact, last_at, customer_at, unconfirmed_at, refused_at, "
     "human_at, human_message FROM conversation ORDER BY key",
     10},
    {"life", "SELECT account, life, last_echo_at, last_inbound_at, last_contacts_at FROM account_life ORDER BY account",
     5},
    {"notice", "SELECT account, kind, about, at, word, detail, raw FROM account_notice ORDER BY account, kind, about",
     7},
    {"history", "SELECT account, value FROM account_history ORDER BY account", 2},
    {"send", "SELECT operation_id, state, why, wamid, problem FROM send ORDER BY operation_id", 5},
    {"operation", "SELECT operation_id, state, result, problem FROM operation ORDER BY operation_id", 4},
};

}  // namespace

std::string dump_of(coexist::Session& session) {
    std::string dump;
    for (const Part& part : parts) {
        coexist::Statement& rows = session.sql(part.sql).with();
        while (rows.next()) {
            dump += part.title;
            for (int column = 0; column < part.columns; ++column) dump.append(" | ").append(rows.text(column));
            dump += '\n';
        }
        rows.reset();
    }
    return dump;
}

std::vector<coexist::FeedRow> all_told(coexist::Session& session) {
    constexpr int all = 1'000'000;
    std::vector<coexist::FeedRow> rows = coexist::feed_after(session, 0, {}, all, coexist::FeedLane::live);
    for (coexist::FeedRow& row : coexist::feed_after(session, 0, {}, all, coexist::FeedLane::past)) rows.push_back(row);
    return rows;
}

}  // namespace rooms
