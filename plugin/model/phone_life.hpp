#pragma once
#include <cstdint>
#include <string_view>

namespace coexist {

// Meta ends coexistence when the WhatsApp Business app was not opened on the phone for about 14 days, and tells nobody
// before (Meta, account_update: disconnection_info.reason PRIMARY_INACTIVITY). No call shows when it was opened last,
// so what is known is evidence, and some of it proves more than other.

/// What showed that the phone lives.
enum class PhoneSign : std::uint8_t {
    message = 1,    ///< an echo: weak, it may have been written in WhatsApp Web while the phone lay off
    contacts = 2,   ///< the app told contacts: middle
    connected = 3,  ///< the number was connected, or came back by itself: strong
    person = 4      ///< a person says: I opened the app: strong
};
/// "message", "contacts", "connected", "person".
std::string_view name_of(PhoneSign sign);

enum class SignStrength : std::uint8_t { none = 0, weak = 1, middle = 2, strong = 3 };
SignStrength strength_of(PhoneSign sign);
/// "none", "weak", "middle", "strong".
std::string_view name_of(SignStrength strength);

/// When each kind was seen last, Unix milliseconds; 0: never.
struct PhoneSigns {
    std::int64_t message_at = 0;
    std::int64_t contacts_at = 0;
    std::int64_t connected_at = 0;
    std::int64_t person_at = 0;
};

struct NewestSign {
    PhoneSign sign = PhoneSign::connected;
    std::int64_t at = 0;  ///< 0: there is none
};
/// The newest of all; of two at one time the stronger.
NewestSign newest_phone_sign(const PhoneSigns& signs);
/// The newest that is not weak.
NewestSign certain_phone_sign(const PhoneSigns& signs);

/// What staff should do about the phone.
enum class PhoneLevel : std::uint8_t {
    fresh = 1,
    unsure = 2,  ///< only weak signs for as long as would be worth a reminder
    remind = 3,  ///< no sign at all for so long
    urgent = 4
};
/// "fresh", "unsure", "remind", "urgent".
std::string_view name_of(PhoneLevel level);

/// Silence after which people are told, milliseconds; `remind` is the shorter.
struct PhonePatience {
    std::int64_t remind = 0;
    std::int64_t urgent = 0;
};

/// How it stands at `now` (Unix ms).
PhoneLevel level_at(const PhoneSigns& signs, const PhonePatience& patience, std::int64_t now);

/// A level that was found, and by which signs.
struct FoundLevel {
    PhoneLevel level = PhoneLevel::fresh;
    std::int64_t newest_at = 0;   ///< newest_phone_sign() then
    std::int64_t certain_at = 0;  ///< certain_phone_sign() then
};
/// What is left of a level that was found earlier, now that there may be newer signs: a weak one ends a reminder and
/// leaves doubt, any other one ends both.
PhoneLevel level_left(const FoundLevel& found, const PhoneSigns& signs);

/// From when on Meta may end coexistence, if the phone's app was not opened since its last certain sign. Unix ms.
std::int64_t at_risk_from(const PhoneSigns& signs);

}  // namespace coexist
