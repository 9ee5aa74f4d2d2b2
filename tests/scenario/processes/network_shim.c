/* Preloaded into a process by a test: every directory lies on NFS, whichever of the two calls asks. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/statfs.h>

__attribute__((visibility("default"))) int statfs64(const char* path, struct statfs64* into) {
    int (*real)(const char*, struct statfs64*) = NULL;
    int result = 0;
    *(void**)&real = dlsym(RTLD_NEXT, "statfs64");
    result = real(path, into);
    if (result == 0) into->f_type = 0x6969;
    return result;
}

__attribute__((visibility("default"))) int statfs(const char* path, struct statfs* into) {
    int (*real)(const char*, struct statfs*) = NULL;
    int result = 0;
    *(void**)&real = dlsym(RTLD_NEXT, "statfs");
    result = real(path, into);
    if (result == 0) into->f_type = 0x6969;
    return result;
}
