#include "faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sim {
namespace {

constexpr std::array<std::string_view, 9> kinds_known{"latency",       "drop_before",       "drop_after",
                                                      "http_5xx",      "malformed",         "error_code",
                                                      "failed_status", "duplicate_webhook", "reorder_webhooks"};

bool concerns_webhooks(std::string_view kind) {
    return kind == "duplicate_webhook" || kind == "reorder_webhooks";
}

}  // namespace

void Faults::add(const json::object& document) {
    Fault fault;
    fault.kind = text_at(document, "kind");
    if (std::find(kinds_known.begin(), kinds_known.end(), fault.kind) == kinds_known.end()) {
        throw std::invalid_argument(
            "'kind' must be one of latency, drop_before, drop_after, http_5xx, malformed, error_code, failed_status, "
            "duplicate_webhook, reorder_webhooks.");
    }
    fault.endpoint = text_at(document, "endpoint", concerns_webhooks(fault.kind) ? "webhooks" : "messages");
    fault.phone_number_id = text_at(document, "phone_number_id");
    fault.left = integer_at(document, "count").value_or(1);
    fault.ms = integer_at(document, "ms").value_or(0);
    fault.code = static_cast<int>(integer_at(document, "code").value_or(0));
    fault.subcode = static_cast<int>(integer_at(document, "subcode").value_or(0));
    fault.after = flag_at(document, "after");
    if ((fault.kind == "error_code" || fault.kind == "failed_status") && fault.code == 0) {
        throw std::invalid_argument("'code' must name the platform's error code, for example 130429.");
    }
    if (fault.kind == "latency" && fault.ms <= 0) {
        throw std::invalid_argument("'ms' must say how long the answer waits.");
    }
    if (fault.kind == "http_5xx" && fault.code == 0) fault.code = 503;
    waiting_.push_back(std::move(fault));
}

std::optional<Fault> Faults::take(std::string_view endpoint, std::string_view phone_number_id,
                                  std::initializer_list<std::string_view> kinds) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Fault& fault) {
        return (fault.endpoint == "*" || fault.endpoint == endpoint) &&
               (fault.phone_number_id.empty() || fault.phone_number_id == phone_number_id) &&
               std::find(kinds.begin(), kinds.end(), fault.kind) != kinds.end();
    });
    if (found == waiting_.end()) return std::nullopt;
    Fault taken = *found;
    if (found->left > 0 && --found->left == 0) waiting_.erase(found);
    return taken;
}

json::array Faults::describe() const {
    json::array list;
    for (const auto& fault : waiting_) {
        list.push_back({{"endpoint", fault.endpoint},
                        {"phone_number_id", fault.phone_number_id},
                        {"kind", fault.kind},
                        {"left", fault.left},
                        {"ms", fault.ms},
                        {"code", fault.code},
                        {"subcode", fault.subcode},
                        {"after", fault.after}});
    }
    return list;
}

}  // namespace sim
