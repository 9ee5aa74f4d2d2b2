#pragma once
#include <memory>

#include "config/settings.hpp"
#include "ingest/delivery_applier.hpp"
#include "model/problem.hpp"
#include "outbox/lines.hpp"
#include "secrets/token_cipher.hpp"

namespace coexist {

/// A configuration with its secrets resolved and its roads and channels built. Immutable once made.
struct Provision {
    Provision(Settings given, TokenCipher key) : settings(std::move(given)), cipher(std::move(key)) {}

    const Settings settings;
    const TokenCipher cipher;
    Roads roads;
    Channels channels;
};

/// Problems: those of resolving secrets.
Result<std::shared_ptr<Provision>> make_provision(const Settings& settings);

/// The three providers, without a configuration: for their cards.
const Channels& bare_channels();

}  // namespace coexist
