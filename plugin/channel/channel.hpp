#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "channel/outgoing.hpp"
#include "channel/platform_call.hpp"
#include "model/identity.hpp"
#include "model/ids.hpp"
#include "model/problem.hpp"
#include "model/provider.hpp"
#include "secrets/secret.hpp"

namespace coexist {

/// One action that a provider offers. Titles and descriptions are in the catalogue, by id and language.
struct ActionSpec {
    std::string_view id;
    std::string_view schema_file;  ///< below schemas/, draft-07
    std::uint32_t flags;           ///< CRM_ACTION_*
};

/// The static face of a provider; lives as long as the library.
struct ChannelCard {
    Provider provider;
    std::string_view label;      ///< English
    std::string_view icon_file;  ///< below schemas/
    std::uint32_t capabilities;  ///< CRM_CAN_*
    const ActionSpec* actions;
    std::size_t action_count;
};

/// What to do instead of an action that this provider does not have.
struct OtherAction {
    std::string_view use;  ///< an action's id, empty if there is none
    std::string_view why;  ///< one sentence
};

/// The line over which calls for one account go.
struct Line {
    std::string road;  ///< app or gateway by its name in the configuration
    PhoneNumberId phone_number_id;
    WabaId waba_id;
    Secret token;
};

/// What a provider fulfils. Calls wait for the network and are made by the owner's workers only; all are thread-safe.
class Channel {
  public:
    virtual ~Channel() = default;

    [[nodiscard]] virtual const ChannelCard& card() const = 0;
    /// For an action that another provider has and this one has not; nothing if no provider has it.
    [[nodiscard]] virtual std::optional<OtherAction> instead_of(std::string_view action) const = 0;
    /// Whether this version can hand messages of this provider to the platform; if not, they are held.
    [[nodiscard]] virtual bool can_deliver() const = 0;

    /// What an action's input becomes here; input_invalid names the field that does not fit.
    [[nodiscard]] virtual Result<Outgoing> compose(const Draft& draft) const = 0;
    /// The request that send() takes, as it is kept with the intent.
    [[nodiscard]] virtual std::string request(const Envelope& envelope, const Outgoing& outgoing) const = 0;
    virtual SendOutcome send(const Line& line, const std::string& request) = 0;

    /// Tells the guest that this message, and all before it, were read; `typing`: also that an answer is being written.
    /// May be repeated.
    virtual CallOutcome mark_read(const Line& line, const std::string& wamid, bool typing) = 0;

    /// Reads the number at the platform. A gateway that describes no number is asked something that proves the key, and
    /// the answer's number is empty, digits and all.
    virtual NumberOutcome read_number(const Line& line) = 0;
    /// All templates of the line's WABA, page by page.
    virtual TemplatesOutcome read_templates(const Line& line) = 0;
    /// Makes the platform deliver the webhooks of this number's WABA to us, and reads back that it will. Refused if the
    /// WABA is not the number's. May be repeated.
    virtual CallOutcome subscribe(const Line& line) = 0;
    /// Whether the platform delivers the webhooks of this number's WABA to us, as it lists it.
    virtual SubscriptionOutcome read_subscription(const Line& line) = 0;
    /// Ends those deliveries, for every number of the WABA. The number itself stays attached to its phone.
    virtual CallOutcome unsubscribe(const Line& line) = 0;
    /// Why this number cannot be run by this provider, judged by what the platform says of it; nothing if it can.
    [[nodiscard]] virtual std::optional<Problem> refuses(const NumberNode& number) const = 0;
    /// How long to wait before an attempt that failed is made again, in milliseconds; nothing: give up. `attempts`
    /// counts those that were made. Never asked about an unknown outcome.
    [[nodiscard]] virtual std::optional<std::int64_t> retry_after_ms(const CallOutcome& outcome,
                                                                     std::int64_t attempts) const = 0;
    /// Ends running calls soon: the instance stops.
    virtual void abort() = 0;
};

}  // namespace coexist
