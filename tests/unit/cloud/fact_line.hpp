#pragma once
#include <string>

#include "model/fact.hpp"

namespace coexist::cloud {

/// A fact on one line, short enough to be read against the webhook that said it. Long ids are shown by their ends
/// (...NjM4Nw==), times in seconds from 1795010000, which is the fixtures' "now"; what is as in most fixtures (the
/// number, Lena Vogt) by a word.
std::string line_of(const Fact& fact);

}  // namespace coexist::cloud
