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

constexpr const char* select_campaigns =
    "SELECT id, campaign_id FROM campaign WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3";
constexpr const char* select_contents =
    "SELECT content, bytes FROM media_file WHERE tenant = $1 AND content > $2 ORDER BY content LIMIT $3";
constexpr const char* select_files_of =
    "SELECT key, mime_type FROM media WHERE tenant = $1 AND content = $2 ORDER BY key";

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

std::vector<CampaignPlace> campaigns_to_export(Session& session, const TenantId& tenant, std::int64_t after,
                                               int limit) {
    std::vector<CampaignPlace> places;
    Statement& select = session.sql(select_campaigns).with(tenant.value, after, limit);
    while (select.next()) places.push_back({select.integer(0), select.text(1)});
    select.reset();
    return places;
}

std::vector<FileToExport> files_to_export(Session& session, const TenantId& tenant, const std::string& after,
                                          int limit) {
    std::vector<FileToExport> contents;
    Statement& select = session.sql(select_contents).with(tenant.value, after, limit);
    while (select.next()) contents.push_back({select.text(0), select.integer(1), {}, {}});
    select.reset();
    for (FileToExport& one : contents) {
        Statement& files = session.sql(select_files_of).with(tenant.value, one.content);
        while (files.next()) {
            one.files.push_back(files.integer(0));
            if (one.mime_type.empty()) one.mime_type = files.text(1);
        }
        files.reset();
    }
    return contents;
}

}  // namespace coexist
