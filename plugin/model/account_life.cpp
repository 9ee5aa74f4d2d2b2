#include "model/account_life.hpp"

#include <initializer_list>
#include <string_view>

#include "model/registers.hpp"

namespace coexist {
namespace {

/// The newest event of any of these kinds in this generation; nullptr if there is none.
const LifeEvent* newest_of(const AccountLife& life, std::int64_t generation_start,
                           std::initializer_list<LifeKind> kinds) {
    const LifeEvent* newest = nullptr;
    for (const LifeKind kind : kinds) {
        const auto found = life.newest.find(kind);
        if (found == life.newest.end() || found->second.at < generation_start) continue;
        if (newest == nullptr || *newest < found->second) newest = &found->second;
    }
    return newest;
}

LifeVerdict because(Attachment attachment, const LifeEvent& event) {
    return {attachment, event};
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
    }
    return "";
}

void join(AccountLife& into, const AccountLife& other) {
    registers::keep_greater_each(into.newest, other.newest);
}

LifeVerdict verdict(const AccountLife& life, std::int64_t generation_start) {
    // app_uninstalled is not asked: it names an app, and the fold cannot tell ours from another one of the
    // partner's. A token that died with it shows itself at the next call.
    const LifeEvent* removed = newest_of(life, generation_start, {LifeKind::partner_removed, LifeKind::deleted});
    const LifeEvent* added = newest_of(life, generation_start, {LifeKind::partner_added});
    const LifeEvent* offboarded = newest_of(life, generation_start, {LifeKind::offboarded});
    const LifeEvent* attached = newest_of(life, generation_start, {LifeKind::partner_added, LifeKind::reconnected});

    if (removed != nullptr) {
        // Only a new onboarding undoes a removal. A later RECONNECTED contradicts it, and so does an addition
        // of the same second: the platform has to be asked.
        if (attached == nullptr || attached->at < removed->at) return because(Attachment::removed, *removed);
        if (added == nullptr || added->at <= removed->at) return because(Attachment::undecided, *removed);
    }
    if (offboarded != nullptr) {
        if (attached == nullptr || attached->at < offboarded->at) {
            return because(Attachment::offboarded, *offboarded);
        }
        if (attached->at == offboarded->at) return because(Attachment::undecided, *offboarded);
    }
    if (attached != nullptr) return because(Attachment::attached, *attached);
    return {};
}

}  // namespace coexist
