// Preloaded into every process of a run: writes down each call that changes a file below $POWERCUT_ROOT, and ends all
// processes at once before the call whose number the trace names. Only what the product's libraries call is caught.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "shim/sync_class.hpp"
#include "shim/trace.hpp"

namespace {

using powercut::Record;
using powercut::Trace;

struct Watched {
    std::uint64_t inode = 0;
    bool tracked = false;
    bool sync_ignored = false;
    bool aimed = false;
};

// Plain tables: this library is at work before and after all others' constructors and destructors.
std::array<Watched, 65536> watched;
Trace* trace = nullptr;
char* records = nullptr;
std::string_view root;
std::string_view ignored_class;
std::string_view aim;
long wal_scale = 1;

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}
#define REAL(function) static const auto real_call = real<decltype(&function)>(#function)

[[noreturn]] void give_up(const char* why) {
    std::fprintf(stderr, "powercut shim: %s\n", why);
    std::abort();
}

__attribute__((constructor)) void load() {
    const char* file = std::getenv("POWERCUT_TRACE");
    const char* folder = std::getenv("POWERCUT_ROOT");
    if (file == nullptr || folder == nullptr) return;
    root = folder;
    if (const char* name = std::getenv("POWERCUT_IGNORE_SYNC")) ignored_class = name;
    if (const char* name = std::getenv("POWERCUT_AIM")) aim = name;
    if (const char* scale = std::getenv("POWERCUT_WAL_SCALE")) wal_scale = std::atol(scale);
    const int fd = ::open(file, O_RDWR | O_CLOEXEC);
    struct stat size {};
    if (fd < 0 || ::fstat(fd, &size) != 0) give_up("the trace cannot be opened");
    void* at = ::mmap(nullptr, static_cast<std::size_t>(size.st_size), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (at == MAP_FAILED) give_up("the trace cannot be mapped");
    trace = static_cast<Trace*>(at);
    records = static_cast<char*>(at) + powercut::first_record;
    for (auto& slot : trace->processes) {
        std::int32_t free_slot = 0;
        if (slot.compare_exchange_strong(free_slot, ::getpid())) {
            if (trace->cut != 0) ::kill(::getpid(), SIGKILL);
            return;
        }
    }
    give_up("too many processes");
}

// The number of a process that ended may be given to somebody else's.
__attribute__((destructor)) void leave() {
    if (trace == nullptr) return;
    for (auto& slot : trace->processes) {
        std::int32_t mine = ::getpid();
        slot.compare_exchange_strong(mine, 0);
    }
}

// A process that the cut missed, because it was just starting, ends itself with its next call.
[[noreturn]] void go_dark() {
    for (;;) ::kill(::getpid(), SIGKILL);
}

[[noreturn]] void cut_the_power() {
    trace->cut = 1;
    for (const auto& process : trace->processes) {
        if (const std::int32_t id = process; id != 0 && id != ::getpid()) ::kill(id, SIGKILL);
    }
    go_dark();
}

bool is_dead(std::int32_t process) {
    const auto fd = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
    if (fd < 0) return errno == ESRCH;
    pollfd end{fd, POLLIN, 0};  // readable as soon as it ended, even if nobody has waited for it
    const bool ended = ::poll(&end, 1, 0) == 1;
    static const auto real_close = real<int (*)(int)>("close");
    real_close(fd);
    return ended;
}

/// Waits until no other thread or process is in a call.
void take_turn() {
    const int error = errno;
    for (unsigned tries = 1;; ++tries) {
        std::int32_t holder = 0;
        if (trace->lock.compare_exchange_weak(holder, ::getpid(), std::memory_order_acquire)) break;
        if (trace->cut != 0) go_dark();
        if (tries % 64 == 0 && holder != 0 && holder != ::getpid() && is_dead(holder)) {
            if (trace->lock.compare_exchange_strong(holder, ::getpid(), std::memory_order_acquire)) break;
        }
        ::sched_yield();
    }
    errno = error;
}

/// One call at a time over all processes. A call that begins after the cut never returns.
class Call {
  public:
    explicit Call(bool aimed, bool counted = true) {
        take_turn();
        if (trace->cut != 0) go_dark();
        if (!counted) return;
        const std::uint64_t number = ++trace->calls;
        if (number == trace->cut_at) cut_the_power();
        if (aimed && ++trace->aimed == trace->aim_at) cut_the_power();
        if (number == trace->kill_at) {
            // It keeps its turn: another thread of this process must not be in a call when the kill arrives.
            leave();
            go_dark();
        }
    }
    ~Call() {
        const int error = errno;
        trace->lock.store(0, std::memory_order_release);
        errno = error;
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    void note(Record::Kind kind, std::uint64_t inode, std::int64_t offset, std::string_view bytes,
              std::string_view more = {}) {
        const std::uint64_t length = bytes.size() + more.size();
        const std::uint64_t space = (sizeof(Record) + length + 7) & ~std::uint64_t{7};
        if (powercut::first_record + trace->used + space > trace->capacity) give_up("the trace is full");
        char* at = records + trace->used;
        const Record record{kind, static_cast<std::uint32_t>(length), inode, offset};
        std::memcpy(at, &record, sizeof record);
        std::memcpy(at + sizeof record, bytes.data(), bytes.size());
        if (!more.empty()) std::memcpy(at + sizeof record + bytes.size(), more.data(), more.size());
        trace->used += space;
    }
};

bool concerns_us(const char* path) {
    if (trace == nullptr || path == nullptr) return false;
    const std::string_view name(path);
    if (name.substr(0, root.size()) != root) return false;
    return name.size() == root.size() || (name[root.size()] == '/' && !powercut::ends_with(name, "-shm"));
}

bool aimed_at(const char* path) {
    return !aim.empty() && powercut::ends_with(path, aim);
}

Watched* watched_by(int fd) {
    if (trace == nullptr || fd < 0 || static_cast<std::size_t>(fd) >= watched.size()) return nullptr;
    Watched& file = watched[static_cast<std::size_t>(fd)];
    return file.tracked ? &file : nullptr;
}

template <class Open>
int open_watched(const char* path, int flags, const Open& open) {
    const bool creates = (flags & O_CREAT) != 0;
    struct stat file {};
    Call call(aimed_at(path), creates);
    const bool there = ::lstat(path, &file) == 0;
    const int fd = open();
    if (fd < 0) return fd;
    if (static_cast<std::size_t>(fd) >= watched.size()) give_up("too many open files");
    ::fstat(fd, &file);
    call.note(there ? Record::opened : Record::created, file.st_ino, S_ISDIR(file.st_mode) ? 1 : 0, path);
    if (there && (flags & O_TRUNC) != 0) call.note(Record::truncated, file.st_ino, 0, {});
    const std::string_view kind = powercut::sync_class(path, S_ISDIR(file.st_mode));
    watched[static_cast<std::size_t>(fd)] = {file.st_ino, true, ignored_class == "all" || ignored_class == kind,
                                             aimed_at(path)};
    return fd;
}

void forget(int fd) {
    if (watched_by(fd) != nullptr) watched[static_cast<std::size_t>(fd)] = {};
}

mode_t mode_of(int flags, va_list more) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

template <class Sync>
int sync(int fd, const Sync& real_sync) {
    const Watched* file = watched_by(fd);
    if (file == nullptr) return real_sync();
    Call call(file->aimed);
    if (!file->sync_ignored) call.note(Record::synced, file->inode, 0, {});
    return 0;
}

template <class Write>
ssize_t write_at(int fd, const void* bytes, std::int64_t offset, const Write& real_write) {
    const Watched* file = watched_by(fd);
    if (file == nullptr) return real_write();
    Call call(file->aimed);
    const ssize_t written = real_write();
    if (written > 0) {
        call.note(Record::wrote, file->inode, offset,
                  {static_cast<const char*>(bytes), static_cast<std::size_t>(written)});
    }
    return written;
}

template <class Truncate>
int truncate_to(int fd, std::int64_t size, const Truncate& real_truncate) {
    const Watched* file = watched_by(fd);
    if (file == nullptr) return real_truncate();
    Call call(file->aimed);
    const int done = real_truncate();
    if (done == 0) call.note(Record::truncated, file->inode, size, {});
    return done;
}

template <class Change>
int change(Record::Kind kind, const char* path, const Change& real_change) {
    if (!concerns_us(path)) return real_change();
    Call call(aimed_at(path));
    const int done = real_change();
    if (done == 0) call.note(kind, 0, 0, path);
    return done;
}

template <class Map>
void* map(int protection, int flags, int fd, const Map& real_map) {
    const Watched* file = fd < 0 ? nullptr : watched_by(fd);
    if (file == nullptr || (flags & MAP_SHARED) == 0 || (protection & PROT_WRITE) == 0) return real_map();
    Call call(file->aimed);
    call.note(Record::mapped, file->inode, 0, {});
    return real_map();
}

// What is rotated or checkpointed by its size is told that a WAL is larger than it is, so that a short run sees both.
template <class Stat>
void enlarge(const char* path, Stat* file) {
    if (wal_scale > 1 && concerns_us(path) && powercut::ends_with(path, "-wal")) file->st_size *= wal_scale;
}

}  // namespace

extern "C" {

#define OPEN(name)                                                                      \
    int name(const char* path, int flags, ...) {                                        \
        REAL(name);                                                                     \
        va_list more;                                                                   \
        va_start(more, flags);                                                          \
        const mode_t mode = mode_of(flags, more);                                       \
        va_end(more);                                                                   \
        if (!concerns_us(path)) return real_call(path, flags, mode);                    \
        return open_watched(path, flags, [&] { return real_call(path, flags, mode); }); \
    }
#define OPENAT(name)                                                                            \
    int name(int folder, const char* path, int flags, ...) {                                    \
        REAL(name);                                                                             \
        va_list more;                                                                           \
        va_start(more, flags);                                                                  \
        const mode_t mode = mode_of(flags, more);                                               \
        va_end(more);                                                                           \
        if (!concerns_us(path)) return real_call(folder, path, flags, mode);                    \
        return open_watched(path, flags, [&] { return real_call(folder, path, flags, mode); }); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(close);
    forget(fd);
    return real_call(fd);
}
// The C library closes these two without calling close() by its name.
int closedir(DIR* folder) {
    REAL(closedir);
    forget(::dirfd(folder));
    return real_call(folder);
}
int fclose(FILE* file) {
    REAL(fclose);
    forget(::fileno(file));
    return real_call(file);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
    REAL(pwrite);
    return write_at(fd, bytes, offset, [&] { return real_call(fd, bytes, count, offset); });
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    return write_at(fd, bytes, offset, [&] { return real_call(fd, bytes, count, offset); });
}
ssize_t write(int fd, const void* bytes, size_t count) {
    REAL(write);
    if (watched_by(fd) == nullptr) return real_call(fd, bytes, count);
    const bool append = (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
    return write_at(fd, bytes, ::lseek(fd, 0, append ? SEEK_END : SEEK_CUR),
                    [&] { return real_call(fd, bytes, count); });
}

int ftruncate(int fd, off_t size) noexcept {
    REAL(ftruncate);
    return truncate_to(fd, size, [&] { return real_call(fd, size); });
}
int ftruncate64(int fd, off64_t size) noexcept {
    REAL(ftruncate64);
    return truncate_to(fd, size, [&] { return real_call(fd, size); });
}

int fsync(int fd) {
    REAL(fsync);
    return sync(fd, [&] { return real_call(fd); });
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return sync(fd, [&] { return real_call(fd); });
}

int unlink(const char* path) noexcept {
    REAL(unlink);
    return change(Record::unlinked, path, [&] { return real_call(path); });
}
int remove(const char* path) noexcept {
    REAL(remove);
    return change(Record::unlinked, path, [&] { return real_call(path); });
}
int mkdir(const char* path, mode_t mode) noexcept {
    REAL(mkdir);
    return change(Record::made_folder, path, [&] { return real_call(path, mode); });
}
int rename(const char* from, const char* to) noexcept {
    REAL(rename);
    if (!concerns_us(from)) return real_call(from, to);
    Call call(aimed_at(from));
    const int done = real_call(from, to);
    if (done == 0) call.note(Record::renamed, 0, static_cast<std::int64_t>(std::strlen(from)), from, to);
    return done;
}

void* mmap(void* at, size_t length, int protection, int flags, int fd, off_t offset) noexcept {
    REAL(mmap);
    return map(protection, flags, fd, [&] { return real_call(at, length, protection, flags, fd, offset); });
}
void* mmap64(void* at, size_t length, int protection, int flags, int fd, off64_t offset) noexcept {
    REAL(mmap64);
    return map(protection, flags, fd, [&] { return real_call(at, length, protection, flags, fd, offset); });
}

int stat(const char* path, struct stat* file) noexcept {
    REAL(stat);
    const int done = real_call(path, file);
    if (done == 0) enlarge(path, file);
    return done;
}
int stat64(const char* path, struct stat64* file) noexcept {
    REAL(stat64);
    const int done = real_call(path, file);
    if (done == 0) enlarge(path, file);
    return done;
}

}  // extern "C"
