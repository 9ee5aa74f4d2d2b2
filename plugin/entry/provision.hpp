#pragma once
#include <memory>
#include <string>
#include <vector>

#include "channel/media_desk.hpp"
#include "channel/signup.hpp"
#include "config/settings.hpp"
#include "ingest/delivery_applier.hpp"
#include "model/problem.hpp"
#include "outbox/lines.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/usage_book.hpp"
#include "secrets/token_cipher.hpp"

namespace coexist {

/// A configuration with its secrets resolved and its roads and channels built. Immutable once made.
struct Provision {
    Provision(Settings given, TokenCipher key) : settings(std::move(given)), cipher(std::move(key)) {}

    const Settings settings;
    const TokenCipher cipher;
    Roads roads;
    Channels channels;
    std::vector<std::string> warnings;  ///< of its secrets, e.g. that others may read a file
    std::shared_ptr<SignupDesk> signup;
    std::shared_ptr<MediaDesk> media;
};

/// Problems: secret_unavailable with every secret that is missing, secrets_key_invalid. Calls to platforms are counted
/// in `figures`; what their answers tell of limits goes into `usage`.
Result<std::shared_ptr<Provision>> make_provision(const Settings& settings, Clock clock,
                                                  std::shared_ptr<Figures> figures, std::shared_ptr<UsageBook> usage);

/// The three providers, without a configuration: for their cards.
const Channels& bare_channels();
/// A desk without a configuration, for lists of actions; nothing is asked of it.
const std::shared_ptr<SignupDesk>& bare_signup();

}  // namespace coexist
