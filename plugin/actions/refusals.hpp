#pragma once
#include <string_view>

#include "actions/actor.hpp"
#include "channel/channel.hpp"
#include "model/problem.hpp"

namespace coexist {

/// The refusals that every action shares.
Problem account_not_found();
Problem role_missing(std::string_view action);
Problem staff_only();
Problem key_reused();

/// No action of this name: if another provider has it, what this one offers instead, and why, in the actor's language.
Problem unknown_action(const Channel& channel, std::string_view action, const Actor& actor);

/// Refusals are written in English, with what they know; a reader of another language gets the catalogue's words.
Problem in_language(Problem problem, std::string_view locale);

}  // namespace coexist
