#pragma once

#include <crm/plugin_host.hpp>

#include <cstddef>
#include <string>

#include "check/check.hpp"
#include "loader/library.hpp"

namespace crm::check {

/// The plugin, mapped and registered; throws Unfit when it does not get that far.
LoadedPlugin loaded(const Subject& subject);

/// The raw entry; throws Unfit when there is none.
const crm_plugin* (*entry_of(const Subject& subject))(std::uint32_t);

/// An opened instance of the subject's state; throws Unfit when it is refused.
Instance opened(const Subject& subject, const LoadedPlugin& plugin, const char* role, const crm_host* host);

/// The subject's configuration, as text; throws Unfit when it cannot be read.
std::string config_text(const Subject& subject);

/// What a refusal says of itself: "status -3: WORDS".
std::string told(const Reply& reply);

/// Words about what a negative reply lacks to be a problem document; empty when it is one.
std::string no_problem_document(const Reply& reply);

/// Of this process.
std::size_t thread_count();
std::size_t descriptor_count();

/// A check cannot be made, because something that another check is about does not hold.
struct Unfit {
    std::string words;
};

}  // namespace crm::check
