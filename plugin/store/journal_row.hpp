#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace coexist {

/// What was observed. The number is stored, never change one.
enum class RowKind : std::uint8_t {
    delivery = 1,  ///< a signed webhook body as it came
    command = 2,   ///< an action that someone asked for
    answer = 3,    ///< what the platform answered to a call of ours
    note = 4,      ///< a line for the audit that no command carries
    erasure = 5,   ///< that a person is to be forgotten; names him by marks only
    emptied = 6,   ///< what it said is forgotten or expired; its place stays
    replay = 7     ///< that another row is to be read again
};

/// Each lane has its own position, so that live deliveries overtake a history import.
enum class Lane : std::uint8_t { live = 0, history = 1, command = 2 };
constexpr int lane_count = 3;

/// One observation on its way into the journal.
struct JournalRow {
    std::int64_t received_at = 0;  ///< Unix milliseconds
    RowKind kind = RowKind::delivery;
    Lane lane = Lane::live;
    std::string road;  ///< the app or gateway (by its name in the configuration) whose endpoint took it
    std::string body;
};

/// Where a row lies: the truth about one observation can always be found again by it.
struct JournalPosition {
    std::string segment;  ///< file name
    std::int64_t row = 0;
    auto operator<=>(const JournalPosition&) const = default;
};

/// A row as it is read back.
struct StoredRow {
    JournalPosition position;
    JournalRow row;
};

}  // namespace coexist
