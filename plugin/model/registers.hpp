#pragma once
#include <map>
#include <optional>
#include <set>
#include <utility>

/// The few ways in which values of the model join. Each is the maximum (or minimum, or union) of a total
/// order, and so idempotent, commutative and associative by construction.
namespace coexist::registers {

/// The greater of both by the type's own order.
template <class T>
void keep_greater(T& into, const T& other) {
    if (into < other) into = other;
}

/// The same where a value may be absent; absent is less than anything.
template <class T>
void keep_greater(std::optional<T>& into, const std::optional<T>& other) {
    if (other && (!into || *into < *other)) into = other;
}

template <class T>
void unite(std::set<T>& into, const std::set<T>& other) {
    into.insert(other.begin(), other.end());
}

/// Each key keeps its greatest value.
template <class Key, class T>
void keep_greater_each(std::map<Key, T>& into, const std::map<Key, T>& other) {
    for (const auto& [key, value] : other) {
        const auto [place, added] = into.emplace(key, value);
        if (!added) keep_greater(place->second, value);
    }
}

}  // namespace coexist::registers
