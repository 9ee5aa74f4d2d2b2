#include "store/keys.hpp"

#include <charconv>

#include "model/hash.hpp"

namespace coexist {
namespace {

std::int64_t hash_of_parts(std::string_view first, std::string_view second, std::string_view third) {
    std::string joined(first);
    joined.append(1, '\n').append(second).append(1, '\n').append(third);
    return static_cast<std::int64_t>(hash64(joined));
}

std::string with_prefix(const char* prefix, std::int64_t key) {
    return prefix + hex64(static_cast<std::uint64_t>(key));
}

std::optional<std::int64_t> without_prefix(std::string_view prefix, std::string_view text) {
    if (text.size() != prefix.size() + 16 || text.substr(0, prefix.size()) != prefix) return std::nullopt;
    std::uint64_t key = 0;
    const char* first = text.data() + prefix.size();
    const auto [end, error] = std::from_chars(first, text.data() + text.size(), key, 16);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return static_cast<std::int64_t>(key);
}

}  // namespace

std::int64_t message_key(const AccountId& account, std::string_view wamid) {
    return hash_of_parts("message", account.value, wamid);
}

std::int64_t send_key(const AccountId& account, const OperationId& operation) {
    return hash_of_parts("send", account.value, operation.value);
}

std::int64_t conversation_key(const AccountId& account, std::int64_t contact) {
    return hash_of_parts("conversation", account.value, hex64(static_cast<std::uint64_t>(contact)));
}

MessageId message_id(std::int64_t key) {
    return MessageId(with_prefix("msg_", key));
}
ContactId contact_id(std::int64_t contact) {
    return ContactId(with_prefix("con_", contact));
}
ConversationId conversation_id(std::int64_t key) {
    return ConversationId(with_prefix("cnv_", key));
}

std::optional<std::int64_t> key_of(const MessageId& id) {
    return without_prefix("msg_", id.value);
}
std::optional<std::int64_t> key_of(const ContactId& id) {
    return without_prefix("con_", id.value);
}
std::optional<std::int64_t> key_of(const ConversationId& id) {
    return without_prefix("cnv_", id.value);
}

AccountId account_id_for(const TenantId& tenant, std::string_view digits) {
    return AccountId(with_prefix("acc_", hash_of_parts("account", tenant.value, digits)));
}

}  // namespace coexist
