#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "model/fact.hpp"

namespace coexist::cloud {

/// One change of a webhook while it is read: whom it speaks of, and where its facts go.
struct Part {
    std::string field;
    Address address;
    std::int64_t told_at = 0;  ///< the entry's time, else the arrival's: for items that tell no time
    Observation& observation;

    template <class Said>
    void say(Said said) {
        observation.facts.push_back({address, std::move(said)});
    }

    void keep_unknown(std::string what, std::string raw) { say(UnknownFact{field, std::move(what), std::move(raw)}); }
};

}  // namespace coexist::cloud
