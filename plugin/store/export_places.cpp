#include "store/export_places.hpp"

#include <algorithm>

#include "store/accounts.hpp"

namespace coexist {
namespace {

constexpr const char* select_conversations =
    "SELECT id, key FROM conversation WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3";
constexpr const char* select_messages =
    "SELECT message.id, message.key FROM message JOIN account ON account.id = message.account "
    "WHERE account.tenant = $1 AND message.revision > 0 AND message.id > $2 ORDER BY message.id LIMIT $3";
constexpr const char* select_of_peer = "SELECT at, key FROM message WHERE account = $1 AND peer = $2 AND revision > 0";

void read_into(std::vector<ExportPlace>& places, Statement& select) {
    while (select.next()) places.push_back({select.integer(0), select.integer(1)});
    select.reset();
}

}  // namespace

std::vector<ExportPlace> conversations_to_export(Session& session, const TenantId& tenant, std::int64_t after,
                                                 int limit) {
    std::vector<ExportPlace> places;
    read_into(places, session.sql(select_conversations).with(tenant.value, after, limit));
    return places;
}

std::vector<ExportPlace> messages_to_export(Session& session, const TenantId& tenant, std::int64_t after, int limit) {
    std::vector<ExportPlace> places;
    read_into(places, session.sql(select_messages).with(tenant.value, after, limit));
    return places;
}

std::vector<ExportPlace> messages_of_person(Session& session, const ContactRow& contact) {
    std::vector<ExportPlace> places;
    for (const AccountRow& account : accounts_of_tenant(session, contact.tenant)) {
        for (const PersonIdentity& identity : contact.identities) {
            read_into(places, session.sql(select_of_peer).with(account.id, identity.hash));
        }
    }
    std::sort(places.begin(), places.end());
    return places;
}

}  // namespace coexist
