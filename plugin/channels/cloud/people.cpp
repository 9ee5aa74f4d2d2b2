#include "channels/cloud/people.hpp"

#include <algorithm>
#include <utility>

namespace coexist::cloud {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool is_upper(char letter) {
    return letter >= 'A' && letter <= 'Z';
}
bool is_letter(char letter) {
    return is_upper(letter) || (letter >= 'a' && letter <= 'z');
}

/// "DE." or "DE.ENT." and up to 128 letters and digits.
bool is_user_id(std::string_view text) {
    if (text.size() < 4 || !is_upper(text[0]) || !is_upper(text[1]) || text[2] != '.') return false;
    text.remove_prefix(3);
    if (text.substr(0, 4) == "ENT.") text.remove_prefix(4);
    return !text.empty() && text.size() <= 128 &&
           std::all_of(text.begin(), text.end(), [](char letter) { return is_digit(letter) || is_letter(letter); });
}

bool is_parent_id(std::string_view user_id) {
    return user_id.substr(2, 5) == ".ENT.";
}

NameRegister named(const Evidence& evidence, const std::string& name) {
    return {evidence, name, false};
}

}  // namespace

void add_person(Identities& identities, std::string_view written) {
    if (is_user_id(written)) {
        const auto kind = is_parent_id(written) ? IdentityKind::parent_bsuid : IdentityKind::bsuid;
        identities.insert({kind, std::string(written)});
        return;
    }
    if (std::any_of(written.begin(), written.end(), is_letter)) return;
    std::string digits = digits_of(written);
    if (!digits.empty()) identities.insert({IdentityKind::wa_id, std::move(digits)});
}

void add_user_ids(Identities& identities, std::string user_id, std::string parent_user_id) {
    if (!user_id.empty()) identities.insert({IdentityKind::bsuid, std::move(user_id)});
    if (!parent_user_id.empty()) identities.insert({IdentityKind::parent_bsuid, std::move(parent_user_id)});
}

std::string username_of(std::string_view written) {
    if (!written.empty() && written.front() == '@') written.remove_prefix(1);
    return std::string(written);
}

People::People(const json::object& value) {
    const auto contacts = json::array_at(value, "contacts");
    if (!contacts) return;
    for (const json::element item : *contacts) {
        json::object contact;
        if (item.get(contact) == simdjson::SUCCESS) add(contact);
    }
}

void People::add(const json::object& contact) {
    Identities identities;
    add_person(identities, json::text_at(contact, "wa_id"));
    add_user_ids(identities, json::text_at(contact, "user_id"), json::text_at(contact, "parent_user_id"));
    if (identities.empty()) return;
    Person& person = person_of(identities);
    person.key_hash = std::max(person.key_hash, json::text_at(contact, "identity_key_hash"));
    if (const auto profile = json::object_at(contact, "profile")) {
        person.profile_name = std::max(person.profile_name, std::string(json::string_at(*profile, "name")));
        person.username = std::max(person.username, username_of(json::string_at(*profile, "username")));
    }
}

void People::know(const Identities& identities, const std::string& username) {
    if (identities.empty()) return;
    Person& person = person_of(identities);
    person.username = std::max(person.username, username_of(username));
}

People::Person& People::person_of(const Identities& identities) {
    Person* person = find(identities);
    if (person == nullptr) person = &people_.emplace_back();
    const auto place = static_cast<std::size_t>(person - people_.data());
    for (const Identity& identity : identities) {
        // A parent ID is shared by all portfolios of one company; it does not tell which person it is here.
        if (identity.kind != IdentityKind::parent_bsuid) by_identity_.emplace(identity, place);
    }
    person->identities.insert(identities.begin(), identities.end());
    return *person;
}

People::Person* People::find(const Identities& identities) {
    for (const Identity& identity : identities) {
        const auto found = by_identity_.find(identity);
        if (found != by_identity_.end()) return &people_[found->second];
    }
    return nullptr;
}

void People::complete(Identities& identities, const Evidence& evidence) {
    Person* person = identities.empty() && people_.size() == 1 ? &people_.front() : find(identities);
    if (person == nullptr) return;
    person->newest = std::max(person->newest, evidence);
    person->identities.insert(identities.begin(), identities.end());
    identities.insert(person->identities.begin(), person->identities.end());
}

void People::tell(Part& part) const {
    for (const Person& person : people_) {
        Evidence evidence = person.newest;
        if (evidence.at == 0) evidence.at = part.told_at;
        ContactFact fact{person.identities, {}, evidence};
        if (!person.profile_name.empty()) fact.names.profile = named(evidence, person.profile_name);
        if (!person.username.empty()) fact.names.username = named(evidence, person.username);
        if (!person.key_hash.empty()) fact.names.key_hash = WordRegister{evidence, person.key_hash};
        part.say(std::move(fact));
    }
}

}  // namespace coexist::cloud
