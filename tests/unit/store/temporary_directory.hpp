#pragma once
#include <string>

namespace rooms {

/// A directory of one test's own, gone with it.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    /// A directory inside it, made if it is not there.
    [[nodiscard]] std::string inside(const std::string& name) const;

  private:
    std::string path_;
};

}  // namespace rooms
