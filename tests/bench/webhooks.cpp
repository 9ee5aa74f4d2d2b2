#include "webhooks.hpp"

#include <ctime>

#include "hmac.hpp"

namespace bench {
namespace {

void write_digits(std::string& into, std::size_t place, std::size_t width, std::uint64_t number) {
    for (std::size_t digit = width; digit > 0; --digit) {
        into[place + digit - 1] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
}

// Appends a slot of `width` zeros and answers where it lies.
std::size_t slot(std::string& text, std::size_t width) {
    text.append(width, '0');
    return text.size() - width;
}

std::uint32_t guest_of(std::uint32_t number, std::uint32_t guests) {
    return static_cast<std::uint32_t>((number * std::uint64_t{2654435761U} >> 7U) % guests);
}

}  // namespace

Webhooks::Webhooks(const Sender& sender, std::uint64_t run, std::uint32_t count, std::uint32_t guests)
    : run_(run), guests_(guests), start_(std::time(nullptr)) {
    std::string& text = template_;
    text = R"({"object":"whatsapp_business_account","entry":[{"id":")" + sender.waba_id +
           R"(","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":")" +
           sender.digits + R"(","phone_number_id":")" + sender.phone_number_id +
           R"("},"contacts":[{"profile":{"name":"Guest )";
    places_.name = slot(text, 9);
    text += R"("},"wa_id":"4915)";
    places_.wa_id = slot(text, 9);
    text += R"("}],"messages":[{"from":"4915)";
    places_.from = slot(text, 9);
    text += R"(","id":"wamid.HBgNNDkxNTExMjM0NTY3OBUCABIY)";
    places_.wamid = slot(text, 22);
    text += R"(BAA==","timestamp":")";
    places_.timestamp = slot(text, 10);
    text += std::string(R"(","type":"text","text":{"body":")") + std::string(mark);
    places_.text = slot(text, 9);
    constexpr std::string_view end = R"("}}]},"field":"messages"}]}]})";
    constexpr std::string_view words =
        " Guten Tag, haben Sie am Wochenende noch ein Zimmer mit Blick auf den Hafen frei?";
    while (text.size() + end.size() < sender.body_bytes) {
        text += words.substr(0, sender.body_bytes - end.size() - text.size());
    }
    text += end;

    const Hmac hmac(sender.secret);
    signatures_.reserve(count * signature_size);
    std::string body = blank();
    for (std::uint32_t number = 0; number < count; ++number) {
        fill(body, number);
        signatures_ += "sha256=";
        hmac.append_hex(signatures_, body);
    }
}

void Webhooks::fill(std::string& blank, std::uint32_t number) const {
    const std::uint32_t guest = guest_of(number, guests_);
    write_digits(blank, places_.name, 9, guest);
    write_digits(blank, places_.wa_id, 9, guest);
    write_digits(blank, places_.from, 9, guest);
    write_digits(blank, places_.wamid, 12, run_ % 1'000'000'000'000ULL);
    write_digits(blank, places_.wamid + 12, 10, number);
    write_digits(blank, places_.timestamp, 10, static_cast<std::uint64_t>(start_) + number / 10'000);
    write_digits(blank, places_.text, 9, number);
}

std::string_view Webhooks::signature(std::uint32_t number) const {
    return std::string_view(signatures_).substr(number * signature_size, signature_size);
}

}  // namespace bench
