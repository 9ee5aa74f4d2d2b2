#include "store/owner_lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <string_view>

namespace coexist {
namespace {

// At most this many states have an owner in one process; a constant table needs no destructor at exit.
constexpr std::size_t table_size = 256;
struct Held {
    unsigned long device = 0;
    unsigned long inode = 0;
    bool used = false;
};
struct Table {
    const pid_t process = ::getpid();
    std::mutex guard;
    std::array<Held, table_size> rows;
};

// Never destroyed: other threads may still ask at exit. A forked child begins a table of its own, because it holds none
// of its parent's locks, and another thread may have held the guard when it was forked.
Table& table() {
    static std::atomic<Table*> current{nullptr};
    Table* known = current.load(std::memory_order_acquire);
    while (known == nullptr || known->process != ::getpid()) {
        auto fresh = std::make_unique<Table>();
        if (current.compare_exchange_strong(known, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
    }
    return *known;
}

// The three below are called with the table's guard held: taking and asking are one step each, because closing any
// descriptor of the lock file would drop this process's own lock on it.
bool claim(unsigned long device, unsigned long inode) {
    Held* free_row = nullptr;
    for (Held& row : table().rows) {
        if (row.used && row.device == device && row.inode == inode) return false;
        if (!row.used && free_row == nullptr) free_row = &row;
    }
    if (free_row == nullptr) return false;
    *free_row = {device, inode, true};
    return true;
}

bool claimed(unsigned long device, unsigned long inode) {
    for (const Held& row : table().rows) {
        if (row.used && row.device == device && row.inode == inode) return true;
    }
    return false;
}

void give_back(unsigned long device, unsigned long inode) {
    for (Held& row : table().rows) {
        if (row.used && row.device == device && row.inode == inode) row.used = false;
    }
}

std::string lock_path(const std::string& directory) {
    return directory + "/owner.lock";
}

struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

// What the holder wrote: his process, a line end, his words. Between taking the lock and writing, the file tells of his
// predecessor, or nothing.
std::string holder(int descriptor) {
    std::array<char, 4096> text{};
    const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
    const std::string_view written(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    const std::size_t end = std::min(written.find('\n'), written.size());
    const std::string_view process = written.substr(0, end);
    const std::string_view who = written.substr(std::min(end + 1, written.size()));
    struct flock lock = whole_file();
    const bool locked = ::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    const bool process_seen = locked && lock.l_pid > 0;  // not across containers
    if (process_seen && process != std::to_string(lock.l_pid)) return "process " + std::to_string(lock.l_pid);
    return who.empty() ? "another process" : std::string(who);
}

}  // namespace

Result<std::unique_ptr<OwnerLock>> OwnerLock::take(const std::string& directory, const std::string& who) {
    const std::lock_guard guard(table().guard);
    const std::string path = lock_path(directory);
    struct stat file {};
    if (::stat(path.c_str(), &file) == 0 && claimed(file.st_dev, file.st_ino)) {
        return Problem{Refusal::conflict,
                       "owner_exists",
                       "This process already works the state in " + directory + ".",
                       "Use the instance that is open, or open this one with role \"client\".",
                       {}};
    }
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return Problem{Refusal::unavailable,
                       "state_unwritable",
                       "The lock file " + path + " cannot be opened: " + std::strerror(errno) + ".",
                       "Give the host's user write access to the directory.",
                       {}};
    }
    struct flock lock = whole_file();
    if (::fcntl(descriptor, F_SETLK, &lock) != 0) {
        const std::string who_holds = holder(descriptor);
        ::close(descriptor);
        return Problem{Refusal::conflict,
                       "owner_exists",
                       "The state in " + directory + " is worked by " + who_holds + ".",
                       "Stop that one first, or open this one with role \"client\".",
                       {}};
    }
    if (::fstat(descriptor, &file) != 0 || !claim(file.st_dev, file.st_ino)) {
        ::close(descriptor);
        return Problem{Refusal::conflict,
                       "owner_exists",
                       "This process already works the state in " + directory + ".",
                       "Use the instance that is open, or open this one with role \"client\".",
                       {}};
    }
    const std::string written = std::to_string(::getpid()) + "\n" + who;
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, written.data(), written.size(), 0) < 0) {
        give_back(file.st_dev, file.st_ino);
        ::close(descriptor);
        return Problem{Refusal::unavailable,
                       "state_unwritable",
                       "The lock file " + path + " cannot be written: " + std::strerror(errno) + ".",
                       "Free some space on that disk.",
                       {}};
    }
    return std::unique_ptr<OwnerLock>(new OwnerLock(descriptor, file.st_dev, file.st_ino));
}

bool OwnerLock::held(const std::string& directory) {
    const std::lock_guard guard(table().guard);
    const std::string path = lock_path(directory);
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) return false;
    if (claimed(file.st_dev, file.st_ino)) return true;
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return false;
    struct flock lock = whole_file();
    const bool locked = ::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(descriptor);
    return locked;
}

OwnerLock::OwnerLock(int descriptor, unsigned long device, unsigned long inode)
    : descriptor_(descriptor), device_(device), inode_(inode) {}

OwnerLock::~OwnerLock() {
    if (descriptor_ < 0) return;
    const std::lock_guard guard(table().guard);
    give_back(device_, inode_);
    ::close(descriptor_);
}

void OwnerLock::abandon() {
    // fcntl locks are not inherited: closing the child's copy of the descriptor frees nothing of the parent's.
    ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace coexist
