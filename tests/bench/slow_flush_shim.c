/* Put before a program with LD_PRELOAD: each flush takes $BENCH_FLUSH_US microseconds more, as on a disk that is slower
 * than the one at hand. Writes are as they were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef int flush_call(int descriptor);

static int slowly(const char* name, int descriptor) {
    flush_call* real = NULL;
    const char* told = getenv("BENCH_FLUSH_US");
    const long wanted = told == NULL ? 0 : strtol(told, NULL, 10);
    struct timespec left = {wanted / 1000000, wanted % 1000000 * 1000};
    *(void**)&real = dlsym(RTLD_NEXT, name);
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    return real(descriptor);
}

int fsync(int descriptor) {
    return slowly("fsync", descriptor);
}

int fdatasync(int descriptor) {
    return slowly("fdatasync", descriptor);
}
