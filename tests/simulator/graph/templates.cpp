#include "graph/access.hpp"
#include "graph/fields.hpp"
#include "graph/graph.hpp"

namespace sim::graph {
namespace {

constexpr std::string_view node_type = "WhatsAppMessageTemplate";

const std::vector<std::string>& default_fields() {
    static const std::vector<std::string> names{"name", "components", "language", "status", "category"};
    return names;
}

json::object whole(const MessageTemplate& one) {
    return {{"id", one.id},
            {"name", one.name},
            {"language", one.language},
            {"status", one.status},
            {"category", one.category},
            {"parameter_format", one.parameter_format},
            {"quality_score", {{"score", one.quality}, {"date", 1795010000}}},
            {"rejected_reason", one.rejected_reason},
            {"components", one.components}};
}

}  // namespace

void list_templates(const CallPtr& call, const Answer& answer) {
    const auto& waba = visible_waba(*call, management_scope);
    const auto name = text_at(call->parameters, "name");
    const auto status = text_at(call->parameters, "status");
    json::array rows;
    for (const auto& one : call->sim.world.templates[waba.id]) {
        if ((!name.empty() && one.name != name) || (!status.empty() && one.status != status)) continue;
        rows.push_back(pick_fields(whole(one), text_at(call->parameters, "fields"), default_fields(), node_type));
    }
    answer(200, page_of(rows, call->parameters));
}

}  // namespace sim::graph
