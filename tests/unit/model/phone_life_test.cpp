#include "model/phone_life.hpp"
#include "catch.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t day = 24LL * 60 * 60 * 1000;
constexpr std::int64_t now = 1'000 * day;
constexpr PhonePatience patience{10 * day, 12 * day};

}  // namespace

TEST_CASE("the newest sign counts, of two at one time the stronger", "[model]") {
    CHECK(newest_phone_sign({}).at == 0);
    CHECK(newest_phone_sign({5, 4, 3, 2}).sign == PhoneSign::message);
    CHECK(newest_phone_sign({5, 5, 3, 2}).sign == PhoneSign::contacts);
    CHECK(newest_phone_sign({5, 5, 5, 5}).sign == PhoneSign::person);
    CHECK(certain_phone_sign({9, 4, 3, 2}).sign == PhoneSign::contacts);
    CHECK(strength_of(PhoneSign::message) == SignStrength::weak);
    CHECK(strength_of(PhoneSign::contacts) == SignStrength::middle);
    CHECK(strength_of(PhoneSign::connected) == SignStrength::strong);
    CHECK(strength_of(PhoneSign::person) == SignStrength::strong);
}

TEST_CASE("silence of all signs asks for a reminder, then urgently", "[model]") {
    PhoneSigns signs;
    CHECK(level_at(signs, patience, now) == PhoneLevel::fresh);  // nothing is known
    signs.connected_at = now - 10 * day + 1;
    CHECK(level_at(signs, patience, now) == PhoneLevel::fresh);
    signs.connected_at = now - 10 * day;
    CHECK(level_at(signs, patience, now) == PhoneLevel::remind);
    signs.connected_at = now - 12 * day;
    CHECK(level_at(signs, patience, now) == PhoneLevel::urgent);
    signs.contacts_at = now - day;
    CHECK(level_at(signs, patience, now) == PhoneLevel::fresh);
}

TEST_CASE("messages that may be WhatsApp Web's leave doubt about the phone", "[model]") {
    PhoneSigns signs;
    signs.connected_at = now - 30 * day;
    signs.message_at = now - 1;
    CHECK(level_at(signs, patience, now) == PhoneLevel::unsure);
    CHECK(at_risk_from(signs) == now - 16 * day);
    signs.person_at = now - 9 * day;
    CHECK(level_at(signs, patience, now) == PhoneLevel::fresh);
    CHECK(at_risk_from(signs) == now + 5 * day);
}

TEST_CASE("a newer sign ends what was told, a weak one not the doubt", "[model]") {
    PhoneSigns signs;
    signs.connected_at = now - 13 * day;
    const FoundLevel urgent{PhoneLevel::urgent, signs.connected_at, signs.connected_at};
    CHECK(level_left(urgent, signs) == PhoneLevel::urgent);
    signs.message_at = now;
    CHECK(level_left(urgent, signs) == PhoneLevel::unsure);
    CHECK(level_left({PhoneLevel::unsure, now - day, signs.connected_at}, signs) == PhoneLevel::unsure);
    signs.person_at = now;
    CHECK(level_left(urgent, signs) == PhoneLevel::fresh);
    CHECK(level_left({}, signs) == PhoneLevel::fresh);
}
