#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

struct ContactPlace {
    TenantId tenant;
    std::int64_t contact = 0;
};

/// By tenant, then by key; one more than the page holds, if there is one.
std::vector<ContactPlace> places_of(Session& session, const std::vector<TenantId>& tenants, const Page& page) {
    const TenantId reached(page.after ? std::string(page.after->at(0).as_string()) : std::string());
    const int wanted = page.limit + 1;
    std::vector<ContactPlace> places;
    for (const TenantId& tenant : tenants) {
        std::optional<std::int64_t> after;
        if (page.after && tenant < reached) continue;
        if (page.after && tenant == reached) after = page.after->at(1).as_int64();
        const int missing = wanted - static_cast<int>(places.size());
        if (missing == 0) break;
        for (const std::int64_t contact : contacts_of_tenant(session, tenant, after, missing)) {
            places.push_back({tenant, contact});
        }
    }
    return places;
}

}  // namespace

Result<HttpAnswer> list_contacts(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "contacts/" + call.query.value("tenant"), "si");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);

    const std::vector<ContactPlace> places = places_of(*session, *tenants, *page);
    json::object answer;
    json::array& contacts = answer["contacts"].emplace_array();
    for (std::size_t at = 0; at < places.size(); ++at) {
        if (at == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {places[at - 1].tenant.value, places[at - 1].contact});
            break;
        }
        const auto row = find_contact(*session, places[at].tenant, places[at].contact);
        if (row) contacts.push_back(contact_document(*session, *row));
    }
    return json_answer(answer);
}

Result<HttpAnswer> show_contact(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto contact = contact_asked(call, *session, call.ids.front());
    if (!contact) return contact.problem();
    return json_answer(contact_document(*session, *contact));
}

}  // namespace coexist
