#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "maildrop.h"

static size_t line_end(const crm_instance* self, size_t from) {
    return (size_t)((const char*)memchr(self->feed.ptr + from, '\n', self->feed.len - from) - self->feed.ptr) + 1;
}

/* A cursor is "EPOCH-PLACE", the place of a line's start. 0 = ours; CRM_E_CONFLICT = of an earlier epoch. */
static crm_status place_of(const crm_instance* self, crm_str cursor, size_t* place) {
    char text[64], *end;
    const size_t epoch = strlen(self->epoch);
    if (cursor.len >= sizeof text || cursor.len < epoch + 2 || cursor.ptr[epoch] != '-') return CRM_E_INVALID;
    memcpy(text, cursor.ptr, cursor.len);
    text[cursor.len] = '\0';
    if (strspn(text, "0123456789-") != cursor.len) return CRM_E_INVALID;
    if (memcmp(text, self->epoch, epoch) != 0) return CRM_E_CONFLICT;
    *place = (size_t)strtoull(text + epoch + 1, &end, 10);
    return *end || !*place || *place > self->feed.len || self->feed.ptr[*place - 1] != '\n' ? CRM_E_INVALID : CRM_OK;
}

static void position_name(char name[2 * CONSUMER_MAX + 16], const char* consumer) {
    size_t n = (size_t)sprintf(name, "position-");
    for (; *consumer; consumer++) n += (size_t)sprintf(name + n, "%02x", (unsigned)(unsigned char)*consumer);
}

static int store_position(const crm_instance* self, const struct consumer* reader, size_t place) {
    char name[2 * CONSUMER_MAX + 16], cursor[64];
    position_name(name, reader->name);
    const int n = snprintf(cursor, sizeof cursor, "%s-%zu", self->epoch, place);
    return write_file(self->dir, name, cursor, (size_t)n);
}

/* The acknowledged place, or 0 = there is none. One of an earlier epoch starts anew from the oldest. */
static size_t stored_position(const crm_instance* self, const char* consumer) {
    char name[2 * CONSUMER_MAX + 16];
    struct text path = {0}, cursor = {0};
    size_t place = 0;
    position_name(name, consumer);
    path_of(&path, self->dir, name, "");
    const int fd = path.failed ? -1 : open(path.ptr, O_RDONLY | O_CLOEXEC);
    read_file(&cursor, fd, 0, 64);
    if (fd >= 0 && place_of(self, (crm_str){cursor.ptr, cursor.len}, &place) != CRM_OK) place = line_end(self, 0);
    if (fd >= 0) close(fd);
    free(path.ptr);
    free(cursor.ptr);
    return place;
}

static struct consumer* known(crm_instance* self, crm_str name) {
    struct consumer* c = self->consumers;
    while (c && !is(name, c->name)) c = c->next;
    return c;
}

/* The consumer and its place; a new one begins where read->start says. Called with instance and feed locked. */
static crm_status reader(crm_instance* self, const crm_feed_read* read, struct consumer** out, size_t* place) {
    const crm_str name = read->consumer, start = read->start;
    const char* slash = name.len ? memchr(name.ptr, '/', name.len) : NULL;
    if (!name.len || name.len > CONSUMER_MAX || memchr(name.ptr, 0, name.len)) return CRM_E_INVALID;
    if (slash && (name.len < 9 || memcmp(name.ptr, "tenant:", 7) != 0 || slash == name.ptr + 7 ||
                  slash + 1 == name.ptr + name.len))
        return CRM_E_INVALID;
    if (start.len && !is(start, "oldest") && !is(start, "now") && !is(start, "snapshot")) return CRM_E_INVALID;
    struct consumer* c = known(self, name);
    if (!c) {
        if (!(c = calloc(1, sizeof *c))) return CRM_E_INTERNAL;
        memcpy(c->name, name.ptr, name.len);
        c->next = self->consumers;
        self->consumers = c;
    }
    *out = c;
    if ((*place = stored_position(self, c->name)) != 0) return CRM_OK;
    /* The feed is never trimmed: read from the oldest, it is its own snapshot. */
    *place = is(start, "now") ? self->feed.len : line_end(self, 0);
    return store_position(self, c, *place) ? CRM_E_UNAVAILABLE : CRM_OK;
}

/* Behind the next event that the consumer may see, which starts at *from; 0 = none waits. */
static size_t next_line(const crm_instance* self, const struct consumer* c, size_t* from) {
    const char* slash = strchr(c->name, '/');
    struct text needle = {0};
    char* tenant = slash ? strndup(c->name + 7, (size_t)(slash - c->name) - 7) : NULL;
    size_t end = 0;
    if (tenant) put(&needle, "'tenantid':~", tenant);
    for (; *from < self->feed.len; *from = end) {
        end = line_end(self, *from);
        if (!slash || (needle.ptr && memmem(self->feed.ptr + *from, end - *from, needle.ptr, needle.len))) break;
    }
    free(tenant);
    free(needle.ptr);
    return *from < self->feed.len ? end : 0;
}

const crm_reply* next_events(crm_instance* self, const crm_feed_read* read) {
    const crm_status in = enter(self, FITS(read, crm_feed_read, timeout_ms, &read->consumer, &read->start));
    if (in != CRM_OK) return kept_out(in);
    struct consumer* c = NULL;
    struct text body = {0};
    char cursor[64];
    size_t from = 0, end;
    lock_feed(self);
    const crm_status status = reader(self, read, &c, &from);
    put(&body, "{'events':[");
    const size_t start = body.len;
    for (uint32_t n = 0; status == CRM_OK && n < (read->max_events ? read->max_events : 100); n++, from = end) {
        const size_t before = from;
        if ((end = next_line(self, c, &from)) == 0) break;
        if (n && body.len + (end - from) > BATCH_MAX - 128) {
            from = before;
            break;
        }
        if (body.len > start) put_bytes(&body, ",", 1);
        put_bytes(&body, self->feed.ptr + from, end - from - 1);
    }
    snprintf(cursor, sizeof cursor, "%s-%zu", self->epoch, from);
    put(&body, "],'cursor':~}", cursor);
    for (struct teller* t = self->tellers; t; t = t->next)
        if (t->consumer == c) t->told = 0;
    unlock_feed(self);
    leave(self);
    if (status == CRM_OK) return json_reply(&body);
    free(body.ptr);
    return problem(status, "consumer_refused",
                   "The consumer's name or start is wrong, or its position cannot be stored.",
                   "Name it \"name\" or \"tenant:ID/name\", start at oldest, now or snapshot, and look at the disk.");
}

crm_status ack_events(crm_instance* self, const crm_feed_read* read) {
    crm_status status = enter(self, FITS(read, crm_feed_read, start, &read->consumer, &read->cursor));
    if (status != CRM_OK) return status;
    struct consumer* c = NULL;
    size_t stored, place = 0;
    lock_feed(self);
    status = reader(self, read, &c, &stored);
    if (status == CRM_OK) status = place_of(self, read->cursor, &place);
    if (status == CRM_OK && place > stored && store_position(self, c, place)) status = CRM_E_UNAVAILABLE;
    unlock_feed(self);
    leave(self);
    return status;
}

crm_status wait_events(crm_instance* self, const crm_feed_read* read) {
    crm_status status = enter(self, FITS(read, crm_feed_read, timeout_ms, &read->consumer, &read->start));
    if (status != CRM_OK) return status;
    const struct timespec until = in_ms(read->timeout_ms);
    const unsigned wakes = self->wakes;
    int late = 0;
    for (;;) {
        struct consumer* c = NULL;
        size_t place;
        lock_feed(self);
        status = reader(self, read, &c, &place);
        const int waiting = status == CRM_OK && next_line(self, c, &place) != 0;
        unlock_feed(self);
        if (self->state != STARTED)
            status = CRM_E_UNAVAILABLE;
        else if (status == CRM_OK && (c->wakes_seen != self->wakes || wakes != self->wakes)) {
            c->wakes_seen = self->wakes;
            status = CRM_WOKEN;
        } else if (status == CRM_OK && !waiting) {
            if (!late) {
                late = pthread_cond_timedwait(&self->changed, &self->lock, &until) == ETIMEDOUT;
                continue;
            }
            status = CRM_E_TIMEOUT;
        }
        leave(self);
        return status;
    }
}

crm_status forget_consumer(crm_instance* self, const crm_feed_read* read) {
    crm_status status = enter(self, FITS(read, crm_feed_read, consumer, &read->consumer));
    if (status != CRM_OK) return status;
    char name[2 * CONSUMER_MAX + 16];
    char* consumer = read->consumer.len <= CONSUMER_MAX ? copy(read->consumer) : NULL;
    struct text path = {0};
    status = CRM_E_INVALID;
    if (consumer) {
        position_name(name, consumer);
        path_of(&path, self->dir, name, "");
        lock_feed(self);
        status = !path.failed && unlink(path.ptr) == 0 ? CRM_OK : CRM_E_NOT_FOUND;
        unlock_feed(self);
    }
    free(path.ptr);
    free(consumer);
    leave(self);
    return status;
}

crm_status wake(crm_instance* self) {
    const crm_status status = enter(self, 1);
    if (status != CRM_OK) return status;
    self->wakes++;
    pthread_cond_broadcast(&self->changed);
    leave(self);
    return CRM_OK;
}

int32_t event_fd(crm_instance* self, const crm_feed_read* read) {
    if (enter(self, FITS(read, crm_feed_read, start, &read->consumer, &read->start)) != CRM_OK) return -1;
    struct consumer* c = NULL;
    size_t place;
    int ends[2] = {-1, -1};
    struct teller* t = calloc(1, sizeof *t);
    lock_feed(self);
    const crm_status status = reader(self, read, &c, &place);
    unlock_feed(self);
    if (t && status == CRM_OK && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
        *t = (struct teller){self->tellers, c, ends[0], 0};
        self->tellers = t;
        tell_sockets(self);
    } else {
        free(t);
    }
    leave(self);
    return ends[1];
}

void tell_sockets(crm_instance* self) {
    for (struct teller **at = &self->tellers, *t = *at; t; t = *at) {
        char byte;
        size_t place;
        int gone = recv(t->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0; /* the host closed its end */
        if (!gone && !t->told && (place = stored_position(self, t->consumer->name)) != 0 &&
            next_line(self, t->consumer, &place) != 0) {
            t->told = 1;
            gone = send(t->socket, "!", 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1;
        }
        if (gone) {
            close(t->socket);
            *at = t->next;
            free(t);
        } else {
            at = &t->next;
        }
    }
}
