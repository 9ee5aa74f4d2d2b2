#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"
#include "store/backup.hpp"
#include "store/operations.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object audit_document(const AuditRow& row) {
    json::object out{{"id", std::to_string(row.id)}, {"at", rfc3339(row.at)}, {"tenant", row.tenant}};
    if (!row.account_id.empty()) out["account"] = row.account_id;
    out["actor"] = row.actor;
    out["action"] = row.action;
    if (!row.operation_id.empty()) out["operation"] = row.operation_id;
    out["outcome"] = row.outcome;
    return out;
}

}  // namespace

Result<HttpAnswer> show_health(const Call& call) {
    HttpAnswer answer;
    answer.body = call.services.health();
    return answer;
}

Result<HttpAnswer> list_unknown(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    json::array unknown;
    for (const UnknownKind& kind : unknown_kinds(*session)) {
        unknown.push_back(json::object{{"field", kind.field},
                                       {"what", kind.what},
                                       {"count", kind.count},
                                       {"segment", kind.last.segment},
                                       {"row", kind.last.row}});
    }
    return json_answer({{"unknown", std::move(unknown)}});
}

Result<HttpAnswer> list_audit(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "audit/" + call.query.value("tenant"), "i");
    if (!page) return page.problem();
    const std::int64_t before = page->after ? page->after->at(0).as_int64() : 0;
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);

    std::vector<AuditRow> rows;
    for (const TenantId& tenant : *tenants) {
        for (AuditRow& row : audit_of_tenant(*session, tenant, before, page->limit + 1)) rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(), [](const AuditRow& left, const AuditRow& right) { return left.id > right.id; });
    json::object answer;
    json::array& audit = answer["audit"].emplace_array();
    for (const AuditRow& row : rows) {
        if (audit.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {rows[audit.size() - 1].id});
            break;
        }
        audit.push_back(audit_document(row));
    }
    return json_answer(answer);
}

Result<HttpAnswer> make_backup(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* directory = body->if_contains("directory");
    if (body->size() != 1 || directory == nullptr || !directory->is_string()) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body does not name the directory for the backup.",
                       R"(Send {"directory": "/an/absolute/path"}.)",
                       {}};
    }
    const auto made =
        back_up(call.services.directory, std::string(directory->get_string()), call.services.clock.now_ms());
    if (!made) return made.problem();
    return json_answer({{"directory", made->directory}, {"bytes", made->bytes}, {"segments", made->segments}});
}

Result<HttpAnswer> compare_rebuild(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* adopt = body->if_contains("adopt");
    if (body->size() != (adopt == nullptr ? 0U : 1U) || (adopt != nullptr && !adopt->is_bool())) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body says something else than whether to adopt what is built.",
                       R"(Send {} to compare, or {"adopt": true} to have the next start build the state anew.)",
                       {}};
    }
    const auto found = call.services.compare_with_rebuilt();
    if (!found) return found.problem();
    const bool adopted = adopt != nullptr && adopt->get_bool();
    if (adopted) want_rebuild(call.services.directory);
    return json_answer({{"equal", found->differing == 0},
                        {"compared", found->compared},
                        {"differing", found->differing},
                        {"subjects", json::value_from(found->subjects)},
                        {"adopted", adopted}});
}

}  // namespace coexist
