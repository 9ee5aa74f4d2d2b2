#include "persons/tenant_command.hpp"

#include <boost/json.hpp>

#include "secrets/digest.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// The first member: a row is told from a person's without reading it whole.
constexpr std::string_view of_tenant = R"({"whole_tenant":)";

}  // namespace

OperationId operation_of_erasure(const TenantId& tenant, std::int64_t before) {
    return OperationId("op_" +
                       sha256_hex("erase_tenant\n" + tenant.value + '\n' + std::to_string(before)).substr(0, 32));
}

JournalRow row_of(const TenantErasureCommand& command) {
    JournalRow row;
    row.received_at = command.at;
    row.kind = RowKind::erasure;
    row.lane = Lane::command;
    row.body = json::serialize(json::object{{"whole_tenant", command.operation.value},
                                            {"tenant", command.tenant.value},
                                            {"at", command.at},
                                            {"actor", command.actor},
                                            {"roles", command.roles},
                                            {"tenants", command.tenants},
                                            {"origin", command.origin}});
    return row;
}

bool is_of_tenant(std::string_view body) {
    return body.substr(0, of_tenant.size()) == of_tenant;
}

TenantErasureCommand tenant_erasure_command_from(std::string_view body) {
    const json::value parsed = json::parse(json::string_view(body.data(), body.size()));
    const json::object& from = parsed.as_object();
    const auto text = [&from](const char* name) { return std::string(from.at(name).as_string()); };
    return {OperationId(text("whole_tenant")),
            TenantId(text("tenant")),
            from.at("at").as_int64(),
            text("actor"),
            text("roles"),
            text("tenants"),
            text("origin")};
}

}  // namespace coexist
