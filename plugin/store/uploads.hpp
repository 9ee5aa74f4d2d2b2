#pragma once
#include <cstdint>
#include <string>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// The platform keeps a file that was given to it for 30 days (Meta, "Media: upload"); a day is held back, so that no
/// message names one that ends while the message waits.
inline constexpr std::int64_t upload_lifetime_ms = 29LL * 24 * 60 * 60 * 1000;

/// A content of ours that the platform has for messages of one number. Kept: else it would be given again each time.
struct UploadRow {
    std::int64_t account = 0;
    std::string content;  ///< SHA-256 of the bytes, lower-case hex
    std::string mime_type;
    PhoneNumberId phone_number_id;
    std::string platform_id;
    std::int64_t at = 0;  ///< Unix ms
};

void save_upload(Session& session, const UploadRow& row);
/// The platform's id of the content, given after `since` (Unix ms) for this very number; empty: it has none.
std::string platform_id_of(Session& session, const UploadRow& wanted, std::int64_t since);
/// The platform does not know it any more.
void forget_upload(Session& session, std::int64_t account, const std::string& content);

}  // namespace coexist
