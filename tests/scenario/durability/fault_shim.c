/* Preloaded into a program under test: makes chosen calls on chosen files fail, tells which files were written after a
 * failed sync, and turns the clock. What it does stands in the file named by FAULT_SHIM_ORDERS, read again whenever it
 * changes; one order a line:
 *   fail CALL ERRNO SUFFIX   CALL is write, sync or open; SUFFIX is the end of the file's path ("-wal"), * any file
 *   below PATH               only files below this path
 *   clock MILLISECONDS       is added to the real-time clock
 * Each failed sync and each write to a file whose sync has failed is a line in FAULT_SHIM_REPORT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most_orders = 16, most_files = 65536, longest_path = 512 };
struct order {
    char call[8];
    int error;
    char suffix[128];
};
static struct order orders[most_orders];
static int order_count;
static char below[longest_path];
static long long clock_ms;
static long long read_at_ns;
static unsigned char sync_failed[most_files];
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static long long stamp_of(const char* path) {
    struct stat file;
    if (stat(path, &file) != 0) return -1;
    return (long long)file.st_mtim.tv_sec * 1000000000LL + file.st_mtim.tv_nsec + file.st_size + (long long)file.st_ino;
}

static void read_orders(void) {
    const char* path = getenv("FAULT_SHIM_ORDERS");
    const long long stamp = path == NULL ? -1 : stamp_of(path);
    if (stamp == read_at_ns) return;
    read_at_ns = stamp;
    order_count = 0;
    below[0] = 0;
    clock_ms = 0;
    FILE* file = path == NULL ? NULL : fopen(path, "re");
    if (file == NULL) return;
    char line[longest_path + 32];
    while (fgets(line, sizeof line, file) != NULL) {
        struct order* next = &orders[order_count];
        if (order_count < most_orders &&
            sscanf(line, "fail %7s %d %127s", next->call, &next->error, next->suffix) == 3) {
            ++order_count;
        } else if (sscanf(line, "below %511s", below) != 1) {
            sscanf(line, "clock %lld", &clock_ms);
        }
    }
    fclose(file);
}

static int fault_of(const char* call, const char* path) {
    pthread_mutex_lock(&guard);
    read_orders();
    int error = 0;
    for (int index = 0; index < order_count && error == 0; ++index) {
        const size_t length = strlen(orders[index].suffix);
        const size_t whole = strlen(path);
        const int ends = strcmp(orders[index].suffix, "*") == 0 ||
                         (whole >= length && strcmp(path + whole - length, orders[index].suffix) == 0);
        if (ends && strcmp(orders[index].call, call) == 0 && strncmp(path, below, strlen(below)) == 0)
            error = orders[index].error;
    }
    pthread_mutex_unlock(&guard);
    return error;
}

static int path_of(int fd, char* path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, path, longest_path - 1);
    path[length > 0 ? length : 0] = 0;
    return length > 0 && path[0] == '/';
}

static void report(const char* what, const char* path) {
    const char* name = getenv("FAULT_SHIM_REPORT");
    const int fd = name == NULL ? -1 : open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return;
    char line[longest_path + 32];
    const int length = snprintf(line, sizeof line, "%s %s\n", what, path);
    syscall(SYS_write, fd, line, (size_t)length);
    close(fd);
}

static int may_write(int fd) {
    char path[longest_path];
    if (!path_of(fd, path)) return 1;
    if (fd < most_files && sync_failed[fd]) report("written-after-failed-sync", path);
    const int error = fault_of("write", path);
    if (error == 0) return 1;
    errno = error;
    return 0;
}

static int may_sync(int fd) {
    char path[longest_path];
    const int error = path_of(fd, path) ? fault_of("sync", path) : 0;
    if (error == 0) return 1;
    if (fd < most_files) sync_failed[fd] = 1;
    report("sync-failed", path);
    errno = error;
    return 0;
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
    return may_write(fd) ? syscall(SYS_pwrite64, fd, bytes, count, offset) : -1;
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
    return may_write(fd) ? syscall(SYS_pwrite64, fd, bytes, count, offset) : -1;
}
ssize_t write(int fd, const void* bytes, size_t count) {
    return may_write(fd) ? syscall(SYS_write, fd, bytes, count) : -1;
}
int fsync(int fd) {
    return may_sync(fd) ? (int)syscall(SYS_fsync, fd) : -1;
}
int fdatasync(int fd) {
    return may_sync(fd) ? (int)syscall(SYS_fdatasync, fd) : -1;
}
int close(int fd) {
    if (fd >= 0 && fd < most_files) sync_failed[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

static int opened(const char* path, int flags, mode_t mode) {
    const int error = (flags & O_CREAT) != 0 ? fault_of("open", path) : 0;
    if (error != 0) {
        errno = error;
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened(path, flags | O_LARGEFILE, mode);
}

static void turn(clockid_t id, struct timespec* time) {
    if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE) return;
    pthread_mutex_lock(&guard);
    read_orders();
    const long long at = (long long)time->tv_sec * 1000000000LL + time->tv_nsec + clock_ms * 1000000LL;
    pthread_mutex_unlock(&guard);
    time->tv_sec = at / 1000000000LL;
    time->tv_nsec = at % 1000000000LL;
}
int clock_gettime(clockid_t id, struct timespec* time) {
    const int result = (int)syscall(SYS_clock_gettime, id, time);
    if (result == 0) turn(id, time);
    return result;
}
