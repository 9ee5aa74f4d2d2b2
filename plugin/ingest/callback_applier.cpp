#include "ingest/callback_applier.hpp"

#include "store/audit.hpp"
#include "store/grants.hpp"

namespace coexist {
namespace {

void tell(WriteContext& context, const AccountRow& account, LifeKind kind, const LifeEvent& event) {
    AccountFact told;
    told.life.newest.emplace(kind, event);
    const AccountRow copy = account;  // the fold may change the router's row
    context.fold.apply(copy, {{}, told});
}

void deauthorize(WriteContext& context, const Road& road, const SignedRequest& request, std::int64_t received_at) {
    LifeEvent event;
    event.at = request.issued_at;
    event.reason = "DEAUTHORIZED";
    event.initiated_by = "USER";
    event.received_at = received_at / 1000;
    const std::vector<std::int64_t> granted = accounts_granted_by(context.session, road.name(), request.user_id);
    for (const std::int64_t id : granted) {
        if (const AccountRow* account = context.router.by_id(id)) {
            tell(context, *account, LifeKind::deauthorized, event);
        }
    }
    if (!granted.empty()) return;
    // Whose grants these were is not known, so each number of the app is read: the read decides.
    for (const AccountRow* account : context.router.meant({}, road.name(), received_at)) {
        tell(context, *account, LifeKind::doubted, event);
    }
}

void delete_data(WriteContext& context, const Road& road, const SignedRequest& request, std::int64_t received_at) {
    for (const std::int64_t id :
         delete_person(context.session, request.code, road.name(), request.user_id, received_at)) {
        const AccountRow* account = context.router.by_id(id);
        if (account == nullptr) continue;
        AuditRow row{0,  received_at, account->tenant.value, account->account_id.value, {}, "data_deletion",
                     {}, "succeeded"};
        row.initiator = "platform";
        row.detail = "The person's id was deleted; whether the number's data goes too is an admin's decision.";
        row.evidence = "data_deletion " + request.code + " " + account->account_id.value;
        add_audit(context.session, row);
    }
}

}  // namespace

std::string apply_callback(WriteContext& context, const Road& road, const std::string& callback,
                           const StoredRow& stored) {
    const auto request = road.signed_request(stored.row.body);
    if (!request) return "The configuration has no Meta app of this name any more.";
    if (!request->fault.empty()) return request->fault;
    if (callback == deauthorize_callback) {
        deauthorize(context, road, *request, stored.row.received_at);
    } else if (callback == data_deletion_callback) {
        delete_data(context, road, *request, stored.row.received_at);
    } else {
        return "This version does not know the callback.";
    }
    return {};
}

}  // namespace coexist
