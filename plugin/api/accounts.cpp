#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"

namespace coexist {
namespace json = boost::json;
Result<HttpAnswer> list_accounts(const Call& call) {
    const std::string named = call.query.value("provider");
    const auto provider = provider_named(named);
    if (!named.empty() && !provider) {
        return Problem{Refusal::invalid,
                       "provider_unknown",
                       "There is no provider of this name.",
                       "Use coex, meta or meow, or leave the parameter away.",
                       {}};
    }
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "accounts/" + named + "/" + call.query.value("tenant"), "i");
    if (!page) return page.problem();
    const std::int64_t after = page->after ? page->after->at(0).as_int64() : 0;

    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    std::vector<AccountRow> rows;
    for (const TenantId& tenant : *tenants) {
        for (AccountRow& row : accounts_of_tenant(*session, tenant)) {
            if (row.id > after && (!provider || row.provider == *provider)) rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end(),
              [](const AccountRow& left, const AccountRow& right) { return left.id < right.id; });
    json::object answer;
    json::array& accounts = answer["accounts"].emplace_array();
    for (const AccountRow& row : rows) {
        if (accounts.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {rows[accounts.size() - 1].id});
            break;
        }
        accounts.push_back(account_document(*session, row));
    }
    return json_answer(answer);
}

Result<HttpAnswer> show_account(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();
    return json_answer(account_document(*session, *account));
}

}  // namespace coexist
