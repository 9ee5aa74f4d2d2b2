#include "store/unplaced.hpp"

namespace coexist {
namespace {

constexpr const char* select_row =
    "SELECT last_at, customer_at, unconfirmed_at, refused_at FROM unplaced WHERE key = $1";
constexpr const char* upsert_row =
    "INSERT INTO unplaced(key, last_at, customer_at, unconfirmed_at, refused_at) VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(key) DO UPDATE SET last_at = excluded.last_at, customer_at = excluded.customer_at, "
    "unconfirmed_at = excluded.unconfirmed_at, refused_at = excluded.refused_at";
constexpr const char* delete_row = "DELETE FROM unplaced WHERE key = $1";

}  // namespace

ConversationSigns unplaced_signs(Session& session, std::int64_t message) {
    Statement& select = session.sql(select_row).with(message);
    ConversationSigns signs;
    if (select.next()) {
        signs = {select.integer(0), {select.integer(1), select.integer(2), select.integer(3)}};
    }
    select.reset();
    return signs;
}

void save_unplaced(Session& session, std::int64_t message, const ConversationSigns& signs) {
    session.sql(upsert_row)
        .with(message, signs.last_at, signs.window.customer_at, signs.window.unconfirmed_at, signs.window.refused_at)
        .run();
}

void delete_unplaced(Session& session, std::int64_t message) {
    session.sql(delete_row).with(message).run();
}

}  // namespace coexist
