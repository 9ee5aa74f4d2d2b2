#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "store/operations.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> list_operations(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    OperationQuery query;
    std::string list = "operations/" + call.query.value("tenant");
    for (const auto& [name, into] :
         {std::pair{"account", &query.account}, {"action", &query.action}, {"state", &query.state}}) {
        *into = call.query.value(name);
        list += "/" + *into;
    }
    const auto page = page_of(call.query, list, "i");
    if (!page) return page.problem();
    query.before = page->after ? page->after->at(0).as_int64() : std::numeric_limits<std::int64_t>::max();
    query.limit = page->limit + 1;
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    std::vector<OperationRow> rows;
    for (const TenantId& tenant : *tenants) {
        for (OperationRow& row : operations_of_tenant(*session, tenant, query)) rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(),
              [](const OperationRow& left, const OperationRow& right) { return left.id > right.id; });
    json::object answer;
    json::array& operations = answer["operations"].emplace_array();
    std::int64_t shown = 0;
    for (const OperationRow& row : rows) {
        if (operations.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {shown});
            break;
        }
        shown = row.id;
        operations.push_back(operation_document(row));
    }
    return json_answer(answer);
}

}  // namespace coexist
