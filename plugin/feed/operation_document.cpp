#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;

json::object operation_document(const OperationRow& operation) {
    json::object out{{"id", operation.operation_id.value},
                     {"tenant", operation.tenant.value},
                     {"provider", operation.provider},
                     {"action", operation.action},
                     {"state", operation.state},
                     {"actor", operation.actor},
                     {"created_at", rfc3339(operation.created_at)},
                     {"changed_at", rfc3339(operation.changed_at)}};
    if (!operation.account_id.empty()) out["account"] = operation.account_id.value;
    if (!operation.result.empty()) out["result"] = json::parse(operation.result);
    if (!operation.problem.empty()) out["problem"] = json::parse(operation.problem);
    return out;
}

}  // namespace coexist
