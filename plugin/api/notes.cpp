#include "api/notes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/desk.hpp"
#include "api/answers.hpp"
#include "api/conversation_documents.hpp"
#include "api/desk_body.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t longest_note = 4000;

/// The conversation and its account.
struct Place {
    ConversationRow conversation;
    AccountRow account;
};

Result<Place> place_of(const Call& call, Session& session) {
    auto conversation = conversation_asked(call, session);
    if (!conversation) return conversation.take_problem();
    const auto account = find_account(session, conversation->account);
    if (!account) {
        return Problem{Refusal::not_found,
                       "account_not_found",
                       "The number of this conversation is gone.",
                       "Look at the list of accounts.",
                       {}};
    }
    return Place{std::move(conversation).value(), *account};
}

DeskRequest request_for(const Call& call, const Place& place, const char* action) {
    DeskRequest request;
    request.action = action;
    request.tenant = place.account.tenant;
    request.account = place.account.account_id;
    request.provider = place.account.provider;
    request.idempotency_key = header_of(call.request, "idempotency-key");
    return request;
}

}  // namespace

json::object note_document(const NoteRow& row) {
    return {{"id", row.note_id}, {"text", row.text}, {"actor", row.actor}, {"at", rfc3339(row.at)}};
}

Result<HttpAnswer> list_notes(const Call& call) {
    const auto page = page_of(call.query, "notes/" + std::string(call.ids.front()), "i");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto row = conversation_asked(call, *session);
    if (!row) return row.problem();
    std::optional<std::int64_t> before;
    if (page->after) before = page->after->at(0).as_int64();
    const auto identities = identity_keys_of(*session, row->tenant, row->contact);
    json::object answer;
    json::array& notes = answer["notes"].emplace_array();
    std::int64_t shown = 0;
    for (const NoteRow& note : notes_on(*session, row->account, identities, before, page->limit + 1)) {
        if (notes.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {shown});
            break;
        }
        shown = note.id;
        notes.push_back(note_document(note));
    }
    return json_answer(answer);
}

Result<HttpAnswer> add_note(const Call& call) {
    auto body = texts_in(call.request.body, {{"text", longest_note}});
    if (!body) return body.take_problem();
    DeskRequest request;
    {
        ReaderPool::Lease session = call.services.readers.take();
        const auto place = place_of(call, *session);
        if (!place) return place.problem();
        // A contact's key is that of one of its names.
        const auto name = find_identity(*session, place->account.tenant, place->conversation.contact);
        if (!name) {
            return Problem{Refusal::not_found,
                           "contact_not_found",
                           "The person of this conversation is not known any more.",
                           "Look at the list of conversations again.",
                           {}};
        }
        request = request_for(call, *place, add_note_action);
        request.input = {{"identity", name->hash},
                         {"recipient", json::array{static_cast<int>(name->identity.kind), name->identity.value}},
                         {"text", body->at("text")}};
    }
    return desk_answer(call.services.actions.keep(request, call.actor));
}

Result<HttpAnswer> remove_note(const Call& call) {
    auto body = texts_in(call.request.body, {});
    if (!body) return body.take_problem();
    DeskRequest request;
    {
        ReaderPool::Lease session = call.services.readers.take();
        const auto place = place_of(call, *session);
        if (!place) return place.problem();
        const auto note = find_note(*session, std::string(call.ids[1]));
        if (!note || note->account != place->account.id) return note_not_found();
        const auto identities = identity_keys_of(*session, place->conversation.tenant, place->conversation.contact);
        if (std::find(identities.begin(), identities.end(), note->identity) == identities.end()) {
            return note_not_found();
        }
        if (note->actor != call.actor.id && !call.actor.admin) {
            return Problem{Refusal::denied,
                           "note_of_another",
                           "This note is somebody else's.",
                           "Ask whoever wrote it, or an admin, to remove it.",
                           {}};
        }
        request = request_for(call, *place, remove_note_action);
        request.input = {{"note", note->note_id}};
    }
    return desk_answer(call.services.actions.keep(request, call.actor));
}

}  // namespace coexist
