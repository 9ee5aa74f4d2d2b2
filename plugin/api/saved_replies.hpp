#pragma once
#include <boost/json/object.hpp>

#include "store/saved_replies.hpp"

namespace coexist {

/// {id, tenant, title, text, changed_by, changed_at}
boost::json::object saved_reply_document(const SavedReplyRow& row);

}  // namespace coexist
