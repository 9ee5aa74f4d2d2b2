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
    std::string recipient;  ///< who it goes to; sends to one recipient leave in order
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
};

void insert_send(Session& session, const SendRow& row);
void update_send(Session& session, const SendRow& row);
std::optional<SendRow> find_send(Session& session, const OperationId& operation_id);
std::optional<SendRow> find_send_of_message(Session& session, std::int64_t message_key);
/// In the order in which they were asked for.
std::vector<SendRow> sends_in_state(Session& session, const std::string& state);
std::vector<SendRow> all_sends(Session& session);

}  // namespace coexist
