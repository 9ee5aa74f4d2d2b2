#include "actions/input_schemas.hpp"

#include <boost/json.hpp>

#include "config/embedded.hpp"

namespace coexist {
namespace json = boost::json;

const JsonSchema* InputSchemas::find(const ActionSpec& spec) const {
    const std::lock_guard lock(guard_);
    const auto known = by_file_.find(spec.schema_file);
    if (known != by_file_.end()) return &known->second;
    auto schema = JsonSchema::compile(embedded::file(spec.schema_file));
    if (!schema) return nullptr;
    return &by_file_.emplace(spec.schema_file, std::move(schema).value()).first->second;
}

std::string_view InputSchemas::text(const ActionSpec& spec) const {
    const std::lock_guard lock(guard_);
    const auto known = texts_.find(spec.schema_file);
    if (known != texts_.end()) return known->second;
    const std::string_view file = embedded::file(spec.schema_file);
    std::string shortest = json::serialize(json::parse(json::string_view(file.data(), file.size())));
    return texts_.emplace(spec.schema_file, std::move(shortest)).first->second;
}

}  // namespace coexist
