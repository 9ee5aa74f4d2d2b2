#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "onboarding/connect_door.hpp"
#include "store/connect_links.hpp"

namespace coexist {

/// What a client's browser did at his link: journalled, then applied by the owner.
struct LinkStep {
    enum class Kind { opened, begins, chooses };
    Kind kind = Kind::opened;
    ConnectLinkRow link;
    ConnectAttemptRow attempt;    ///< begins: the new one; chooses: the running one
    std::string phone_number_id;  ///< chooses: the number
};

/// How a link stands by the clock and what became of it.
enum class LinkState { open, used, revoked, replaced, expired };
std::string_view name_of(LinkState state);
LinkState state_of(const ConnectLinkRow& link, std::int64_t now_ms);

/// The address to send to the client. Whoever has it can connect one number to this tenant, and nothing else.
std::string link_url(const Settings& settings, const TokenCipher& cipher, const ConnectLinkRow& link);

/// The page of a client's link, in any process, without anybody signed in: what will happen, the way into the
/// platform's dialog on this very device, and what came of it. A key that is guessed, altered, revoked, replaced or
/// expired gets one plain sentence and changes nothing. Thread-safe.
class LinkDoor {
  public:
    /// Makes the step durable; false if it could not be stored.
    using Keep = std::function<bool(const LinkStep&)>;

    LinkDoor(ReaderPool& readers, const Settings& settings, const TokenCipher& cipher, Clock clock,
             std::function<bool()> owner_alive, Keep keep);

    /// Whether the path is one of the link's: /connect/link and below.
    static bool serves(std::string_view path);
    ConnectPage handle(const ConnectRequest& request) const;
    /// link_url() of this configuration.
    [[nodiscard]] std::string url_of(const ConnectLinkRow& link) const { return link_url(settings_, cipher_, link); }

  private:
    [[nodiscard]] std::optional<ConnectLinkRow> find(std::string_view key) const;
    [[nodiscard]] ConnectPage show(const ConnectRequest& request, const ConnectLinkRow& link) const;
    [[nodiscard]] ConnectPage begin(const ConnectRequest& request, const ConnectLinkRow& link) const;
    [[nodiscard]] ConnectPage choose(const ConnectRequest& request, const ConnectLinkRow& link) const;
    [[nodiscard]] std::optional<ConnectAttemptRow> newest(const ConnectLinkRow& link) const;

    ReaderPool& readers_;
    const Settings& settings_;
    const TokenCipher& cipher_;
    const Clock clock_;
    const std::function<bool()> owner_alive_;
    const Keep keep_;
    const ConnectState states_;
};

}  // namespace coexist
