#include "model/account_life.hpp"

#include <initializer_list>
#include <string_view>
#include <tuple>

#include "model/registers.hpp"

namespace coexist {
namespace {

/// The newest event of any of these kinds in this generation; null if there is none.
struct Newest {
    LifeKind kind = LifeKind::partner_added;
    const LifeEvent* event = nullptr;
    explicit operator bool() const { return event != nullptr; }
};

Newest newest_of(const AccountLife& life, std::int64_t generation_start, std::initializer_list<LifeKind> kinds) {
    Newest newest;
    for (const LifeKind kind : kinds) {
        const auto found = life.newest.find(kind);
        if (found == life.newest.end() || found->second.at < generation_start) continue;
        if (!newest || *newest.event < found->second) newest = {kind, &found->second};
    }
    return newest;
}

LifeVerdict because(Attachment attachment, const Newest& newest) {
    return {attachment, newest.kind, *newest.event};
}

}  // namespace

std::string_view name_of(LifeKind kind) {
    switch (kind) {
        case LifeKind::partner_added:
            return "partner_added";
        case LifeKind::partner_removed:
            return "partner_removed";
        case LifeKind::app_installed:
            return "app_installed";
        case LifeKind::app_uninstalled:
            return "app_uninstalled";
        case LifeKind::offboarded:
            return "offboarded";
        case LifeKind::reconnected:
            return "reconnected";
        case LifeKind::deleted:
            return "deleted";
        case LifeKind::restriction:
            return "restriction";
        case LifeKind::violation:
            return "violation";
        case LifeKind::disabled_update:
            return "disabled_update";
        case LifeKind::doubted:
            return "doubted";
        case LifeKind::deauthorized:
            return "deauthorized";
    }
    return "";
}

void join(AccountLife& into, const AccountLife& other) {
    registers::keep_greater_each(into.newest, other.newest);
}

bool operator<(const LifeEvent& left, const LifeEvent& right) {
    const auto named = [](const LifeEvent& event) {
        return std::tie(event.at, event.reason, event.initiated_by, event.raw);
    };
    if (named(left) != named(right)) return named(left) < named(right);
    return left.received_at > right.received_at;
}

LifeVerdict verdict(const AccountLife& life, std::int64_t generation_start) {
    const auto newest = [&](std::initializer_list<LifeKind> kinds) { return newest_of(life, generation_start, kinds); };
    const Newest removed = newest({LifeKind::partner_removed, LifeKind::deleted});
    const Newest uninstalled = newest({LifeKind::app_uninstalled, LifeKind::deauthorized});
    const Newest installed = newest({LifeKind::partner_added, LifeKind::app_installed});
    const Newest added = newest({LifeKind::partner_added});
    const Newest offboarded = newest({LifeKind::offboarded});
    const Newest attached = newest({LifeKind::partner_added, LifeKind::reconnected});

    if (removed) {
        // Only a new onboarding undoes a removal. A later RECONNECTED contradicts it, and so does an addition
        // of the same second: the platform has to be asked.
        if (!attached || attached.event->at < removed.event->at) return because(Attachment::removed, removed);
        if (!added || added.event->at <= removed.event->at) return because(Attachment::undecided, removed);
    }
    if (uninstalled) {
        if (!installed || installed.event->at < uninstalled.event->at) {
            return because(Attachment::removed, uninstalled);
        }
        if (installed.event->at == uninstalled.event->at) return because(Attachment::undecided, uninstalled);
    }
    if (offboarded) {
        if (!attached || attached.event->at < offboarded.event->at) return because(Attachment::offboarded, offboarded);
        if (attached.event->at == offboarded.event->at) return because(Attachment::undecided, offboarded);
    }
    if (attached) return because(Attachment::attached, attached);
    return {};
}

}  // namespace coexist
