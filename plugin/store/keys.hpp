#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.hpp"

namespace coexist {

/// Row keys are 64-bit hashes of what names a thing, so they are equal in every process and after every rebuild. The
/// public id is a prefix and the key's 16 hexadecimal digits.
std::int64_t message_key(const AccountId& account, std::string_view wamid);
/// A message of ours, before (and after) the platform gave it a wamid.
std::int64_t send_key(const AccountId& account, const OperationId& operation);
std::int64_t conversation_key(const AccountId& account, std::int64_t contact);

MessageId message_id(std::int64_t key);
ContactId contact_id(std::int64_t contact);
ConversationId conversation_id(std::int64_t key);

/// The key inside a public id; nothing if it has another prefix or form.
std::optional<std::int64_t> key_of(const MessageId& id);
std::optional<std::int64_t> key_of(const ContactId& id);
std::optional<std::int64_t> key_of(const ConversationId& id);

/// The account of these digits at this tenant: the same on every connection of the number.
AccountId account_id_for(const TenantId& tenant, std::string_view digits);

}  // namespace coexist
