#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace sim {

/// A file that the platform has for one number, and how its host behaves when it is asked for it.
struct MediaFile {
    std::string id;
    std::string phone_number_id;
    std::string mime_type;
    std::string bytes;
    std::int64_t stored_at_ms = 0;
    bool uploaded = false;              ///< given by the business for its own messages: good for 30 days
    bool gone = false;                  ///< the platform does not know the id any more
    std::int64_t url_life_ms = 300000;  ///< of each address that is given out
    std::string announced_sha256;       ///< hex; empty: the true one
    std::int64_t announced_bytes = -1;  ///< negative: the true number
    std::string announced_url;          ///< empty: on this machine
    std::string redirect_to;            ///< the host answers 302 to there
    int status = 200;                   ///< another: the host answers with it, `status_left` times (negative: always)
    std::int64_t status_left = 0;
    std::int64_t latency_ms = 0;  ///< before the host answers
    std::size_t part_bytes = 0;   ///< the host sends so many at once ...
    std::int64_t pause_ms = 0;    ///< ... and waits so long between
    std::size_t cut_after = 0;    ///< the host closes the connection after so many bytes of the body; 0: never
};

}  // namespace sim
