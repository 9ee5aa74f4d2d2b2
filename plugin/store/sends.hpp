#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// States of a send, by the names that people see: "queued", "held" (why), "sending" (the intent is durable, the call
/// may be under way), "accepted" (the platform took it), "failed" (problem), "unknown" (the call left, no answer came).
struct SendRow {
    OperationId operation_id;
    std::int64_t account = 0;
    std::int64_t message_key = 0;
    std::string recipient;  ///< who it goes to; sends to one recipient leave in order, staff's and campaigns' each
    std::string body;       ///< the request's JSON
    std::string message;    ///< what it says, as text_from_message wrote it: the fold is seeded with it
    std::string state;
    std::string why;  ///< held: the reason's code
    std::int64_t attempts = 0;
    std::int64_t not_before = 0;     ///< Unix ms of the next attempt
    std::int64_t blocked_until = 0;  ///< Unix ms; an unknown send blocks those behind it until then
    std::string wamid;
    std::string problem;  ///< JSON
    std::int64_t created_at = 0;
    std::int64_t file = 0;     ///< key of the file that goes with it; 0: none
    bool needs_window = true;  ///< false: it may leave when the customer service window is closed
    std::int64_t target = 0;   ///< key of the message that it reacts to; 0: it is a message of its own
    std::string repeats;       ///< the operation that a person had this sent again for; empty: none
    bool campaign = false;     ///< one of many: what staff write goes first, also to the same recipient
};

/// Each of these keeps the line (store/send_line.hpp) as well.
void insert_send(Session& session, const SendRow& row);
void update_send(Session& session, const SendRow& row);
void delete_send(Session& session, const SendRow& row);
std::optional<SendRow> find_send(Session& session, const OperationId& operation_id);
/// By its row, as the line tells it.
std::optional<SendRow> find_send(Session& session, std::int64_t id);
std::optional<SendRow> find_send_of_message(Session& session, std::int64_t message_key);
/// The newest attempt that repeats this one.
std::optional<SendRow> find_repetition(Session& session, const OperationId& operation_id);
/// In the order in which they were asked for.
std::vector<SendRow> sends_in_state(Session& session, const std::string& state);
/// The same of one account, or to the recipient of `one`; `state` is one of "queued", "held", "sending", "unknown".
std::vector<SendRow> sends_of_account(Session& session, std::int64_t account, const std::string& state);
std::vector<SendRow> sends_of_conversation(Session& session, const SendRow& one, const std::string& state);
/// How many of an account's sends are not over, by state; `oldest_at`: since when the oldest of those queued waits,
/// Unix ms; 0: none does.
struct SendCounts {
    std::int64_t queued = 0;
    std::int64_t held = 0;
    std::int64_t sending = 0;
    std::int64_t unknown = 0;
    std::int64_t oldest_at = 0;
};
SendCounts send_counts(Session& session, std::int64_t account);
std::vector<SendRow> all_sends(Session& session);

}  // namespace coexist
