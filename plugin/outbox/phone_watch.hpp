#pragma once
#include "config/settings.hpp"
#include "ingest/write_context.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// Tells people when the phone of a coexistence number was silent for long, before Meta ends the connection: the
/// account's document says so, and the account goes to the end of the feed.
class PhoneWatch {
  public:
    /// `settings` must outlive it: `keepalive` of each tenant.
    explicit PhoneWatch(const Settings& settings) : settings_(settings) {}

    /// Called with every regular check of a number (each 6 to 12 hours); inside the writer's transaction.
    void look(WriteContext& context, const AccountRow& account) const;

  private:
    const Settings& settings_;
};

}  // namespace coexist
