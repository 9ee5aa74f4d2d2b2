#include "store/forget_tenant.hpp"

namespace coexist {
namespace {

#define ITS_NUMBERS "(SELECT id FROM account WHERE tenant = $1)"
#define ITS_MESSAGES "(SELECT key FROM message WHERE account IN " ITS_NUMBERS ")"
#define ITS_WABAS                                                                                               \
    "(SELECT waba_id FROM account WHERE tenant = $1 AND waba_id <> '' AND waba_id NOT IN (SELECT waba_id FROM " \
    "account WHERE tenant <> $1))"

// What leads to others goes after them: the numbers last.
constexpr const char* deletions[] = {
    "DELETE FROM message_alias WHERE target IN " ITS_MESSAGES,
    "DELETE FROM media_message WHERE media IN (SELECT key FROM media WHERE tenant = $1)",
    "DELETE FROM media_message WHERE message IN " ITS_MESSAGES,
    "DELETE FROM media WHERE tenant = $1",
    "DELETE FROM media_file WHERE tenant = $1",
    "DELETE FROM message WHERE account IN " ITS_NUMBERS,
    "DELETE FROM identity WHERE tenant = $1",
    "DELETE FROM identity_verdict WHERE tenant = $1",
    "DELETE FROM contact WHERE tenant = $1",
    "DELETE FROM conversation WHERE tenant = $1",
    "DELETE FROM conversation_hold WHERE account IN " ITS_NUMBERS,
    "DELETE FROM conversation_note WHERE tenant = $1",
    "DELETE FROM saved_reply WHERE tenant = $1",
    "DELETE FROM campaign_recipient WHERE campaign IN (SELECT id FROM campaign WHERE tenant = $1)",
    "DELETE FROM campaign WHERE tenant = $1",
    "DELETE FROM opt_out WHERE tenant = $1 AND stopped_at = 0",
    "DELETE FROM uploaded_file WHERE account IN " ITS_NUMBERS,
    "DELETE FROM message_template WHERE waba_id IN " ITS_WABAS,
    "DELETE FROM template_list WHERE waba_id IN " ITS_WABAS,
    "DELETE FROM send WHERE account IN " ITS_NUMBERS,
    "DELETE FROM errand WHERE account IN " ITS_NUMBERS,
    "DELETE FROM errand WHERE operation_id IN (SELECT operation_id FROM connect_attempt WHERE tenant = $1)",
    "DELETE FROM connect_step WHERE attempt_id IN (SELECT attempt_id FROM connect_attempt WHERE tenant = $1)",
    "DELETE FROM connect_attempt WHERE tenant = $1",
    "DELETE FROM connect_link WHERE tenant = $1",
    "DELETE FROM history_import WHERE account IN " ITS_NUMBERS,
    "DELETE FROM phone_reminder WHERE account IN " ITS_NUMBERS,
    "DELETE FROM number_slowed WHERE account IN " ITS_NUMBERS,
    "DELETE FROM number_throughput WHERE account IN " ITS_NUMBERS,
    "DELETE FROM account_signs WHERE account IN " ITS_NUMBERS,
    "DELETE FROM account_grant WHERE account IN " ITS_NUMBERS,
    "DELETE FROM data_deletion_account WHERE account IN " ITS_NUMBERS,
    "DELETE FROM account_life WHERE account IN " ITS_NUMBERS,
    "DELETE FROM account_notice WHERE account IN " ITS_NUMBERS,
    "DELETE FROM account_history WHERE account IN " ITS_NUMBERS,
    ("DELETE FROM parked WHERE phone_number_id IN (SELECT phone_number_id FROM account WHERE tenant = $1 AND "
     "phone_number_id <> '')"),
    "DELETE FROM parked WHERE phone_number_id = '' AND waba_id IN " ITS_WABAS,
    // That a person, or the tenant, was erased is no word about anybody: contact_erased.
    "DELETE FROM merged WHERE tenant = $1 AND kind <> 9",
    "DELETE FROM audit WHERE tenant = $1 AND action NOT IN ('erase_contact', 'erase_tenant')",
    "DELETE FROM account WHERE tenant = $1",
};

constexpr const char* emptyings[] = {
    "DELETE FROM feed WHERE tenant = $1 AND kind <> 9 AND NOT (kind = 5 AND key = $2)",
    "DELETE FROM feed_past WHERE tenant = $1 AND kind <> 9 AND NOT (kind = 5 AND key = $2)",
    ("UPDATE operation SET account_id = '', input_hash = 'erased', actor = '', result = '', problem = '' "
     "WHERE tenant = $1 AND id <> $2"),
};

// Who said stop stays known by his mark; who noted it does not.
constexpr const char* forget_names_of_opt_outs =
    "UPDATE opt_out SET recipient = '', stopped_by = CASE WHEN substr(stopped_by, 1, 6) = 'staff:' THEN 'staff' ELSE "
    "stopped_by END, wanted_by = CASE WHEN substr(wanted_by, 1, 6) = 'staff:' THEN 'staff' ELSE wanted_by END "
    "WHERE tenant = $1";
constexpr const char* select_files = "SELECT content FROM media_file WHERE tenant = $1";
constexpr const char* delete_emptied =
    "DELETE FROM operation WHERE tenant = $1 AND id <> $2 AND account_id = '' AND input_hash = 'erased'";

}  // namespace

std::vector<std::string> forget_tenant(Session& session, const TenantId& tenant, std::int64_t operation) {
    std::vector<std::string> contents;
    Statement& files = session.sql(select_files).with(tenant.value);
    while (files.next()) contents.push_back(files.text(0));
    files.reset();
    for (const char* sql : deletions) session.sql(sql).with(tenant.value).run();
    for (const char* sql : emptyings) session.sql(sql).with(tenant.value, operation).run();
    session.sql(forget_names_of_opt_outs).with(tenant.value).run();
    return contents;
}

void end_operations_of(Session& session, const TenantId& tenant, std::int64_t operation) {
    session.sql(delete_emptied).with(tenant.value, operation).run();
}

const std::vector<std::string>& tables_of_tenants() {
    static const std::vector<std::string> names = {"account",
                                                   "account_grant",
                                                   "account_history",
                                                   "account_life",
                                                   "account_notice",
                                                   "account_signs",
                                                   "audit",
                                                   "campaign",
                                                   "connect_attempt",
                                                   "connect_link",
                                                   "contact",
                                                   "conversation",
                                                   "conversation_hold",
                                                   "conversation_note",
                                                   "data_deletion_account",
                                                   "errand",
                                                   "erasure",
                                                   "erasure_mark",
                                                   "feed",
                                                   "feed_past",
                                                   "history_import",
                                                   "identity",
                                                   "identity_verdict",
                                                   "media",
                                                   "media_file",
                                                   "merged",
                                                   "message",
                                                   "number_slowed",
                                                   "number_throughput",
                                                   "operation",
                                                   "opt_out",
                                                   "phone_reminder",
                                                   "saved_reply",
                                                   "send",
                                                   "tenant_erasure",
                                                   "uploaded_file"};
    return names;
}

}  // namespace coexist
