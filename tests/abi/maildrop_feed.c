#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "maildrop.h"

void path_of(struct text* t, const char* a, const char* b, const char* c) {
    t->len = 0;
    put(t, "^/^^", a, b, c);
}

int write_file(const char* dir, const char* name, const char* bytes, size_t len) {
    struct text from = {0}, to = {0};
    path_of(&from, dir, ".new-", name);
    path_of(&to, dir, name, "");
    int failed = from.failed || to.failed, folder = -1;
    const int fd = failed ? -1 : open(from.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    failed = fd < 0 || write(fd, bytes, len) != (ssize_t)len || fsync(fd) != 0;
    if (fd >= 0 && close(fd) != 0) failed = 1;
    if (!failed)
        failed = rename(from.ptr, to.ptr) != 0 || (folder = open(dir, O_RDONLY | O_CLOEXEC)) < 0 || fsync(folder) != 0;
    if (folder >= 0) close(folder);
    free(from.ptr);
    free(to.ptr);
    return failed;
}

void read_file(struct text* t, int fd, off_t offset, size_t most) {
    char block[16384];
    ssize_t n;
    put_bytes(t, "", 0);
    while (fd >= 0 && most && (n = pread(fd, block, most < sizeof block ? most : sizeof block, offset)) > 0) {
        put_bytes(t, block, (size_t)n);
        offset += n;
        most -= (size_t)n;
    }
}

int64_t now_ms(const crm_instance* self) {
    struct timespec t;
    if (self->now) return self->now(self->clock);
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char* rfc3339(char out[32], int64_t ms) {
    const time_t seconds = (time_t)(ms / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    const size_t n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + n, 32 - n, ".%03dZ", (int)(ms % 1000));
    return out;
}

struct timespec in_ms(uint32_t ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
    return t;
}

void lock_feed(crm_instance* self) { /* among processes; then reads what others appended */
    while (flock(self->feed_file, LOCK_EX) != 0 && errno == EINTR) continue;
    read_file(&self->feed, self->feed_file, (off_t)self->feed.len, SIZE_MAX);
    size_t whole = self->feed.len;
    while (whole && self->feed.ptr[whole - 1] != '\n') whole--; /* a torn line is what a crash left: nobody was told */
    if (whole == self->feed.len) return;
    self->feed.ptr[self->feed.len = whole] = '\0';
    if (ftruncate(self->feed_file, (off_t)whole) != 0) self->feed.failed = 1;
}

void unlock_feed(crm_instance* self) {
    flock(self->feed_file, LOCK_UN);
}

/* A quote inside a JSON string is escaped, so the needle
 * can only be the member itself. */
crm_str newest(const crm_instance* self, const char* kind, const char* id) {
    struct text needle = {0};
    const char *found = NULL, *at = self->feed.ptr;
    put(&needle, "'subject':'^/^'", kind, id);
    while (!needle.failed && (at = strstr(at, needle.ptr)) != NULL) found = at++;
    free(needle.ptr);
    const char* from = found ? strstr(found, "\"data\":") : NULL;
    return from ? (crm_str){from + 7, (size_t)(strchr(from, '\n') - from) - 8} : (crm_str){NULL, 0};
}

void publish(crm_instance* self, const char* kind, const char* id, struct text* document) {
    const crm_str before = newest(self, kind, id);
    if (document->failed || self->feed.failed)
        self->batch.failed = 1;
    else if (before.len != document->len || memcmp(before.ptr, document->ptr, before.len) != 0) {
        char revision[40], time[32];
        snprintf(revision, sizeof revision, "%s%012zu", self->epoch, self->feed.len + self->batch.len);
        put(&self->batch,
            "{'specversion':'1.0','id':~,'source':'/maildrop','type':'^.changed','subject':'^/^','time':~,"
            "'datacontenttype':'application/json','tenantid':~,'accountid':'" ACCOUNT "','revision':~,'data':^}\n",
            revision, kind, kind, id, rfc3339(time, now_ms(self)), self->set.tenant, revision, document->ptr);
    }
    free(document->ptr);
}

int commit(crm_instance* self) {
    struct text* batch = &self->batch;
    int failed = batch->failed;
    if (!failed && batch->len) {
        failed = pwrite(self->feed_file, batch->ptr, batch->len, (off_t)self->feed.len) != (ssize_t)batch->len ||
                 fdatasync(self->feed_file) != 0;
        if (!failed) put_bytes(&self->feed, batch->ptr, batch->len);
        failed = failed || self->feed.failed;
        if (failed && ftruncate(self->feed_file, (off_t)self->feed.len) != 0) self->feed.failed = 1;
        pthread_cond_broadcast(&self->changed);
        if (!failed) tell_sockets(self);
    }
    free(batch->ptr);
    *batch = (struct text){0};
    return failed;
}
