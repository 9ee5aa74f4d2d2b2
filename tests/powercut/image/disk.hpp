#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

/// What a disk holds of a tree of files, and what was said to it and not synced.
///
/// The rules: what a file held at its last sync is there. Of what was written to it since, any part may be, in any
/// order, a write cut at any 512-byte sector; what lies between a truncation and the next stays in its place. A name
/// is there when its folder was synced after; of later changes of names in one folder the first few may be there too.
/// A file that was mapped for writing may hold any sector of its last content.
class Disk {
  public:
    /// Reads all below `base` as what is durable.
    explicit Disk(std::string base);

    void opened(std::uint64_t inode, const std::string& path, bool folder);
    void created(std::uint64_t inode, const std::string& path);
    void made_folder(const std::string& path);
    void wrote(std::uint64_t inode, std::int64_t offset, std::string_view bytes);
    void truncated(std::uint64_t inode, std::int64_t size);
    void synced(std::uint64_t inode);
    void unlinked(const std::string& path);
    void renamed(const std::string& from, const std::string& to);
    void mapped(std::uint64_t inode);

    /// The files below `live` that differ from what was written to them: a call was missed. SQLite's shared memory and
    /// mapped files are left out.
    [[nodiscard]] std::vector<std::string> missed(const std::string& live) const;
    /// Leaves below the base what a power cut leaves. `live` has the last content of mapped files.
    void cut(const std::string& live, std::mt19937_64& chance);

    struct Done {
        std::uint64_t rotations = 0;    ///< journal files begun by a process that had one
        std::uint64_t checkpoints = 0;  ///< syncs of the state's file, which follow a write-back of its WAL
    };
    [[nodiscard]] const Done& done() const { return done_; }

    struct Lost {
        std::uint64_t writes = 0;  ///< not synced when the power went
        std::uint64_t dropped = 0;
        std::uint64_t torn = 0;
        std::uint64_t names = 0;
    };
    [[nodiscard]] const Lost& lost() const { return lost_; }

  private:
    struct Change {
        bool truncates = false;
        std::int64_t offset = 0;
        std::string_view bytes;
    };
    struct File {
        std::string durable;
        std::vector<Change> pending;
        bool mapped = false;
    };
    struct Naming {
        std::string remove;          ///< "" for none
        std::string add;             ///< "" for none
        std::shared_ptr<File> file;  ///< null: a folder
    };
    File& file_of(std::uint64_t inode, const char* what);
    void name(const std::string& folder, Naming naming);
    void apply(const Naming& naming);
    std::string after_cut(const std::string& path, File& file, const std::string& live, std::mt19937_64& chance);

    const std::string base_;
    std::map<std::string, std::shared_ptr<File>> live_;
    std::map<std::string, std::shared_ptr<File>> durable_;
    std::set<std::string> folders_;                     ///< durable ones
    std::map<std::string, std::vector<Naming>> names_;  ///< by folder: not synced
    std::map<std::uint64_t, std::shared_ptr<File>> files_;
    std::map<std::uint64_t, std::string> open_folders_;
    std::set<std::string> before_;
    std::map<std::uint64_t, std::string> paths_;  ///< of open files, by inode
    std::set<std::string> writers_;               ///< processes that began a journal file
    Done done_;
    Lost lost_;
};

}  // namespace powercut
