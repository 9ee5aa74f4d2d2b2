#include "image/disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "shim/sync_class.hpp"

namespace powercut {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t sector = 512;

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_over(std::string& content, std::int64_t offset, std::string_view bytes) {
    const auto end = static_cast<std::size_t>(offset) + bytes.size();
    if (content.size() < end) content.resize(end, '\0');
    content.replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
}

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

bool heads(std::mt19937_64& chance, unsigned one_in) {
    return chance() % one_in == 0;
}

}  // namespace

Disk::Disk(std::string base) : base_(std::move(base)) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(base_)) {
        const std::string path = entry.path().string().substr(base_.size());
        if (entry.is_directory()) {
            folders_.insert(path);
        } else {
            auto file = std::make_shared<File>();
            file->durable = content_of(entry.path());
            durable_[path] = live_[path] = file;
            before_.insert(path);
        }
    }
    folders_.insert("");
}

Disk::File& Disk::file_of(std::uint64_t inode, const char* what) {
    const auto found = files_.find(inode);
    if (found == files_.end()) throw std::runtime_error(std::string(what) + " a file that nobody opened");
    return *found->second;
}

void Disk::opened(std::uint64_t inode, const std::string& path, bool folder) {
    if (folder) {
        open_folders_[inode] = path;
        return;
    }
    const auto found = live_.find(path);
    if (found == live_.end()) throw std::runtime_error("opened " + path + ", which nobody made");
    files_[inode] = found->second;
    paths_[inode] = path;
}

void Disk::created(std::uint64_t inode, const std::string& path) {
    files_[inode] = live_[path] = std::make_shared<File>();
    paths_[inode] = path;
    name(folder_of(path), {"", path, live_[path]});
    if (!ends_with(path, ".journal")) return;
    const std::size_t from = path.rfind('/');  // TIME-PROCESS-CHANCE.journal
    const std::size_t process = path.find('-', from);
    const bool first = writers_.insert(path.substr(process, path.find('-', process + 1) - process)).second;
    done_.rotations += first ? 0 : 1;
}

void Disk::made_folder(const std::string& path) {
    name(folder_of(path), {"", path, nullptr});
}

void Disk::wrote(std::uint64_t inode, std::int64_t offset, std::string_view bytes) {
    file_of(inode, "wrote to").pending.push_back({false, offset, bytes});
}

void Disk::truncated(std::uint64_t inode, std::int64_t size) {
    file_of(inode, "truncated").pending.push_back({true, size, {}});
}

void Disk::synced(std::uint64_t inode) {
    if (const auto folder = open_folders_.find(inode); folder != open_folders_.end()) {
        for (const Naming& naming : names_[folder->second]) apply(naming);
        names_.erase(folder->second);
        return;
    }
    File& file = file_of(inode, "synced");
    done_.checkpoints += ends_with(paths_[inode], "/state.db") ? 1 : 0;
    for (const Change& change : file.pending) {
        if (change.truncates) {
            file.durable.resize(static_cast<std::size_t>(change.offset), '\0');
        } else {
            write_over(file.durable, change.offset, change.bytes);
        }
    }
    file.pending.clear();
}

void Disk::unlinked(const std::string& path) {
    live_.erase(path);
    name(folder_of(path), {path, "", nullptr});
}

void Disk::renamed(const std::string& from, const std::string& to) {
    const auto found = live_.find(from);
    if (found == live_.end()) throw std::runtime_error("renamed a folder, which this disk cannot");
    const auto file = found->second;
    live_.erase(found);
    live_[to] = file;
    name(folder_of(to), {from, to, file});
}

void Disk::mapped(std::uint64_t inode) {
    file_of(inode, "mapped").mapped = true;
}

void Disk::name(const std::string& folder, Naming naming) {
    names_[folder].push_back(std::move(naming));
}

void Disk::apply(const Naming& naming) {
    if (!naming.remove.empty()) durable_.erase(naming.remove);
    if (naming.add.empty()) return;
    if (naming.file) {
        durable_[naming.add] = naming.file;
    } else {
        folders_.insert(naming.add);
    }
}

std::vector<std::string> Disk::missed(const std::string& live) const {
    std::vector<std::string> paths;
    std::set<std::string> there;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(live)) {
        const std::string path = entry.path().string().substr(live.size());
        if (entry.is_directory() || ends_with(path, "-shm")) continue;
        there.insert(path);
        const auto known = live_.find(path);
        if (known == live_.end()) {
            paths.push_back(path);
            continue;
        }
        File copy = *known->second;
        for (const Change& change : copy.pending) {
            if (change.truncates) {
                copy.durable.resize(static_cast<std::size_t>(change.offset), '\0');
            } else {
                write_over(copy.durable, change.offset, change.bytes);
            }
        }
        if (!copy.mapped && copy.durable != content_of(entry.path())) paths.push_back(path);
    }
    for (const auto& [path, file] : live_) {
        if (there.count(path) == 0) paths.push_back(path);
    }
    return paths;
}

std::string Disk::after_cut(const std::string& path, File& file, const std::string& live, std::mt19937_64& chance) {
    std::string content = file.durable;
    // The whole of it, nothing of it, or each write by itself.
    const unsigned kept_one_in = file.pending.empty() ? 1 : static_cast<unsigned>(chance() % 4);
    for (auto from = file.pending.begin(); from != file.pending.end();) {
        const auto truncates = [](const Change& change) { return change.truncates; };
        const auto until = std::find_if(from, file.pending.end(), truncates);
        std::shuffle(from, until, chance);
        for (; from != until; ++from) {
            ++lost_.writes;
            if (kept_one_in == 0 || (kept_one_in > 1 && !heads(chance, kept_one_in))) {
                ++lost_.dropped;
                continue;
            }
            const bool whole = !heads(chance, 8);
            lost_.torn += whole ? 0 : 1;
            // By the sectors of the disk, not of the write.
            const auto end = from->offset + static_cast<std::int64_t>(from->bytes.size());
            for (std::int64_t at = from->offset; at < end;) {
                const std::int64_t next = std::min(end, (at / sector + 1) * sector);
                if (whole || heads(chance, 2)) {
                    write_over(content, at,
                               from->bytes.substr(static_cast<std::size_t>(at - from->offset),
                                                  static_cast<std::size_t>(next - at)));
                }
                at = next;
            }
        }
        if (from == file.pending.end()) break;
        if (kept_one_in != 0 && heads(chance, kept_one_in)) {
            content.resize(static_cast<std::size_t>(from->offset), '\0');
        }
        ++from;
    }
    if (file.mapped) {
        const std::string last = content_of(live + path);
        for (std::size_t at = 0; at < last.size() && at < content.size(); at += sector) {
            if (heads(chance, 2)) content.replace(at, sector, last, at, sector);
        }
    }
    return content;
}

void Disk::cut(const std::string& live, std::mt19937_64& chance) {
    for (const auto& [folder, namings] : names_) {
        const std::size_t kept = chance() % (namings.size() + 1);
        lost_.names += namings.size() - kept;
        for (std::size_t index = 0; index < kept; ++index) apply(namings[index]);
    }
    for (const std::string& folder : folders_) {
        if (fs::is_directory(base_ + folder_of(folder))) fs::create_directory(base_ + folder);
    }
    for (const std::string& path : before_) {
        if (durable_.count(path) == 0) fs::remove(base_ + path);
    }
    for (const auto& [path, file] : durable_) {
        if (!fs::is_directory(base_ + folder_of(path))) continue;
        const std::string content = after_cut(path, *file, live, chance);
        std::ofstream(base_ + path, std::ios::binary | std::ios::trunc) << content;
    }
}

}  // namespace powercut
