#pragma once
#include "channel/road.hpp"
#include "ingest/write_context.hpp"

namespace coexist {

/// Callbacks about a person's grant are journalled as a delivery of "<road>/<one of these>".
constexpr const char* deauthorize_callback = "deauthorize";
constexpr const char* data_deletion_callback = "data-deletion";

/// Applies one: a person took his grant back, or asks that what is held under his id be deleted. It was found genuine
/// when it came. `road`: whose app it is about; `callback`: what follows the slash. Answers why it cannot be read;
/// empty: done.
std::string apply_callback(WriteContext& context, const Road& road, const std::string& callback,
                           const StoredRow& stored);

}  // namespace coexist
