#include "actions/input_schemas.hpp"

#include "config/embedded.hpp"

namespace coexist {

const JsonSchema* InputSchemas::find(const ActionSpec& spec) const {
    const std::lock_guard lock(guard_);
    const auto known = by_file_.find(spec.schema_file);
    if (known != by_file_.end()) return &known->second;
    auto schema = JsonSchema::compile(embedded::file(spec.schema_file));
    if (!schema) return nullptr;
    return &by_file_.emplace(spec.schema_file, std::move(schema).value()).first->second;
}

}  // namespace coexist
