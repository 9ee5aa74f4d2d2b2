#include "store/file_system.hpp"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace coexist {
namespace {

struct Known {
    unsigned long magic;
    const char* name;
};

// Numbers: statfs(2), linux/magic.h, and the headers of Lustre, GPFS and BeeGFS.
constexpr Known network[] = {{0x6969, "NFS"},
                             {0x517B, "SMB"},
                             {0xFE534D42, "SMB"},
                             {0xFF534D42, "SMB (CIFS)"},
                             {0x564C, "NetWare"},
                             {0x01021997, "9p, a folder of another system"},
                             {0x00C36400, "Ceph"},
                             {0x5346414F, "AFS"},
                             {0x6B414653, "AFS"},
                             {0x73757245, "Coda"},
                             {0x01161970, "GFS2, which several machines share"},
                             {0x7461636F, "OCFS2, which several machines share"},
                             {0x0BD00BD0, "Lustre"},
                             {0x47504653, "GPFS"},
                             {0x19830326, "BeeGFS"},
                             {0x20030528, "OrangeFS"},
                             {0x786F4256, "a folder shared by VirtualBox"},
                             {0xBACBACBC, "a folder shared by VMware"}};

constexpr unsigned long fuse = 0x65735546;
// What is known to lie on this machine's own disks. Any other FUSE may have another machine behind it.
constexpr const char* local_fuse[] = {"fuseblk",       "fuse.ntfs-3g",        "fuse.gocryptfs", "fuse.encfs",
                                      "fuse.mergerfs", "fuse.fuse-overlayfs", "fuse.bindfs"};

// The mount table's name of the file system with this device number.
std::string type_of_device(dev_t device) {
    const std::string wanted = std::to_string(major(device)) + ":" + std::to_string(minor(device));
    std::ifstream table("/proc/self/mountinfo");
    for (std::string line; std::getline(table, line);) {
        // "36 35 98:0 /root /mount options optional - TYPE source superoptions": proc(5)
        std::istringstream words(line);
        std::string id;
        std::string parent;
        std::string number;
        words >> id >> parent >> number;
        const std::size_t dash = line.find(" - ");
        if (number != wanted || dash == std::string::npos) continue;
        return line.substr(dash + 3, line.find(' ', dash + 3) - dash - 3);
    }
    return {};
}

}  // namespace

std::string network_file_system(const FileSystem& found) {
    for (const Known& one : network) {
        if (one.magic == found.magic) return one.name;
    }
    if (found.magic != fuse) return {};
    const bool local = std::any_of(std::begin(local_fuse), std::end(local_fuse),
                                   [&found](const char* type) { return found.type == type; });
    if (local) return {};
    return found.type.empty() ? "a FUSE file system of unknown kind" : "the FUSE file system " + found.type;
}

FileSystem file_system_of(const std::string& directory) {
    std::filesystem::path path(directory);
    struct statfs found {};
    while (::statfs(path.c_str(), &found) != 0) {
        if (errno != ENOENT || !path.has_relative_path()) {
            throw std::system_error(errno, std::generic_category(), "cannot look at " + path.string());
        }
        path = path.parent_path();
    }
    struct stat file {};
    const bool known = ::stat(path.c_str(), &file) == 0;
    // f_type is signed on some machines, and the numbers have 32 bits.
    return {static_cast<unsigned long>(found.f_type) & 0xFFFFFFFFUL,
            known ? type_of_device(file.st_dev) : std::string()};
}

Outcome refuse_network(const std::string& directory, FileSystem (*ask)(const std::string&)) {
    const std::string name = network_file_system(ask(directory));
    if (name.empty()) return std::monostate{};
    return Problem{Refusal::conflict,
                   "state_on_network",
                   "The state in " + directory + " would lie on " + name +
                       ", where SQLite's locks and shared memory do not hold between machines: two owners could send "
                       "the same message, and the files could be damaged.",
                   "Put the state on a disk of this machine; to copy it elsewhere, make backups there.",
                   {}};
}

}  // namespace coexist
