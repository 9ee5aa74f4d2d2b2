#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/audit_document.hpp"
#include "api/paging.hpp"
#include "api/query_time.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"
#include "store/audit.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// Of the actor's tenants only those that the reader serves too: whom else an agency works for is not his to know.
json::array tenants_shown(const AuditRow& row, const Call& call, bool all) {
    json::array shown;
    json::error_code failed;
    const json::value tenants = json::parse(row.tenants.empty() ? "[]" : row.tenants, failed);
    if (failed || !tenants.is_array()) return shown;
    for (const json::value& tenant : tenants.get_array()) {
        if (all || call.actor.serves(TenantId(std::string(tenant.as_string())))) shown.push_back(tenant);
    }
    return shown;
}

/// Of each tenant, newest first, `query.limit` rows or fewer; `all`: of every tenant and of none.
std::vector<AuditRow> rows_for(const Call& call, Session& session, const AuditQuery& query,
                               std::vector<TenantId> tenants, bool all) {
    const bool narrowed = !call.query.value("tenant").empty();
    if (!narrowed && call.actor.operates) return audit_of_all(session, query);
    if (!narrowed && all) tenants.emplace_back();
    std::vector<AuditRow> rows;
    for (const TenantId& tenant : tenants) {
        for (AuditRow& row : audit_of_tenant(session, tenant, query)) rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(), [](const AuditRow& left, const AuditRow& right) { return left.id > right.id; });
    return rows;
}

}  // namespace

json::object audit_document(const AuditRow& row, const Call& call, bool all) {
    json::object out{{"id", std::to_string(row.id)}, {"at", rfc3339(row.at)}};
    if (!row.tenant.empty()) out["tenant"] = row.tenant;
    if (!row.account_id.empty()) out["account"] = row.account_id;
    out["initiator"] = row.initiator;
    out["actor"] = row.actor;
    if (!row.roles.empty()) out["actor_roles"] = row.roles;
    if (!row.tenants.empty()) out["actor_tenants"] = tenants_shown(row, call, all);
    if (!row.origin.empty()) out["origin"] = row.origin;
    out["action"] = row.action;
    if (!row.operation_id.empty()) out["operation"] = row.operation_id;
    out["outcome"] = row.outcome;
    if (!row.code.empty()) out["code"] = row.code;
    if (!row.before.empty()) out["before"] = row.before;
    if (!row.after.empty()) out["after"] = row.after;
    if (!row.detail.empty()) out["detail"] = row.detail;
    if (row.times != 1) out["times"] = row.times;
    return out;
}

Result<HttpAnswer> list_audit(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    AuditQuery query;
    std::string filters;
    for (const auto& [name, into] :
         {std::pair{"account", &query.account}, {"actor", &query.actor}, {"action", &query.action}}) {
        *into = call.query.value(name);
    }
    for (const char* name : {"tenant", "account", "actor", "action", "since", "until"}) {
        filters += "/" + call.query.value(name);
    }
    if (auto problem = read_time(call.query, "since", query.since)) return std::move(*problem);
    if (auto problem = read_time(call.query, "until", query.until)) return std::move(*problem);
    const auto page = page_of(call.query, "audit" + filters, "i");
    if (!page) return page.problem();
    if (page->after) query.before = page->after->at(0).as_int64();
    query.limit = page->limit + 1;

    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const bool all = oversees(call, *session);
    const std::vector<AuditRow> rows = rows_for(call, *session, query, *tenants, all);
    json::object answer;
    json::array& audit = answer["audit"].emplace_array();
    for (const AuditRow& row : rows) {
        if (audit.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {rows[audit.size() - 1].id});
            break;
        }
        audit.push_back(audit_document(row, call, all));
    }
    return json_answer(answer);
}

}  // namespace coexist
