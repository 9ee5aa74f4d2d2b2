#include "api/saved_replies.hpp"

#include <boost/json.hpp>

#include "actions/desk.hpp"
#include "api/answers.hpp"
#include "api/desk_body.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t longest_title = 80;
constexpr std::size_t longest_text = 4096;  // of a text message
constexpr std::size_t longest_tenant = 200;

/// The saved reply that the path names, of one of the actor's tenants.
Result<SavedReplyRow> reply_asked(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    auto row = find_saved_reply(*session, std::string(call.ids.front()));
    if (!row || !call.actor.serves(row->tenant)) return saved_reply_not_found();
    return std::move(*row);
}

DeskRequest request_for(const Call& call, const TenantId& tenant, const char* action) {
    DeskRequest request;
    request.action = action;
    request.tenant = tenant;
    request.idempotency_key = header_of(call.request, "idempotency-key");
    return request;
}

}  // namespace

json::object saved_reply_document(const SavedReplyRow& row) {
    return {{"id", row.reply_id}, {"tenant", row.tenant.value}, {"title", row.title},
            {"text", row.text},   {"changed_by", row.actor},    {"changed_at", rfc3339(row.at)}};
}

Result<HttpAnswer> list_saved_replies(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    json::object answer;
    json::array& replies = answer["saved_replies"].emplace_array();
    for (const TenantId& tenant : *tenants) {
        for (const SavedReplyRow& row : saved_replies_of(*session, tenant)) {
            replies.push_back(saved_reply_document(row));
        }
    }
    return json_answer(answer);
}

Result<HttpAnswer> make_saved_reply(const Call& call) {
    const auto body =
        texts_in(call.request.body, {{"tenant", longest_tenant}, {"title", longest_title}, {"text", longest_text}});
    if (!body) return body.problem();
    const TenantId tenant{std::string(body->at("tenant").as_string())};
    if (!call.actor.serves(tenant)) {
        return Problem{Refusal::not_found,
                       "tenant_not_found",
                       "You do not work for this tenant.",
                       "Choose one of your own tenants.",
                       {}};
    }
    DeskRequest request = request_for(call, tenant, save_reply_action);
    request.input = {{"title", body->at("title")}, {"text", body->at("text")}};
    return desk_answer(call.services.actions.keep(request, call.actor));
}

Result<HttpAnswer> change_saved_reply(const Call& call) {
    const auto body = texts_in(call.request.body, {{"title", longest_title}, {"text", longest_text}});
    if (!body) return body.problem();
    const auto reply = reply_asked(call);
    if (!reply) return reply.problem();
    DeskRequest request = request_for(call, reply->tenant, save_reply_action);
    request.input = {{"reply", reply->reply_id}, {"title", body->at("title")}, {"text", body->at("text")}};
    return desk_answer(call.services.actions.keep(request, call.actor));
}

Result<HttpAnswer> remove_saved_reply(const Call& call) {
    const auto body = texts_in(call.request.body, {});
    if (!body) return body.problem();
    const auto reply = reply_asked(call);
    if (!reply) return reply.problem();
    DeskRequest request = request_for(call, reply->tenant, remove_reply_action);
    request.input = {{"reply", reply->reply_id}};
    return desk_answer(call.services.actions.keep(request, call.actor));
}

}  // namespace coexist
