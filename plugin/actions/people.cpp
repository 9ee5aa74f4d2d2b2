#include "actions/people.hpp"

#include <boost/json.hpp>
#include <set>

#include "model/hash.hpp"
#include "store/contacts.hpp"
#include "store/identity_verdicts.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Every name of the one is decided on with every name of the other.
constexpr std::size_t most_names = 64;

std::string text(const json::object& input, const char* name) {
    const json::value* found = input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Result<ContactRow> contact_named(Session& session, const AccountRow& account, const std::string& id) {
    const auto key = key_of(ContactId(id));
    auto row = key ? find_contact(session, account.tenant, *key) : std::nullopt;
    if (!row) {
        return Problem{Refusal::not_found,
                       "contact_not_found",
                       "There is no contact " + id + " at this tenant.",
                       "Take the id from the list of contacts; a contact that was joined goes on under the other's id.",
                       {}};
    }
    if (row->identities.size() > most_names) {
        return Problem{Refusal::unsupported,
                       "contact_too_large",
                       "The contact " + id + " has more than " + std::to_string(most_names) + " names.",
                       "Report it to whoever runs your CRM: so many names are a mistake somewhere else.",
                       {}};
    }
    return std::move(*row);
}

json::array named(const PersonIdentity& one) {
    return {static_cast<int>(one.identity.kind), json::value(one.identity.value), one.after};
}

Tenure tenure_of(const json::value& value) {
    const json::array& parts = value.as_array();
    return {{static_cast<IdentityKind>(parts.at(0).as_int64()), std::string(parts.at(1).as_string())},
            parts.at(2).as_int64()};
}

void decide(WriteContext& context, const Command& command, bool separated) {
    std::vector<VerdictRow> verdicts;
    for (const json::value& one : command.input.at("one").as_array()) {
        for (const json::value& other : command.input.at("rest").as_array()) {
            verdicts.push_back(
                {tenure_of(one), tenure_of(other), {command.at, separated, command.operation.value}, command.actor});
        }
    }
    context.fold.decide(command.tenant, verdicts);
}

/// The contact that the first of these names belongs to now.
std::string contact_now(WriteContext& context, const Command& command, const char* names) {
    const auto row =
        find_identity(context.session, command.tenant, key_of(tenure_of(command.input.at(names).as_array().front())));
    return row ? contact_id(row->contact).value : std::string();
}

}  // namespace

Outcome JoinContacts::prepare(Session& session, const AccountRow* account, Command& command) const {
    auto one = contact_named(session, *account, text(command.input, "contact"));
    if (!one) return one.take_problem();
    auto other = contact_named(session, *account, text(command.input, "other"));
    if (!other) return other.take_problem();
    if (one->contact == other->contact) {
        return Problem{Refusal::conflict,
                       "contacts_same",
                       "Both ids are the same contact already.",
                       "Choose the other contact that is the same person.",
                       {}};
    }
    json::array names;
    for (const PersonIdentity& identity : one->identities) names.push_back(named(identity));
    json::array rest;
    for (const PersonIdentity& identity : other->identities) rest.push_back(named(identity));
    command.input["one"] = std::move(names);
    command.input["rest"] = std::move(rest);
    return std::monostate{};
}

void JoinContacts::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    decide(context, command, false);
    succeed(operation, {{"contact", contact_now(context, command, "one")}});
}

Outcome SeparateContact::prepare(Session& session, const AccountRow* account, Command& command) const {
    auto contact = contact_named(session, *account, text(command.input, "contact"));
    if (!contact) return contact.take_problem();
    std::set<std::string> wanted;
    for (const json::value& key : command.input.at("identities").as_array()) wanted.emplace(key.as_string());
    json::array names;
    json::array rest;
    for (const PersonIdentity& identity : contact->identities) {
        const bool goes = wanted.erase(hex64(static_cast<std::uint64_t>(identity.hash))) > 0;
        (goes ? names : rest).push_back(named(identity));
    }
    if (!wanted.empty()) {
        return Problem{Refusal::not_found,
                       "identity_not_found",
                       "The contact has no name with the key " + *wanted.begin() + ".",
                       "Take the keys from the identities of the contact as it is now.",
                       {}};
    }
    if (rest.empty()) {
        return Problem{Refusal::conflict,
                       "nothing_left",
                       "All names of the contact were chosen, so that nobody would be left to separate them from.",
                       "Choose only the names that belong to somebody else.",
                       {}};
    }
    command.input["one"] = std::move(names);
    command.input["rest"] = std::move(rest);
    return std::monostate{};
}

void SeparateContact::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    decide(context, command, true);
    succeed(operation,
            {{"contact", contact_now(context, command, "rest")}, {"separated", contact_now(context, command, "one")}});
}

}  // namespace coexist
