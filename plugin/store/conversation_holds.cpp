#include "store/conversation_holds.hpp"

namespace coexist {
namespace {

constexpr const char* select_order =
    "SELECT h.at, h.until, h.actor FROM identity i JOIN conversation_hold h ON h.account = $1 AND h.identity = i.hash "
    "WHERE i.tenant = $2 AND i.contact = $3 ORDER BY h.at DESC, h.operation_id DESC LIMIT 1";
constexpr const char* upsert_order =
    "INSERT INTO conversation_hold(account, identity, at, until, actor, operation_id) VALUES($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT(account, identity) DO UPDATE SET at = excluded.at, until = excluded.until, actor = excluded.actor, "
    "operation_id = excluded.operation_id WHERE excluded.at >= conversation_hold.at";

}  // namespace

HoldOrder hold_order(Session& session, const TenantId& tenant, std::int64_t account, std::int64_t contact) {
    HoldOrder order;
    Statement& select = session.sql(select_order).with(account, tenant.value, contact);
    if (select.next()) order = {select.integer(0), select.integer(1), select.text(2)};
    select.reset();
    return order;
}

void save_hold_order(Session& session, std::int64_t account, std::int64_t identity, const HoldOrder& order,
                     const OperationId& operation) {
    session.sql(upsert_order).with(account, identity, order.at, order.until, order.actor, operation.value).run();
}

}  // namespace coexist
