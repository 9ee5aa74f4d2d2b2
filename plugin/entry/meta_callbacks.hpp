#pragma once
#include <string_view>

#include "api/http.hpp"
#include "entry/foundation.hpp"
#include "entry/provision.hpp"

namespace coexist {

/// Below this path Meta itself calls, signed with the app's secret, and people read how their request stands.
constexpr std::string_view meta_callbacks = "/meta/";

/// Answers /meta/deauthorize/NAME, /meta/data-deletion/NAME (POST, a form with signed_request) and
/// /meta/data-deletion/NAME/CODE (GET, for people) (Meta, "Deauthorize callback", "Data deletion request callback").
/// Genuine requests are in the journal before they are answered; others are refused with 400 and a sentence, and leave
/// nothing. Waits for the disk.
HttpAnswer answer_meta_callback(Foundation& foundation, const Provision& provision, const HttpRequest& request);

}  // namespace coexist
