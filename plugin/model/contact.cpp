#include "model/contact.hpp"

#include <tuple>

#include "model/registers.hpp"

namespace coexist {
namespace {

/// A removal beats an add of the same second, so `removed` ranks right after the time.
auto rank_of(const NameRegister& name) {
    return std::tie(name.evidence.at, name.removed, name.evidence.source, name.name);
}

void keep_newest(std::optional<NameRegister>& into, const std::optional<NameRegister>& other) {
    if (other && (!into || rank_of(*into) < rank_of(*other))) into = other;
}

}  // namespace

void join(ContactNames& into, const ContactNames& other) {
    keep_newest(into.profile, other.profile);
    keep_newest(into.address_book, other.address_book);
    keep_newest(into.username, other.username);
    registers::keep_greater_each(into.preferences, other.preferences);
    registers::keep_greater(into.thread_owner, other.thread_owner);
    registers::keep_greater(into.key_hash, other.key_hash);
}

bool same_words(const ContactNames& one, const ContactNames& other) {
    const auto same = [](const std::optional<NameRegister>& a, const std::optional<NameRegister>& b) {
        return a.has_value() == b.has_value() && (!a || (a->name == b->name && a->removed == b->removed));
    };
    return same(one.profile, other.profile) && same(one.address_book, other.address_book) &&
           same(one.username, other.username) && one.preferences == other.preferences &&
           one.thread_owner == other.thread_owner && one.key_hash == other.key_hash;
}

std::string name_of(const ContactNames& names) {
    for (const auto* name : {&names.address_book, &names.profile, &names.username}) {
        if (*name && !(*name)->removed && !(*name)->name.empty()) return (*name)->name;
    }
    return {};
}

}  // namespace coexist
