#include "store/uploads.hpp"

namespace coexist {
namespace {

constexpr const char* upsert_row =
    "INSERT INTO uploaded_file(account, content, mime_type, phone_number_id, platform_id, at) "
    "VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT(account, content, mime_type) DO UPDATE SET "
    "phone_number_id = excluded.phone_number_id, platform_id = excluded.platform_id, at = excluded.at";
constexpr const char* select_id =
    "SELECT platform_id FROM uploaded_file WHERE account = $1 AND content = $2 AND mime_type = $3 AND "
    "phone_number_id = $4 AND at > $5";
constexpr const char* delete_row = "DELETE FROM uploaded_file WHERE account = $1 AND content = $2";

}  // namespace

void save_upload(Session& session, const UploadRow& row) {
    session.sql(upsert_row)
        .with(row.account, row.content, row.mime_type, row.phone_number_id.value, row.platform_id, row.at)
        .run();
}

std::string platform_id_of(Session& session, const UploadRow& wanted, std::int64_t since) {
    Statement& select = session.sql(select_id).with(wanted.account, wanted.content, wanted.mime_type,
                                                    wanted.phone_number_id.value, since);
    std::string id = select.next() ? select.text(0) : std::string();
    select.reset();
    return id;
}

void forget_upload(Session& session, std::int64_t account, const std::string& content) {
    session.sql(delete_row).with(account, content).run();
}

}  // namespace coexist
