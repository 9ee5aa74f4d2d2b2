#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> show_queue(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();
    const SendCounts counts = send_counts(*session, account->id);
    const int rate = call.services.rate ? call.services.rate(*session, *account) : 1;
    json::object answer{{"queued", counts.queued},
                        {"held", counts.held},
                        {"sending", counts.sending},
                        {"unknown", counts.unknown},
                        {"per_second", rate},
                        // Rounded up: who waits is told rather too much than too little.
                        {"expected_wait_s", (counts.queued + rate - 1) / rate}};
    if (counts.oldest_at > 0) answer["oldest_at"] = rfc3339(counts.oldest_at);
    return json_answer(answer);
}

}  // namespace coexist
