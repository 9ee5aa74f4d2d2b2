#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "channel/outgoing.hpp"
#include "model/message.hpp"
#include "model/problem.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// Finds the file that the input names ("file", or "file" in "header") and writes down in the input what is known of
/// it: between asking and sending nothing of it changes. Problems: media_not_found, media_not_here.
Outcome resolve_file(Session& session, const AccountRow& account, boost::json::object& input);

/// What resolve_file wrote down: for composing, for the message's record, and its key (0: there is none).
std::optional<FileFacts> file_kept_in(const boost::json::object& input);
std::optional<Media> media_kept_in(const boost::json::object& input);
std::int64_t file_key_in(const boost::json::object& input);

}  // namespace coexist
