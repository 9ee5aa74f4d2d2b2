/* Preloaded into a host by a test: ends the process, as a power cut does, at one of the boundaries of a send. Counted
 * are, once the file COEXIST_CUT_ARMED is there: the moment before and after each flush of a file below
 * COEXIST_CUT_FILES, and before and after what goes to or comes from the port COEXIST_CUT_PORT. At number
 * COEXIST_CUT_AT it ends; each one's name is added to COEXIST_CUT_LOG. With COEXIST_CUT_ONLY ("before call") only those
 * of this name are counted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int passed;

static int armed(void) {
    const char* path = getenv("COEXIST_CUT_ARMED");
    struct stat there;
    return path != NULL && stat(path, &there) == 0;
}

static void boundary(const char* when, const char* what) {
    char line[64];
    const char* at = getenv("COEXIST_CUT_AT");
    const char* log = getenv("COEXIST_CUT_LOG");
    const char* only = getenv("COEXIST_CUT_ONLY");
    snprintf(line, sizeof line, "%s %s", when, what);
    if (only != NULL && *only != '\0' && strcmp(only, line) != 0) return;
    const int number = atomic_fetch_add(&passed, 1) + 1;
    if (log != NULL) {
        const int file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        const int length = snprintf(line, sizeof line, "%d %s %s\n", number, when, what);
        if (file >= 0 && write(file, line, (size_t)length) < 0) abort();
        if (file >= 0) close(file);
    }
    if (at != NULL && number == atoi(at)) raise(SIGKILL);
}

static int counted_file(int file) {
    char name[64], path[1024];
    const char* below = getenv("COEXIST_CUT_FILES");
    ssize_t length;
    if (below == NULL || !armed()) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    length = readlink(name, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    return strncmp(path, below, strlen(below)) == 0;
}

static int counted_socket(int socket) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    const char* port = getenv("COEXIST_CUT_PORT");
    if (port == NULL || getpeername(socket, (struct sockaddr*)&peer, &size) != 0 || peer.sin_family != AF_INET)
        return 0;
    return ntohs(peer.sin_port) == atoi(port) && armed();
}

/* fsync or fdatasync itself, between its two boundaries. */
static int flush(const char* name, int file) {
    int (*real)(int) = NULL;
    const int counted = counted_file(file);
    int result;
    *(void**)&real = dlsym(RTLD_NEXT, name);
    if (counted) boundary("before", "flush");
    result = real(file);
    if (counted) boundary("after", "flush");
    return result;
}

__attribute__((visibility("default"))) int fdatasync(int file) {
    return flush("fdatasync", file);
}

__attribute__((visibility("default"))) int fsync(int file) {
    return flush("fsync", file);
}

__attribute__((visibility("default"))) ssize_t send(int socket, const void* bytes, size_t length, int flags) {
    ssize_t (*real)(int, const void*, size_t, int) = NULL;
    const int counted = counted_socket(socket);
    ssize_t result;
    *(void**)&real = dlsym(RTLD_NEXT, "send");
    if (counted) boundary("before", "call");
    result = real(socket, bytes, length, flags);
    if (counted) boundary("after", "call");
    return result;
}

__attribute__((visibility("default"))) ssize_t recv(int socket, void* bytes, size_t length, int flags) {
    ssize_t (*real)(int, void*, size_t, int) = NULL;
    ssize_t result;
    *(void**)&real = dlsym(RTLD_NEXT, "recv");
    result = real(socket, bytes, length, flags);
    if (result > 0 && (flags & MSG_PEEK) == 0 && counted_socket(socket)) boundary("after", "answer");
    return result;
}
