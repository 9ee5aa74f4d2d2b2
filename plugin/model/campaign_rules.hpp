#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// What is known of somebody's wish to get campaigns, over all numbers of a tenant. Times in Unix seconds; 0: never.
struct CampaignWish {
    std::int64_t stopped_at = 0;     ///< he said stop, by a word or to staff, or the platform said so of him
    std::int64_t wanted_at = 0;      ///< he said that he wants them again
    bool marketing_stopped = false;  ///< switched off in WhatsApp itself ("user_preferences")
    std::int64_t opt_in_at = 0;      ///< the proof that this campaign brings for him; 0: none
};

/// Why he gets none of it; empty if he does: "no_opt_in" (Meta, "WhatsApp Business Messaging Policy": a business writes
/// first only to people who agreed), "opted_out", "marketing_stopped". A proof that is newer than his stop counts; what
/// he switched off in WhatsApp only he can switch on.
std::string_view reason_against(const CampaignWish& wish, bool marketing, std::int64_t now);

/// Whether a message is nothing but one of these words, in whatever case, with or without signs around it.
bool is_word_of(std::string_view message, const std::vector<std::string>& words);

}  // namespace coexist
