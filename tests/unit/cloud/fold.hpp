#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "channels/cloud/webhook.hpp"
#include "fixtures.hpp"
#include "model/canonical.hpp"

namespace coexist::cloud {

/// What a store makes of facts, without a store: everything joined under its key.
class Fold {
  public:
    static constexpr std::int64_t received_at = 1'795'020'000;

    void take(const Observation& observation) {
        for (const Fact& fact : observation.facts) {
            if (const auto* message = std::get_if<MessageFact>(&fact.said)) {
                join(messages[fact.address.phone_number_id.value + "/" + message->message.wamid.value],
                     message->message);
            } else if (const auto* contact = std::get_if<ContactFact>(&fact.said)) {
                for (const Identity& identity : contact->identities) join(contacts[identity], contact->names);
            } else if (const auto* account = std::get_if<AccountFact>(&fact.said)) {
                join(lives[fact.address.waba_id.value + "/" + fact.address.display_digits], account->life);
            }
        }
    }

    void take_body(const std::string& body) { take(read_webhook(body, received_at, reader_)); }
    void take_fixture(const std::string& name) { take_body(fixtures::read("meta_payloads/" + name + ".json")); }

    [[nodiscard]] std::string text() const {
        std::string all;
        for (const auto& [key, message] : messages) all += key + "\n" + canonical(message);
        for (const auto& [identity, names] : contacts) all += identity.value + "\n" + canonical(names);
        for (const auto& [key, life] : lives) all += key + "\n" + canonical(life);
        return all;
    }

    std::map<std::string, Message> messages;
    std::map<Identity, ContactNames> contacts;
    std::map<std::string, AccountLife> lives;

  private:
    WebhookReader reader_;
};

inline Observation read_body(const std::string& body) {
    WebhookReader reader;
    return read_webhook(body, Fold::received_at, reader);
}

inline Observation read_fixture(const std::string& name) {
    return read_body(fixtures::read("meta_payloads/" + name + ".json"));
}

/// All facts of one kind, in their order.
template <class Said>
std::vector<Said> all_of(const Observation& observation) {
    std::vector<Said> found;
    for (const Fact& fact : observation.facts) {
        if (const auto* said = std::get_if<Said>(&fact.said)) found.push_back(*said);
    }
    return found;
}

/// The only message of an observation.
inline Message only_message(const Observation& observation) {
    const auto messages = all_of<MessageFact>(observation);
    if (messages.size() != 1)
        throw std::runtime_error("expected one message, found " + std::to_string(messages.size()));
    return messages.front().message;
}

/// A webhook of one change.
inline std::string webhook(const std::string& field, const std::string& value) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"210987654321001","changes":[{"value":)" + value +
           R"(,"field":")" + field + R"("}]}]})";
}

/// A value that names the number, with `members` added.
inline std::string value_with(const std::string& members) {
    return R"({"metadata":{"display_phone_number":"905321110022","phone_number_id":"310987654321002"},)" + members +
           "}";
}

}  // namespace coexist::cloud
