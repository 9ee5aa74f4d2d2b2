#pragma once
#include <cstdint>

#include "model/message.hpp"

namespace coexist {

/// The customer service window of one conversation: the platform accepts free text for 24 h after the
/// customer's last live message (Meta, "Send messages": customer service windows). Values join by maximum.
struct Window {
    std::int64_t customer_at = 0;     ///< newest live customer message, platform Unix seconds
    std::int64_t unconfirmed_at = 0;  ///< newest sign that may or may not open it (131060, a reaction)
    std::int64_t refused_at = 0;      ///< newest 131047: the platform says it is closed
    bool operator==(const Window&) const = default;
};

enum class WindowState : std::uint8_t { closed, open, unconfirmed };

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(Window& into, const Window& other);

/// What one fact says about its conversation's window: opened by the customer's live words, perhaps by a message that
/// is unavailable, that another party answers (standby) or by the customer's live reaction, closed by a 131047. Nothing
/// that was imported says anything. Join it over all facts.
Window window_signs(const Message& message);

/// `now`: Unix seconds by the platform's clock. Only closed refuses a send.
WindowState state_of(const Window& window, std::int64_t now);

/// When it closes, Unix seconds; 0 if it is not open.
std::int64_t open_until(const Window& window);

constexpr std::int64_t window_length = std::int64_t{24} * 60 * 60;

}  // namespace coexist
