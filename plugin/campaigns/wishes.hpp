#pragma once
#include <cstdint>
#include <string>

#include "config/settings.hpp"
#include "ingest/write_context.hpp"
#include "model/campaign_rules.hpp"
#include "model/fact.hpp"
#include "secrets/token_cipher.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// Who wants campaigns of a tenant and who does not: what guests, staff and the platform said. References outlive it.
class CampaignWishes {
  public:
    CampaignWishes(const Settings& settings, const TokenCipher& cipher) : settings_(settings), cipher_(cipher) {}

    /// What is known of the person who bears this name now, under all his names; without a proof of his opt-in.
    [[nodiscard]] CampaignWish of(Session& session, const TenantId& tenant, const Identity& identity) const;
    /// He said stop (or, with `wants`, that he wants them again) at `at` (Unix seconds). `by`: "word", "platform", or
    /// "staff:" and who noted it.
    void note(Session& session, const TenantId& tenant, const Identity& identity, std::int64_t at,
              const std::string& by, bool wants) const;
    /// Within a delivery's transaction: a guest's message that is nothing but a word that stops or starts campaigns,
    /// and what the platform says of a message that did not go out.
    void told(WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) const;
    /// What the platform answered to a send with this error: 131050 is the person's stop, 131048 pauses the account's
    /// campaigns (Meta, "Error codes").
    void refused(WriteContext& context, const AccountRow& account, const Identity& recipient, std::int64_t code,
                 std::int64_t at) const;

  private:
    [[nodiscard]] std::string mark(const TenantId& tenant, const Identity& identity) const;
    const Settings& settings_;
    const TokenCipher& cipher_;
};

}  // namespace coexist
