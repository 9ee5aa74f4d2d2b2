#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "onboarding/connect_page.hpp"
#include "onboarding/connect_state.hpp"
#include "runtime/clock.hpp"
#include "secrets/token_cipher.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// What a browser asked of /connect/...; views live as long as the call.
struct ConnectRequest {
    std::string_view path;             ///< "/connect/start" or "/connect/callback"
    std::string_view query;            ///< raw
    std::string_view cookie;           ///< the Cookie header
    std::string_view languages = {};   ///< the Accept-Language header
    std::string_view fetch_mode = {};  ///< the Sec-Fetch-Mode header: "navigate" where a person's browser shows a page
};

/// What the dialog's answer asks the owner to do: journalled, then applied there.
struct ConnectAnswer {
    ConnectAttemptRow attempt;
    std::string code_sealed;         ///< bound to the attempt; empty: it is refused
    std::optional<Problem> refused;  ///< why the attempt ends
};

/// The two public pages of a connection, in any process: /connect/start binds the browser and sends it to the dialog,
/// /connect/callback takes the dialog's answer. Whoever comes without having been sent here learns nothing and changes
/// nothing. Thread-safe.
class ConnectDoor {
  public:
    /// Makes the answer durable; false if it could not be stored.
    using Keep = std::function<bool(const ConnectAnswer&)>;

    ConnectDoor(ReaderPool& readers, const Settings& settings, const TokenCipher& cipher, Clock clock, Keep keep);

    ConnectPage handle(const ConnectRequest& request) const;

  private:
    [[nodiscard]] ConnectPage start(const ConnectRequest& request) const;
    [[nodiscard]] ConnectPage callback(const ConnectRequest& request) const;
    [[nodiscard]] std::optional<ConnectAttemptRow> find(std::string_view ticket_or_state) const;
    [[nodiscard]] ConnectPage keep(std::string_view languages, const ConnectAnswer& answer) const;
    [[nodiscard]] bool secure() const;

    ReaderPool& readers_;
    const Settings& settings_;
    const TokenCipher& cipher_;
    const Clock clock_;
    const Keep keep_;
    const ConnectState states_;
};

}  // namespace coexist
