#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// The line of waiting sends. Of each conversation (an account and a recipient) the first that waits stands in it: the
/// oldest of those that staff wrote, else the oldest of a campaign's; none while one of them is under way. So a round
/// of the outbox reads as much as it hands out, however long the queue is.
struct SendInLine {
    std::int64_t id = 0;  ///< the send's row
    std::string recipient;
    std::int64_t file = 0;  ///< key of the file that goes with it; 0: none
    std::int64_t turn = 0;  ///< the lower, the earlier
};

/// What a part of the line is asked for: sends of one class whose time comes after `after` and not after `until`.
struct LinePart {
    std::int64_t account = 0;
    bool campaign = false;
    std::int64_t after = 0;  ///< Unix ms; -1: also those that may leave at any time
    std::int64_t until = 0;  ///< Unix ms
};

/// Puts the conversation's first waiting send into the line, after a change of any of its sends. A send behind an
/// unknown one waits until that does not block any more.
void line_up(Session& session, std::int64_t account, const std::string& recipient);
/// The same for all conversations that wait and have none in the line.
void line_up_all(Session& session);

/// The next account after this row id with sends in the line.
std::optional<std::int64_t> next_in_line(Session& session, std::int64_t after_account);
/// The earliest due of this part first, then the longest waiting; at most `limit`.
std::vector<SendInLine> sends_in_line(Session& session, const LinePart& part, std::int64_t limit);
/// When the next one of the account is due after `now`, Unix ms; 0: none is.
std::int64_t next_due(Session& session, std::int64_t account, std::int64_t now);

/// A message leaves now (Unix ms).
void send_leaves(Session& session, const OperationId& operation, std::int64_t now);
struct SendLeft {
    std::int64_t account = 0;
    std::string recipient;
    std::int64_t at = 0;  ///< Unix ms
};
/// What left after `since` (Unix ms), in the order in which it did: a number's next owner goes on from there.
std::vector<SendLeft> sends_left(Session& session, std::int64_t since);

/// The platform wants a number to be slow until then, Unix ms.
struct SlowedNumber {
    std::int64_t account = 0;
    std::int64_t until = 0;
};
void slow_number(Session& session, const SlowedNumber& slowed);
/// Those that have to be slow still.
std::vector<SlowedNumber> slowed_numbers(Session& session, std::int64_t now);

}  // namespace coexist
