#include "actions/window_refusal.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>

#include "runtime/timestamps.hpp"

namespace coexist {
namespace {

// Meta says so earlier than the clock, rarely: then that is when it closed.
std::int64_t closed_at(const Window& window) {
    const std::int64_t by_clock = window.customer_at + window_length;
    return window.refused_at > window.customer_at ? std::min(window.refused_at, by_clock) : by_clock;
}

}  // namespace

Problem window_closed(const Window& window, boost::json::array templates) {
    const std::string since =
        window.customer_at > 0
            ? "The guest's last message came at " + rfc3339(window.customer_at * 1000) + ", more than 24 hours ago."
            : "The guest has not written to this number yet.";
    Problem problem{Refusal::conflict,
                    "window_closed",
                    since + " WhatsApp takes free text for 24 hours after it only.",
                    "Wait until the guest writes. If the number is used on a phone too, you can write from there at "
                    "any time.",
                    {}};
    if (!templates.empty()) {
        problem.next =
            "Send one of the approved templates (send_template), or wait until the guest writes. If the "
            "number is used on a phone too, you can write from there at any time.";
    }
    if (window.customer_at > 0) {
        problem.more["closed_at"] = '"' + rfc3339(closed_at(window) * 1000) + '"';
    }
    problem.more["templates"] = boost::json::serialize(templates);
    return problem;
}

}  // namespace coexist
