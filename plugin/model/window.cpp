#include "model/window.hpp"

#include <algorithm>
#include <limits>

namespace coexist {
namespace {

/// Meta, "Error codes": more than 24 hours have passed since the customer last replied.
constexpr std::int64_t re_engagement_message = 131047;

bool within_length(std::int64_t since, std::int64_t now) {
    return since > 0 && since > now - window_length;
}

}  // namespace

void join(Window& into, const Window& other) {
    into.customer_at = std::max(into.customer_at, other.customer_at);
    into.unconfirmed_at = std::max(into.unconfirmed_at, other.unconfirmed_at);
    into.refused_at = std::max(into.refused_at, other.refused_at);
}

Window window_signs(const Message& message) {
    Window window;
    if (message.content && message.content->witness != Witness::live) return window;
    if (opens_window(message) && !message.standby) {
        window.customer_at = message.content->evidence.at;
    } else if (message.origin == Origin::customer && message.content && message.content->type != "system") {
        window.unconfirmed_at = message.content->evidence.at;
    }
    for (const auto& [actor, reaction] : message.reactions) {
        if (reaction.live && actor != "business")
            window.unconfirmed_at = std::max(window.unconfirmed_at, reaction.evidence.at);
    }
    for (const auto& [error, evidence] : message.errors) {
        if (error.code == re_engagement_message) window.refused_at = std::max(window.refused_at, evidence.at);
    }
    return window;
}

WindowState state_of(const Window& window, std::int64_t now) {
    // A refusal in the very second of the customer's message was an answer to what came before it.
    if (within_length(window.customer_at, now) && window.refused_at <= window.customer_at) return WindowState::open;
    if (within_length(window.unconfirmed_at, now) && window.refused_at <= window.unconfirmed_at) {
        return WindowState::unconfirmed;
    }
    return WindowState::closed;
}

std::int64_t open_until(const Window& window) {
    if (window.customer_at <= 0 || window.refused_at > window.customer_at) return 0;
    constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() - window_length;
    return std::min(window.customer_at, latest) + window_length;
}

}  // namespace coexist
