#include "history_chunks.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr std::uint32_t messages_a_thread = 20;
constexpr std::uint64_t first_second = 1'780'000'000;
constexpr const char* words = "Guten Tag, haben Sie am Wochenende noch ein Zimmer mit Blick auf den Hafen frei?";

std::string digits(std::uint64_t number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

void HistoryChunks::make(std::uint32_t messages) {
    body_ = R"({"object":"whatsapp_business_account","entry":[{"id":")" + sender_.waba_id +
            R"(","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":")" +
            sender_.digits + R"(","phone_number_id":")" + sender_.phone_number_id +
            R"("},"history":[{"metadata":{"phase":0,"chunk_order":)" + std::to_string(++chunk_) +
            R"(,"progress":50},"threads":[)";
    for (std::uint32_t left = messages; left > 0;) {
        const std::uint32_t some = std::min(left, messages_a_thread);
        thread(some);
        left -= some;
        if (left > 0) body_ += ',';
    }
    body_ += R"(]}]},"field":"history"}]}]})";
    signature_ = "sha256=";
    hmac_.append_hex(signature_, body_);
}

void HistoryChunks::thread(std::uint32_t messages) {
    const std::string guest = "4916" + digits(threads_ > 0 ? guest_ % threads_ : guest_, 9);
    ++guest_;
    body_ += R"({"id":")" + guest + R"(","messages":[)";
    for (std::uint32_t message = 0; message < messages; ++message) {
        const bool asked = message % 2 == 0;
        body_ += message > 0 ? "," : "";
        body_ += R"({"from":")" + (asked ? guest : sender_.digits) + '"';
        if (!asked) body_ += R"(,"to":")" + guest + '"';
        body_ += R"(,"id":"wamid.HBgNNDkxNjExMjM0NTY3OBUCABIY)" + digits(run_ % 1'000'000'000'000ULL, 12) +
                 digits(number_, 10) + R"(BAA==","timestamp":")" + std::to_string(first_second + number_) +
                 R"(","type":"text","text":{"body":")" + words + R"("},"history_context":{"status":"READ"}})";
        ++number_;
    }
    body_ += "]}";
}

}  // namespace bench
