#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "store/contacts.hpp"
#include "store/session.hpp"

namespace coexist {

/// A subject in the order in which it is exported: `id` grows.
struct ExportPlace {
    std::int64_t id = 0;
    std::int64_t key = 0;
    auto operator<=>(const ExportPlace&) const = default;
};

/// Conversations of a tenant behind `after`, up to `limit`.
std::vector<ExportPlace> conversations_to_export(Session& session, const TenantId& tenant, std::int64_t after,
                                                 int limit);
/// Messages of a tenant that hosts were told of, likewise.
std::vector<ExportPlace> messages_to_export(Session& session, const TenantId& tenant, std::int64_t after, int limit);
/// All messages of a person, oldest first; `id` is the time, Unix seconds.
std::vector<ExportPlace> messages_of_person(Session& session, const ContactRow& contact);

/// Campaigns of a tenant behind `after`, up to `limit`, each by its public id.
struct CampaignPlace {
    std::int64_t id = 0;
    std::string campaign_id;
};
std::vector<CampaignPlace> campaigns_to_export(Session& session, const TenantId& tenant, std::int64_t after, int limit);

/// A content that a tenant has, and the files that have it, by key.
struct FileToExport {
    std::string content;  ///< SHA-256, lower-case hex
    std::int64_t bytes = 0;
    std::string mime_type;
    std::vector<std::int64_t> files;
};
/// Contents of a tenant behind `after`, in their order, up to `limit`.
std::vector<FileToExport> files_to_export(Session& session, const TenantId& tenant, const std::string& after,
                                          int limit);

}  // namespace coexist
