#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "config/settings.hpp"
#include "model/identity.hpp"

namespace coexist {

/// What a campaign would do, counted before anything is sent.
class CampaignPlan {
  public:
    void sends(const Identity& recipient);
    void skips(std::string_view why) { ++skipped_[std::string(why)]; }
    [[nodiscard]] std::int64_t sent() const { return sent_; }
    /// "recipients", "send", "skip" by reason, "countries" with counts, and with a price list what each and all cost at
    /// most: what goes out in an open window, or by an agreement with Meta, may cost less. `per_second`: the number's
    /// pace.
    [[nodiscard]] boost::json::object document(const CampaignSettings& settings, const std::string& category,
                                               int per_second) const;

  private:
    std::int64_t sent_ = 0;
    std::map<std::string, std::int64_t> skipped_;
    std::map<std::string, std::int64_t> countries_;
};

}  // namespace coexist
