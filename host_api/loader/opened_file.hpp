#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "loader/problem.hpp"

namespace crm {

/// A file that stays open, so that what was checked and what is loaded are the same bytes even if its name is
/// given to another file meanwhile. Closes its descriptor unless keep() was called.
class OpenedFile {
  public:
    /// Problems: file_missing, file_unreadable, not_a_file.
    static Result<OpenedFile> open(const std::filesystem::path& path);

    OpenedFile(OpenedFile&& other) noexcept;
    OpenedFile& operator=(OpenedFile&& other) noexcept;
    OpenedFile(const OpenedFile&) = delete;
    OpenedFile& operator=(const OpenedFile&) = delete;
    ~OpenedFile();

    const std::filesystem::path& path() const { return path_; }
    int descriptor() const { return fd_; }
    std::uint64_t size() const { return size_; }
    dev_t device() const { return device_; }
    ino_t inode() const { return inode_; }

    /// Up to `count` bytes from `offset`; fewer at the end of the file or when it cannot be read.
    std::string read(std::uint64_t offset, std::size_t count) const;

    /// SHA-256 of the whole content in lower-case hex; empty when the file cannot be read to its end.
    std::string sha256() const;

    /// Whether everybody on this machine may write into the file, as its mode says.
    bool writable_by_all() const { return writable_by_all_; }

    /// Leaves the descriptor open for the rest of the process.
    void keep() { fd_kept_ = true; }

  private:
    OpenedFile() = default;

    std::filesystem::path path_;
    int fd_ = -1;
    bool fd_kept_ = false;
    bool writable_by_all_ = false;
    std::uint64_t size_ = 0;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

}  // namespace crm
