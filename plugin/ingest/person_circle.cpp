#include "ingest/person_circle.hpp"

#include <algorithm>
#include <utility>

#include "model/phone_match.hpp"
#include "store/identity_verdicts.hpp"

namespace coexist {

PersonCircle::PersonCircle(Session& session, TenantId tenant, const std::set<std::int64_t>& circles)
    : session_(session), tenant_(std::move(tenant)) {
    std::set<std::int64_t> taken;
    for (std::set<std::int64_t> wanted = circles; !wanted.empty();) {
        const std::int64_t next = *wanted.begin();
        wanted.erase(wanted.begin());
        if (taken.insert(next).second) take_circle(next, wanted);
    }
    for (const auto& [key, row] : rows_) before_[key] = row.contact;
    begin_tenures();
}

void PersonCircle::take_circle(std::int64_t circle, std::set<std::int64_t>& wanted) {
    for (IdentityRow& row : identities_of_circle(session_, tenant_, circle)) {
        if (row.after == 0) look_round(row, wanted);
        rows_.emplace(row.hash, std::move(row));
    }
}

void PersonCircle::want(const Identity& identity, std::set<std::int64_t>& wanted) {
    if (const auto row = find_identity(session_, tenant_, key_of(Tenure{identity, 0}))) wanted.insert(row->circle);
}

void PersonCircle::look_round(const IdentityRow& first, std::set<std::int64_t>& wanted) {
    graph_.identities[first.identity].insert(first.ends.begin(), first.ends.end());
    for (const LinkRow& link : first.links) {
        const std::int64_t changed_at = link.kind == LinkKind::changed ? link.evidence.at : 0;
        graph_.links.emplace(LinkKey{first.identity, link.other, link.kind, changed_at}, link.evidence);
        want(link.other, wanted);
    }
    if (first.identity.kind == IdentityKind::wa_id) {
        for (const std::string& other : phone_aliases(first.identity.value)) {
            if (canonical_phone(other) == canonical_phone(first.identity.value))
                want({IdentityKind::wa_id, other}, wanted);
        }
    }
    Ends starts = first.ends;
    starts.insert(0);
    for (const std::int64_t after : starts) {
        for (const VerdictRow& decided : verdicts_on(session_, tenant_, key_of(Tenure{first.identity, after}))) {
            graph_.verdicts[{decided.one, decided.other}] = decided.verdict;
            if (decided.verdict.separated) continue;
            want(decided.one.identity, wanted);
            want(decided.other.identity, wanted);
        }
    }
}

void PersonCircle::begin_tenures() {
    for (const auto& [identity, ends] : graph_.identities) {
        std::int64_t holder = before_.at(key_of(Tenure{identity, 0}));
        for (const std::int64_t end : ends) {
            const std::int64_t key = key_of(Tenure{identity, end});
            const auto known = before_.find(key);
            if (known != before_.end()) {
                holder = known->second;
                continue;
            }
            IdentityRow row;
            row.identity = identity;
            row.after = end;
            row.hash = row.contact = key;
            rows_.emplace(key, row);
            before_[key] = holder;
            begun_.insert(key);
        }
    }
}

void PersonCircle::settle() {
    const auto decided = contacts_of(graph_);
    std::int64_t circle = rows_.begin()->first;
    for (const auto& [key, row] : rows_) {
        if (row.after == 0) {
            circle = key;
            break;
        }
    }
    for (auto& [key, row] : rows_) {
        const auto found = decided.find(Tenure{row.identity, row.after});
        if (found == decided.end()) continue;  // its number's first holder was erased
        const std::int64_t contact = found->second;
        const bool same = row.contact == contact && row.circle == circle && row.mixed;
        row.contact = contact;
        row.circle = circle;
        row.mixed = true;
        if (!same || begun_.count(key) > 0) save_identity(session_, tenant_, row);
    }
}

bool PersonCircle::changed() const {
    return !begun_.empty() || std::any_of(before_.begin(), before_.end(), [this](const auto& was) {
        return rows_.at(was.first).contact != was.second;
    });
}

bool PersonCircle::split() const {
    std::map<std::int64_t, std::int64_t> went;
    return std::any_of(before_.begin(), before_.end(), [&](const auto& was) {
        const std::int64_t now = rows_.at(was.first).contact;
        return went.emplace(was.second, now).first->second != now;
    });
}

std::set<std::int64_t> PersonCircle::former_contacts() const {
    std::set<std::int64_t> contacts;
    for (const auto& [key, contact] : before_) contacts.insert(contact);
    return contacts;
}

std::set<std::int64_t> PersonCircle::contacts() const {
    std::set<std::int64_t> contacts;
    for (const auto& [key, row] : rows_) contacts.insert(row.contact);
    return contacts;
}

}  // namespace coexist
