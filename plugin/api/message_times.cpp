#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "api/answers.hpp"
#include "api/conversation_documents.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr int most_days = 92;
constexpr int usual_days = 14;
constexpr std::int64_t day_s = std::int64_t{24} * 60 * 60;
// Every time zone is a multiple of this away from UTC: pages can make the hotel's own days of it.
constexpr std::int64_t part_s = std::int64_t{15} * 60;
constexpr std::size_t messages_an_answer = 10'000;
constexpr int conversations_together = 200;
constexpr int messages_together = 200;

using Parts = std::map<std::int64_t, std::map<std::string, std::int64_t>>;  ///< by begin, by origin

struct Counted {
    Parts parts;
    std::size_t looked_at = 0;
    bool complete = true;
};

void count(Counted& counted, Session& session, const ConversationRow& row, std::int64_t since) {
    const std::vector<std::int64_t> peers = identity_keys_of(session, row.tenant, row.contact);
    std::optional<MessageCursor> before;
    for (;;) {
        const std::vector<MessageRow> rows = messages_with(session, row.account, peers, before, messages_together);
        for (const MessageRow& message : rows) {
            const std::int64_t at = time_of(message.message);
            if (at < since) return;
            before = MessageCursor{at, message.key};
            if (!message.message.content) continue;
            ++counted.parts[at - at % part_s][std::string(name_of(message.message.origin))];
        }
        counted.looked_at += rows.size();
        if (rows.size() < static_cast<std::size_t>(messages_together)) return;
        if (counted.looked_at >= messages_an_answer) {
            counted.complete = false;
            return;
        }
    }
}

Counted counted_since(Session& session, const AccountRow& account, std::int64_t since) {
    Counted counted;
    std::optional<ConversationCursor> before;
    for (;;) {
        const auto rows = conversations_of_account(session, account.id, before, conversations_together);
        for (const ConversationRow& row : rows) {
            if (row.last_at < since) return counted;
            if (counted.looked_at >= messages_an_answer) {
                counted.complete = false;
                return counted;
            }
            count(counted, session, row, since);
            before = ConversationCursor{row.last_at, row.key};
        }
        if (rows.size() < static_cast<std::size_t>(conversations_together)) return counted;
    }
}

}  // namespace

Result<HttpAnswer> show_message_times(const Call& call) {
    int days = usual_days;
    if (const std::string asked = call.query.value("days"); !asked.empty()) {
        const auto [end, fault] = std::from_chars(asked.data(), asked.data() + asked.size(), days);
        if (fault != std::errc() || end != asked.data() + asked.size() || days < 1 || days > most_days) {
            return Problem{Refusal::invalid,
                           "query_invalid",
                           "\"days\" is no number from 1 to " + std::to_string(most_days) + ".",
                           "Leave it away for the last " + std::to_string(usual_days) + " days.",
                           {}};
        }
    }
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();
    const std::int64_t now = call.services.clock.now_s();
    // Begins with a part of its own, so that the answer changes four times an hour and not each second.
    const std::int64_t since = (now - now % part_s) - days * day_s;
    const Counted counted = counted_since(*session, *account, since);
    json::object answer{{"since", rfc3339(since * 1000)}, {"complete", counted.complete}};
    json::array& parts = answer["parts"].emplace_array();
    for (const auto& [at, origins] : counted.parts) {
        json::object part{{"at", rfc3339(at * 1000)}};
        for (const auto& [origin, messages] : origins) part[origin] = messages;
        parts.push_back(std::move(part));
    }
    return json_answer(answer);
}

}  // namespace coexist
