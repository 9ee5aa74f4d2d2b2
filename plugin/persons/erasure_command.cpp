#include "persons/erasure_command.hpp"

#include <boost/json.hpp>
#include <random>

#include "model/hash.hpp"

namespace coexist {
namespace json = boost::json;

std::string new_erasure_id() {
    std::random_device chance;
    const auto word = [&chance] { return (static_cast<std::uint64_t>(chance()) << 32U) | chance(); };
    return "era_" + hex64(word()) + hex64(word());
}

JournalRow row_of(const ErasureCommand& command) {
    JournalRow row;
    row.received_at = command.at;
    row.kind = RowKind::erasure;
    row.lane = Lane::command;
    row.body = json::serialize(json::object{{"erasure", command.erasure_id},
                                            {"tenant", command.tenant.value},
                                            {"contact", command.contact},
                                            {"marks", json::value_from(command.marks)},
                                            {"at", command.at},
                                            {"actor", command.actor},
                                            {"roles", command.roles},
                                            {"tenants", command.tenants},
                                            {"origin", command.origin}});
    return row;
}

ErasureCommand erasure_command_from(std::string_view body) {
    const json::value parsed = json::parse(json::string_view(body.data(), body.size()));
    const json::object& from = parsed.as_object();
    const auto text = [&from](const char* name) { return std::string(from.at(name).as_string()); };
    ErasureCommand command;
    command.erasure_id = text("erasure");
    command.tenant = TenantId(text("tenant"));
    command.contact = from.at("contact").as_int64();
    command.marks = json::value_to<std::vector<std::string>>(from.at("marks"));
    command.at = from.at("at").as_int64();
    command.actor = text("actor");
    command.roles = text("roles");
    command.tenants = text("tenants");
    command.origin = text("origin");
    return command;
}

}  // namespace coexist
