#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "store/progress.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t most_accounts = 100'000;

Eyes eyes_of(const Call& call) {
    return {call.actor.operates, call.actor.tenants};
}

/// "all", or a number of the most silent accounts.
Result<std::size_t> accounts_wanted(const Query& query) {
    const std::string said = query.value("accounts");
    std::size_t wanted = Wanted{}.accounts;
    if (said.empty()) return wanted;
    if (said == "all") return most_accounts;
    const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), wanted);
    if (error == std::errc() && end == said.data() + said.size() && wanted <= most_accounts) return wanted;
    return Problem{Refusal::invalid,
                   "accounts_invalid",
                   "The parameter accounts is neither a whole number nor \"all\".",
                   "Ask for a number of the most silent accounts, as in accounts=20, or for accounts=all.",
                   {}};
}

}  // namespace

Result<HttpAnswer> show_health(const Call& call) {
    HttpAnswer answer;
    answer.body = call.services.health(eyes_of(call));
    // That time went on is no news.
    constexpr std::string_view at = R"("at":")";
    std::string what = answer.body;
    if (const std::size_t begin = what.find(at); begin != std::string::npos) {
        what.erase(begin, what.find('"', begin + at.size()) - begin);
    }
    put_etag(call.request, answer, what);
    return answer;
}

Result<HttpAnswer> show_metrics(const Call& call) {
    const auto accounts = accounts_wanted(call.query);
    if (!accounts) return accounts.problem();
    const std::string account = call.query.value("account");
    if (!account.empty()) {
        const auto found = account_asked(call, *call.services.readers.take(), account);
        if (!found && !call.actor.operates) return found.problem();
    }
    HttpAnswer answer;
    answer.content_type = open_metrics_type;
    answer.body = call.services.metrics(eyes_of(call), {*accounts, account});
    return answer;
}

Result<HttpAnswer> list_unknown(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    if (!oversees(call, *session)) return operator_needed();
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

}  // namespace coexist
