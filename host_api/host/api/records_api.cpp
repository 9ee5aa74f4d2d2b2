#include <boost/json.hpp>

#include "host/api/api.hpp"

namespace crm::api {

http::Answer me(const ApiContext&, const ApiCall& call) {
    return http::Answer::json(call.actor());
}

http::Answer tenants(const ApiContext& context, const ApiCall& call) {
    boost::json::array seen;
    for (const Tenant& tenant : context.directory.tenants()) {
        if (!call.person.sees(tenant.id)) continue;
        seen.push_back({{"id", tenant.id}, {"name", tenant.name}, {"time_zone", tenant.time_zone}});
    }
    return http::Answer::json(boost::json::serialize(boost::json::object{{"tenants", seen}}));
}

http::Answer accounts(const ApiContext& context, const ApiCall& call) {
    return http::Answer::json(listed("accounts", context.records.accounts(call.person)));
}

http::Answer contacts(const ApiContext& context, const ApiCall& call) {
    return http::Answer::json(
        listed("contacts", context.records.contacts(call.person, call.query("search"), call.limit())));
}

http::Answer conversations(const ApiContext& context, const ApiCall& call) {
    return http::Answer::json(listed("conversations", context.records.conversations(call.person, call.limit())));
}

http::Answer timeline(const ApiContext& context, const ApiCall& call) {
    const std::string contact = call.query("contact");
    if (contact.empty()) {
        return http::Answer::problem(400, "contact_missing", "The query names no contact.",
                                     "Ask for /api/timeline?contact=ID; the ids are in /api/contacts.");
    }
    const auto messages = context.records.timeline(call.person, contact, call.limit());
    if (!messages) {
        return http::Answer::problem(404, "contact_not_found", "There is no such contact among yours.",
                                     "Look at /api/contacts.");
    }
    return http::Answer::json(listed("messages", *messages));
}

}  // namespace crm::api
