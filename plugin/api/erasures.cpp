#include "store/erasures.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "persons/erasure_command.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object document_of(const ErasureRow& row) {
    json::object out{{"id", row.erasure_id},
                     {"tenant", row.tenant.value},
                     {"contact", contact_id(row.contact).value},
                     {"state", row.state},
                     {"asked_at", rfc3339(row.asked_at)},
                     {"messages", row.messages},
                     {"files", row.files},
                     {"bodies", row.bodies}};
    if (row.done_at > 0) out["done_at"] = rfc3339(row.done_at);
    if (row.state == "forgetting") {
        out["next"] =
            "Nothing of the person is shown any more. His bytes are being taken out of the journal and the state's "
            "file; backups that were made before hold him still.";
    }
    return out;
}

}  // namespace

Result<HttpAnswer> erase_contact(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    if (!body->empty()) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body holds members, and erasing a contact takes none.",
                       "Send {}.",
                       {}};
    }
    ErasureCommand command;
    {
        ReaderPool::Lease session = call.services.readers.take();
        const auto contact = contact_asked(call, *session, call.ids.front());
        if (!contact) return contact.problem();
        command.tenant = contact->tenant;
        command.contact = contact->contact;
        for (const PersonIdentity& row : contact->identities) {
            command.marks.push_back(call.services.marker(contact->tenant, row.identity));
        }
    }
    command.erasure_id = new_erasure_id();
    command.at = call.services.clock.now_ms();
    command.actor = call.actor.id;
    command.roles = call.actor.roles();
    command.tenants = call.actor.tenant_list();
    command.origin = call.actor.origin;
    if (!call.services.journal->append_and_wait(row_of(command))) {
        return Problem{Refusal::unavailable,
                       "journal_unavailable",
                       "The erasure could not be written down.",
                       "Look at the disk's space and at health, then try again; nothing was erased.",
                       {}};
    }
    ErasureRow row;
    row.erasure_id = command.erasure_id;
    row.tenant = command.tenant;
    row.contact = command.contact;
    row.asked_at = command.at;
    row.state = "asked";
    return json_answer({{"erasure", document_of(row)}}, 202);
}

Result<HttpAnswer> list_erasures(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "erasures/" + call.query.value("tenant"), "is");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    std::vector<ErasureRow> rows;
    for (const TenantId& tenant : *tenants) {
        for (ErasureRow& row : erasures_of_tenant(*session, tenant)) rows.push_back(std::move(row));
    }
    const auto newer = [](const ErasureRow& left, const ErasureRow& right) {
        return left.asked_at != right.asked_at ? left.asked_at > right.asked_at : left.erasure_id > right.erasure_id;
    };
    std::sort(rows.begin(), rows.end(), newer);
    auto first = rows.begin();
    if (page->after) {
        ErasureRow shown;
        shown.asked_at = page->after->at(0).as_int64();
        shown.erasure_id = page->after->at(1).as_string();
        first = std::upper_bound(rows.begin(), rows.end(), shown, newer);
    }
    json::object answer;
    json::array& list = answer["erasures"].emplace_array();
    for (auto row = first; row != rows.end(); ++row) {
        if (list.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {(row - 1)->asked_at, (row - 1)->erasure_id});
            break;
        }
        list.push_back(document_of(*row));
    }
    return json_answer(answer);
}

}  // namespace coexist
