#pragma once
#include "config/settings.hpp"

#include <boost/json/object.hpp>

namespace coexist::config {

/// Puts what is given under `campaigns` over what holds otherwise. What the schema refused does no harm.
void apply_campaigns(const boost::json::object& given, CampaignSettings& campaigns);

}  // namespace coexist::config
