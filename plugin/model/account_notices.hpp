#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace coexist {

/// What the platform announces beside messages and the number's life (Meta, one page each in "Webhooks: reference").
/// The number is stored, never change one.
enum class NoticeKind : std::uint8_t {
    quality = 1,                 ///< phone_number_quality_update
    display_name = 2,            ///< phone_number_name_update
    alert = 3,                   ///< account_alerts; about: the alert's type and whom it concerns
    review = 4,                  ///< account_review_update
    capability = 5,              ///< business_capability_update
    template_status = 6,         ///< message_template_status_update; about: the template's id, as in the next three
    template_quality = 7,        ///< message_template_quality_update
    template_category = 8,       ///< template_category_update
    template_components = 9,     ///< message_template_components_update
    security = 10,               ///< the two-step PIN
    business_username = 11,      ///< the number's own username
    account_event = 12,          ///< events of account_update that move nothing here; about: the event's name
    number_error = 13,           ///< errors on the level of the number; about: the code
    payment_configuration = 14,  ///< about: its name
    solution = 15,               ///< partner_solutions; about: the solution's id
    flow = 16                    ///< flows; about: the flow's id
};

std::string_view name_of(NoticeKind kind);

/// Of a template, and so one of many: not part of the account's own document.
bool of_template(NoticeKind kind);

struct NoticeSubject {
    NoticeKind kind = NoticeKind::quality;
    std::string about;  ///< empty where there is only one of a kind
    auto operator<=>(const NoticeSubject&) const = default;
};

struct Notice {
    std::int64_t at = 0;  ///< platform time, Unix seconds; the arrival's where the platform told none
    std::string word;     ///< the platform's: event, decision, status, limit
    std::string detail;   ///< its reason or explanation; empty if it told none
    std::string raw;      ///< the value object, minified JSON
    auto operator<=>(const Notice&) const = default;
};

/// The newest announcement of each subject: a value of a join-semilattice.
struct AccountNotices {
    std::map<NoticeSubject, Notice> newest;
    bool operator==(const AccountNotices&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(AccountNotices& into, const AccountNotices& other);

}  // namespace coexist
