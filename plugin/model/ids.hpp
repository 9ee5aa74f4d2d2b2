#pragma once
#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace coexist {

/// An opaque id of one kind. Kinds do not convert into each other: a WABA id where a phone number id
/// belongs is the classic mistake of this field, here it does not compile. Ids are never numbers: Meta
/// announced that their form may change.
template <class Kind>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    [[nodiscard]] bool empty() const { return value.empty(); }
    auto operator<=>(const Id&) const = default;
};

using WabaId = Id<struct WabaIdKind>;                  ///< WhatsApp Business Account
using PhoneNumberId = Id<struct PhoneNumberIdKind>;    ///< Cloud API's id of a number, not the number
using Wamid = Id<struct WamidKind>;                    ///< WhatsApp message id
using TenantId = Id<struct TenantIdKind>;              ///< the host's: a hotel
using AccountId = Id<struct AccountIdKind>;            ///< ours: one number of one tenant
using ContactId = Id<struct ContactIdKind>;            ///< ours
using ConversationId = Id<struct ConversationIdKind>;  ///< ours: one contact on one account
using MessageId = Id<struct MessageIdKind>;            ///< ours
using OperationId = Id<struct OperationIdKind>;        ///< ours

}  // namespace coexist
