/* Preloaded into a program that must touch no network and no secret: it ends by SIGABRT, and says why, when the program
 * makes a socket other than AF_UNIX, looks a host's name up, reads a variable that begins with GUARDED_, or opens a
 * path with /guarded/ in it. */
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void caught(const char* what, const char* which) {
    const char* const words[] = {"config_guard: ", what, " ", which, "\n"};
    for (size_t at = 0; at < sizeof words / sizeof *words; ++at) {
        if (write(2, words[at], strlen(words[at])) < 0) break;
    }
    abort();
}

static void* next_of(const char* name) {
    void* const found = dlsym(RTLD_NEXT, name);
    if (found == NULL) caught("has no", name);
    return found;
}

static void look_at_path(const char* path) {
    if (path != NULL && strstr(path, "/guarded/") != NULL) caught("open", path);
}

static void look_at_name(const char* name) {
    if (strncmp(name, "GUARDED_", 8) == 0) caught("getenv", name);
}

/* ISO C has no cast from void * to a function's pointer; POSIX wants this way. */
#define NEXT(type, name)                    \
    type next;                              \
    do {                                    \
        void* const found = next_of(name);  \
        memcpy(&next, &found, sizeof next); \
    } while (0)

typedef char* (*getenv_fn)(const char*);
typedef int (*open_fn)(const char*, int, mode_t);
typedef int (*openat_fn)(int, const char*, int, mode_t);
typedef FILE* (*fopen_fn)(const char*, const char*);
typedef int (*socket_fn)(int, int, int);

__attribute__((visibility("default"))) char* getenv(const char* name) {
    NEXT(getenv_fn, "getenv");
    look_at_name(name);
    return next(name);
}

__attribute__((visibility("default"))) char* secure_getenv(const char* name) {
    NEXT(getenv_fn, "secure_getenv");
    look_at_name(name);
    return next(name);
}

#define GUARDED_OPEN(name)                                                              \
    __attribute__((visibility("default"))) int name(const char* path, int flags, ...) { \
        va_list rest;                                                                   \
        va_start(rest, flags);                                                          \
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;          \
        va_end(rest);                                                                   \
        NEXT(open_fn, #name);                                                           \
        look_at_path(path);                                                             \
        return next(path, flags, mode);                                                 \
    }
GUARDED_OPEN(open)
GUARDED_OPEN(open64)

#define GUARDED_OPENAT(name)                                                                        \
    __attribute__((visibility("default"))) int name(int folder, const char* path, int flags, ...) { \
        va_list rest;                                                                               \
        va_start(rest, flags);                                                                      \
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;                      \
        va_end(rest);                                                                               \
        NEXT(openat_fn, #name);                                                                     \
        look_at_path(path);                                                                         \
        return next(folder, path, flags, mode);                                                     \
    }
GUARDED_OPENAT(openat)
GUARDED_OPENAT(openat64)

#define GUARDED_FOPEN(name)                                                                 \
    __attribute__((visibility("default"))) FILE* name(const char* path, const char* mode) { \
        NEXT(fopen_fn, #name);                                                              \
        look_at_path(path);                                                                 \
        return next(path, mode);                                                            \
    }
GUARDED_FOPEN(fopen)
GUARDED_FOPEN(fopen64)

__attribute__((visibility("default"))) int socket(int domain, int type, int protocol) {
    NEXT(socket_fn, "socket");
    if (domain != AF_UNIX) caught("socket", "of the network");
    return next(domain, type, protocol);
}

__attribute__((visibility("default"))) int getaddrinfo(const char* host, const char* service,
                                                       const struct addrinfo* hints, struct addrinfo** found) {
    (void)service, (void)hints, (void)found;
    caught("getaddrinfo", host == NULL ? "" : host);
    return EAI_FAIL;
}
