#include "model/account_standing.hpp"

#include <algorithm>

namespace coexist {
namespace {

constexpr unsigned present = bit_of(SignKind::present);
constexpr unsigned absent = bit_of(SignKind::absent);

Standing by_webhook(const LifeVerdict& word, Attachment attachment) {
    const LifeEvent& event = *word.because;
    std::string reason = event.reason.empty() ? std::string(reason_word(word.kind)) : event.reason;
    if (attachment == Attachment::undecided) reason = "UNDECIDED";
    return {attachment, event.at * 1000, std::move(reason), event.initiated_by, true};
}

/// Whether this many reads asked for from `from` on found the number attached.
bool found_attached(const AccountSigns& signs, std::int64_t from, std::ptrdiff_t times) {
    return std::count_if(signs.newest.begin(), signs.newest.end(), [&](const CallSign& sign) {
               return sign.asked_at >= from && sign.kind == SignKind::present && sign.read;
           }) >= times;
}

/// The first sign of the unbroken row of signs that the number is gone; null if the newest says otherwise.
const CallSign* gone_since(const AccountSigns& signs, std::int64_t from) {
    if (const CallSign* found = newest_sign(signs, from, present)) from = found->asked_at + 1;
    for (const CallSign& sign : signs.newest) {
        if (sign.asked_at >= from && sign.kind == SignKind::absent) return &sign;
    }
    return nullptr;
}

Standing by_signs(const AccountSigns& signs, std::int64_t from, Standing attached) {
    const CallSign* gone = gone_since(signs, from);
    if (gone == nullptr) return attached;
    return {Attachment::removed, gone->asked_at, gone->reason, {}, false};
}

}  // namespace

std::string_view reason_word(LifeKind kind) {
    switch (kind) {
        case LifeKind::partner_added:
            return "PARTNER_ADDED";
        case LifeKind::partner_removed:
            return "PARTNER_REMOVED";
        case LifeKind::app_installed:
            return "PARTNER_APP_INSTALLED";
        case LifeKind::app_uninstalled:
            return "PARTNER_APP_UNINSTALLED";
        case LifeKind::offboarded:
            return "ACCOUNT_OFFBOARDED";
        case LifeKind::reconnected:
            return "ACCOUNT_RECONNECTED";
        case LifeKind::deleted:
            return "ACCOUNT_DELETED";
        case LifeKind::restriction:
            return "ACCOUNT_RESTRICTION";
        case LifeKind::violation:
            return "ACCOUNT_VIOLATION";
        case LifeKind::disabled_update:
            return "DISABLED_UPDATE";
        case LifeKind::doubted:
            return "GRANT_CHANGED";
        case LifeKind::deauthorized:
            return "DEAUTHORIZED";
    }
    return "";
}

std::int64_t read_counts_from(const LifeVerdict& word) {
    if (!word.because) return 0;
    const std::int64_t came = (word.because->received_at + 1) * 1000;  // told in seconds: by its end it was there
    return word.attachment == Attachment::undecided ? came : came + settling_ms;
}

Standing standing_of(const AccountLife& life, const AccountSigns& signs, std::int64_t generation_start) {
    const LifeVerdict word = verdict(life, generation_start / 1000);
    if (!word.because) return by_signs(signs, generation_start, {});
    const std::int64_t from = std::max(generation_start, read_counts_from(word));
    if (word.attachment == Attachment::attached) {
        Standing attached;
        if (word.kind == LifeKind::reconnected) attached = by_webhook(word, Attachment::attached);
        return by_signs(signs, from, attached);
    }
    const bool undecided = word.attachment == Attachment::undecided;
    if (found_attached(signs, from, undecided ? 1 : 2)) {
        return by_signs(signs, from, {Attachment::attached, from, "FOUND_ATTACHED", {}, false});
    }
    if (!undecided) return by_webhook(word, word.attachment);
    if (newest_sign(signs, from, absent) == nullptr) return by_webhook(word, Attachment::undecided);
    return by_webhook(word, word.kind == LifeKind::offboarded ? Attachment::offboarded : Attachment::removed);
}

}  // namespace coexist
