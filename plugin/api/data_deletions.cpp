#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_view.hpp"
#include "store/grants.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// The numbers of a request that the actor may see; nothing if it is not his to know of. A request that names no number
/// is of no tenant.
std::optional<std::vector<AccountRow>> seen_of(const Call& call, Session& session, const DeletionEntry& entry,
                                               bool all) {
    std::vector<AccountRow> seen;
    for (const std::int64_t id : entry.accounts) {
        auto account = find_account(session, id);
        if (account && (all || call.actor.serves(account->tenant))) seen.push_back(std::move(*account));
    }
    if (seen.empty() && !all) return std::nullopt;
    return seen;
}

json::object document_of(const DeletionEntry& entry, const std::vector<AccountRow>& accounts) {
    json::object out{{"code", entry.code}, {"road", entry.road}, {"received_at", rfc3339(entry.received_at)}};
    bool waits = false;
    json::array& list = out["accounts"].emplace_array();
    for (const AccountRow& account : accounts) {
        const bool access_left = !account.token_sealed.empty();
        waits = waits || access_left;
        list.push_back(json::object{{"id", account.account_id.value},
                                    {"tenant", account.tenant.value},
                                    {"address", international(account.digits)},
                                    {"access_left", access_left}});
    }
    out["state"] = waits ? "waits_for_admin" : "done";
    if (waits) {
        out["next"] =
            "Disconnect these numbers, or connect them anew by another person. Until then they run on the "
            "access of the person who asked for deletion.";
    }
    return out;
}

}  // namespace

Result<HttpAnswer> list_data_deletions(const Call& call) {
    const auto page = page_of(call.query, "data_deletions", "is");
    if (!page) return page.problem();
    std::pair<std::int64_t, std::string> after;
    if (page->after) after = {page->after->at(0).as_int64(), std::string(page->after->at(1).as_string())};
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const bool all = oversees(call, *session);
    json::object answer;
    json::array& list = answer["data_deletions"].emplace_array();
    std::pair<std::int64_t, std::string> last;
    for (const DeletionEntry& entry : all_deletions(*session)) {
        const std::pair place(entry.received_at, entry.code);
        if (page->after && place <= after) continue;
        const auto accounts = seen_of(call, *session, entry, all);
        if (!accounts) continue;
        if (list.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {last.first, last.second});
            break;
        }
        list.push_back(document_of(entry, *accounts));
        last = place;
    }
    return json_answer(answer);
}

}  // namespace coexist
