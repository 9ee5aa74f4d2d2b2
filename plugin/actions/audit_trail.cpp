#include "actions/audit_trail.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "actions/audited.hpp"

namespace coexist {
namespace {

constexpr std::int64_t together_ms = 60'000;
constexpr std::size_t most_kinds = 1000;
// What a stranger wrote is kept as evidence, not at any length.
constexpr std::size_t longest = 200;

void cut(std::string& text) {
    if (text.size() <= longest) return;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
    text.resize(end);
}

void sign(AuditRow& row, const Actor& actor) {
    row.actor = actor.id;
    row.roles = actor.roles();
    row.tenants = actor.tenant_list();
    row.origin = actor.origin;
}

}  // namespace

void AuditTrail::note(AuditRow row) {
    row.at = clock_.now_ms();
    JournalRow journalled;
    journalled.received_at = row.at;
    journalled.kind = RowKind::note;
    journalled.lane = Lane::command;
    journalled.body = text_of(row);
    journal_.append(
        std::move(journalled), [](void* /*ctx*/, bool /*durable*/) {}, nullptr);
}

void AuditTrail::did(const Actor& actor, AuditRow row) {
    sign(row, actor);
    note(std::move(row));
}

void AuditTrail::denied(const Actor& actor, AuditRow row, const std::string& code) {
    row.outcome = "denied";
    row.code = code;
    for (std::string* text : {&row.account_id, &row.action, &row.detail}) cut(*text);
    sign(row, actor);
    {
        const std::lock_guard lock(guard_);
        std::string kind = actor.id + '\n' + row.tenant + '\n' + row.action + '\n' + code;
        if (attempts_.size() >= most_kinds && attempts_.count(kind) == 0) kind.clear();
        const auto [found, first] = attempts_.try_emplace(kind);
        if (!first) {
            row.times += std::exchange(found->second.untold.times, 0);
            found->second.untold = std::move(row);
            return;
        }
        found->second.since = clock_.now_ms();
        found->second.untold.times = 0;
    }
    note(std::move(row));
}

void AuditTrail::tell_counted() {
    tell_older_than(together_ms);
}

void AuditTrail::tell_all() {
    tell_older_than(0);
}

void AuditTrail::tell_older_than(std::int64_t least_ms) {
    std::vector<AuditRow> due;
    {
        const std::lock_guard lock(guard_);
        const std::int64_t now = clock_.now_ms();
        for (auto each = attempts_.begin(); each != attempts_.end();) {
            const std::int64_t age = now - each->second.since;
            if (age >= 0 && age < least_ms) {
                ++each;
                continue;
            }
            if (each->second.untold.times > 0) due.push_back(std::move(each->second.untold));
            each = attempts_.erase(each);
        }
    }
    for (AuditRow& row : due) note(std::move(row));
}

}  // namespace coexist
