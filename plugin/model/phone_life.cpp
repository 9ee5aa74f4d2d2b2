#include "model/phone_life.hpp"

namespace coexist {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t meta_waits = 14 * day_ms;

void take(NewestSign& newest, PhoneSign sign, std::int64_t at) {
    if (at > 0 && at >= newest.at) newest = {sign, at};
}

}  // namespace

std::string_view name_of(PhoneSign sign) {
    switch (sign) {
        case PhoneSign::message:
            return "message";
        case PhoneSign::contacts:
            return "contacts";
        case PhoneSign::connected:
            return "connected";
        case PhoneSign::person:
            break;
    }
    return "person";
}

SignStrength strength_of(PhoneSign sign) {
    switch (sign) {
        case PhoneSign::message:
            return SignStrength::weak;
        case PhoneSign::contacts:
            return SignStrength::middle;
        case PhoneSign::connected:
        case PhoneSign::person:
            break;
    }
    return SignStrength::strong;
}

std::string_view name_of(SignStrength strength) {
    switch (strength) {
        case SignStrength::none:
            return "none";
        case SignStrength::weak:
            return "weak";
        case SignStrength::middle:
            return "middle";
        case SignStrength::strong:
            break;
    }
    return "strong";
}

NewestSign certain_phone_sign(const PhoneSigns& signs) {
    NewestSign newest{PhoneSign::connected, 0};
    take(newest, PhoneSign::contacts, signs.contacts_at);
    take(newest, PhoneSign::connected, signs.connected_at);
    take(newest, PhoneSign::person, signs.person_at);
    return newest;
}

NewestSign newest_phone_sign(const PhoneSigns& signs) {
    const NewestSign certain = certain_phone_sign(signs);
    return signs.message_at > certain.at ? NewestSign{PhoneSign::message, signs.message_at} : certain;
}

std::string_view name_of(PhoneLevel level) {
    switch (level) {
        case PhoneLevel::fresh:
            return "fresh";
        case PhoneLevel::unsure:
            return "unsure";
        case PhoneLevel::remind:
            return "remind";
        case PhoneLevel::urgent:
            break;
    }
    return "urgent";
}

PhoneLevel level_at(const PhoneSigns& signs, const PhonePatience& patience, std::int64_t now) {
    const std::int64_t newest = newest_phone_sign(signs).at;
    if (newest == 0) return PhoneLevel::fresh;  // nothing is known, so nothing is silent
    const std::int64_t silent = now - newest;
    if (silent >= patience.urgent) return PhoneLevel::urgent;
    if (silent >= patience.remind) return PhoneLevel::remind;
    return now - certain_phone_sign(signs).at >= patience.remind ? PhoneLevel::unsure : PhoneLevel::fresh;
}

PhoneLevel level_left(const FoundLevel& found, const PhoneSigns& signs) {
    if (found.level == PhoneLevel::fresh || certain_phone_sign(signs).at > found.certain_at) return PhoneLevel::fresh;
    if (found.level != PhoneLevel::unsure && newest_phone_sign(signs).at <= found.newest_at) return found.level;
    return PhoneLevel::unsure;
}

std::int64_t at_risk_from(const PhoneSigns& signs) {
    return certain_phone_sign(signs).at + meta_waits;
}

}  // namespace coexist
