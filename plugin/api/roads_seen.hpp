#pragma once
#include <map>
#include <string>

#include "api/call.hpp"

namespace coexist {

/// The roads whose deliveries the actor may know of: all of them for him who oversees all; else those over which
/// numbers are connected, all of them of his tenants. A raw body may speak of any number of its road.
class RoadsSeen {
  public:
    RoadsSeen(const Call& call, Session& session);
    [[nodiscard]] bool see(const std::string& road) const;
    [[nodiscard]] bool all() const { return all_; }

  private:
    const bool all_;
    std::map<std::string, bool> own_;
};

}  // namespace coexist
