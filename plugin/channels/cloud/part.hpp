#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "model/fact.hpp"

namespace coexist::cloud {

/// How a webhook came.
struct Arrival {
    std::int64_t at = 0;  ///< Unix seconds
    std::string_view
        app_id;  ///< of the app whose endpoint took it; empty: a gateway's, and which app it uses is not known
};

/// One change of a webhook while it is read: whom it speaks of, and where its facts go.
struct Part {
    std::string field;
    Address address;
    std::int64_t told_at = 0;  ///< the entry's time, else the arrival's: for items that tell no time
    const Arrival& arrival;
    Observation& observation;
    bool imported = false;  ///< the phone's past tells it

    template <class Said>
    void say(Said said) {
        observation.facts.push_back({address, std::move(said), imported});
    }

    void keep_unknown(std::string what, std::string raw) { say(UnknownFact{field, std::move(what), std::move(raw)}); }
};

}  // namespace coexist::cloud
