#include "model/names_told.hpp"

#include <algorithm>
#include <optional>

namespace coexist {
namespace {

void take(Told& into, const Told& other) {
    into.first_at = std::min(into.first_at, other.first_at);
    into.last = std::max(into.last, other.last);
}

template <class Word>
void take(std::map<Word, Told>& into, const Word& word, const Told& told) {
    const auto [place, added] = into.emplace(word, told);
    if (!added) take(place->second, told);
}

template <class Word>
void take_all(std::map<Word, Told>& into, const std::map<Word, Told>& other) {
    for (const auto& [word, told] : other) take(into, word, told);
}

void tell_name(std::map<NamesTold::Name, Told>& into, const std::optional<NameRegister>& name) {
    if (name) take(into, NamesTold::Name{name->name, name->removed}, Told{name->evidence.at, name->evidence});
}

void tell_word(std::map<std::string, Told>& into, const std::optional<WordRegister>& told) {
    if (told) take(into, told->word, Told{told->evidence.at, told->evidence});
}

/// The newest time within the bounds at which it is known to have been told.
std::optional<Evidence> within(const Told& told, std::int64_t after, std::int64_t until) {
    if (told.last.at > after && told.last.at <= until) return told.last;
    if (told.first_at > after && told.first_at <= until) return Evidence{told.first_at, {}};
    return std::nullopt;
}

}  // namespace

void join(NamesTold& into, const NamesTold& other) {
    take_all(into.profile, other.profile);
    take_all(into.address_book, other.address_book);
    take_all(into.username, other.username);
    take_all(into.preferences, other.preferences);
    take_all(into.thread_owner, other.thread_owner);
    take_all(into.key_hash, other.key_hash);
}

void tell(NamesTold& into, const ContactNames& names) {
    tell_name(into.profile, names.profile);
    tell_name(into.address_book, names.address_book);
    tell_name(into.username, names.username);
    for (const auto& [category, wish] : names.preferences) {
        take(into.preferences, {category, wish.word}, Told{wish.evidence.at, wish.evidence});
    }
    tell_word(into.thread_owner, names.thread_owner);
    tell_word(into.key_hash, names.key_hash);
}

bool same_words(const NamesTold& one, const NamesTold& other) {
    const auto alike = [](const auto& left, const auto& right) {
        // One word that was said again is the usual case; of several another may be the newest now.
        return left == right || (left.size() == 1 && right.size() == 1 && left.begin()->first == right.begin()->first);
    };
    if (alike(one.profile, other.profile) && alike(one.address_book, other.address_book) &&
        alike(one.username, other.username) && one.thread_owner == other.thread_owner &&
        one.key_hash == other.key_hash && one.preferences == other.preferences) {
        return true;
    }
    return same_words(names_between(one), names_between(other));
}

ContactNames names_between(const NamesTold& told, std::int64_t after, std::int64_t until) {
    ContactNames names;
    const auto put_names = [&](const std::map<NamesTold::Name, Told>& from,
                               std::optional<NameRegister> ContactNames::*into) {
        for (const auto& [name, when] : from) {
            ContactNames one;
            if (const auto at = within(when, after, until)) one.*into = NameRegister{*at, name.first, name.second};
            join(names, one);
        }
    };
    const auto put_words = [&](const std::map<std::string, Told>& from,
                               std::optional<WordRegister> ContactNames::*into) {
        for (const auto& [word, when] : from) {
            ContactNames one;
            if (const auto at = within(when, after, until)) one.*into = WordRegister{*at, word};
            join(names, one);
        }
    };
    put_names(told.profile, &ContactNames::profile);
    put_names(told.address_book, &ContactNames::address_book);
    put_names(told.username, &ContactNames::username);
    for (const auto& [wish, when] : told.preferences) {
        ContactNames one;
        if (const auto at = within(when, after, until)) {
            one.preferences.emplace(wish.first, WordRegister{*at, wish.second});
        }
        join(names, one);
    }
    put_words(told.thread_owner, &ContactNames::thread_owner);
    put_words(told.key_hash, &ContactNames::key_hash);
    return names;
}

}  // namespace coexist
