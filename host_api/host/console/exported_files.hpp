#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "host/console/plugin_request.hpp"

namespace crm::console {

/// Copies the files that an export names into a folder that only its owner may read, each under its hash. A file whose
/// messages were all taken back is not given out any more, and is counted.
class ExportedFiles {
  public:
    /// `folder`: made if it is not there; empty: nothing is copied.
    explicit ExportedFiles(std::string folder) : folder_(std::move(folder)) {}

    /// One item of the section "files"; the problem of a folder or a disk that takes nothing.
    std::optional<Problem> take(const boost::json::object& item, const RunningPlugin& plugin, const Person& person);
    /// In a sentence; empty when nothing was to be copied.
    std::string words() const;

  private:
    const std::string folder_;
    std::uint64_t copied_ = 0;
    std::uint64_t not_given_ = 0;
};

}  // namespace crm::console
