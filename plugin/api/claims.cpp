#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/conversation_documents.hpp"
#include "api/routes.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Whoever writes renews it every half minute; whoever closes his browser keeps others waiting no longer than this.
constexpr std::int64_t claim_life_ms = 120'000;

Result<bool> over_asked(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* over = body->if_contains("take_over");
    if (body->size() == (over == nullptr ? 0U : 1U) && (over == nullptr || over->is_bool())) {
        return over != nullptr && over->get_bool();
    }
    return Problem{Refusal::invalid,
                   "body_invalid",
                   "The body holds something else than whether to take over.",
                   R"(Send {}, or {"take_over": true}.)",
                   {}};
}

std::string shown_name(const Actor& actor) {
    constexpr std::size_t longest = 80;
    return beginning_of(actor.name.empty() ? actor.id : actor.name, longest);
}

}  // namespace

Result<HttpAnswer> claim_conversation(const Call& call) {
    const auto over = over_asked(call);
    if (!over) return over.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const auto row = conversation_asked(call, *session);
    if (!row) return row.problem();
    const std::int64_t now = call.services.clock.now_ms();
    const ClaimRow claim =
        call.services.claims->claim({row->key, call.actor.id, shown_name(call.actor), now, now + claim_life_ms}, *over);
    if (claim.actor != call.actor.id) {
        return Problem{Refusal::conflict,
                       "conversation_claimed",
                       claim.name + " is answering in this conversation just now.",
                       "Wait until that is done, or take over.",
                       {}};
    }
    json::object answer;
    put_answering(answer, call, {{row->key, claim}}, *row);
    return json_answer(answer);
}

Result<HttpAnswer> unclaim_conversation(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const auto row = conversation_asked(call, *session);
    if (!row) return row.problem();
    call.services.claims->release(row->key, call.actor.id);
    return json_answer({});
}

}  // namespace coexist
