#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"

namespace coexist {

/// The media type of metrics.
constexpr const char* open_metrics_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What somebody sees of the plugin: everything, or what is his tenants'.
struct Eyes {
    bool all = false;
    std::vector<TenantId> tenants;

    [[nodiscard]] bool see(std::string_view tenant) const {
        return all ||
               std::any_of(tenants.begin(), tenants.end(), [&](const TenantId& one) { return one.value == tenant; });
    }
};

/// Which accounts' own series to tell.
struct Wanted {
    std::size_t accounts = 20;  ///< the most silent ones
    std::string account;        ///< only this one
};

}  // namespace coexist
