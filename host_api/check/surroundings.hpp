#pragma once

#include <string>

namespace crm::check {

/// What a plugin shares with its host's process: signal dispositions and mask, folder, umask, locale, environment and
/// limits. Two of them compare by differs().
struct Surroundings {
    std::string signals;
    std::string mask;
    std::string folder;
    std::string umask;
    std::string locale;
    std::string environment;
    std::string limits;

    static Surroundings now();
    /// What is not the same, by name; empty when nothing is.
    std::string differs(const Surroundings& later) const;
};

}  // namespace crm::check
