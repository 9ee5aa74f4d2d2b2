/* Faults of loading, of configuration, of an instance's life, and of what it leaves in its process. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broken.h"

static volatile int started, stopped; /* of the one instance that a check has */

static const crm_reply* any_config(const crm_document* document) {
    (void)document;
    return fine("{'warnings':[]}");
}
static void take_any_config(void) {
    table.check_config = any_config;
}

const struct fault load_faults[] = {{"config.broken", take_any_config}, {NULL, NULL}};

/* ---- open ---- */

static const crm_reply* open_spoilt(const crm_host* host, const crm_str* options, crm_instance** out) {
    static int times;
    if (broken("life.no-host")) sink = host->flags;
    if (broken("life.open-close") && times++) {
        *out = NULL;
        return kept_out(CRM_E_UNAVAILABLE);
    }
    crm_str given = *options;
    if (broken("life.second-owner")) { /* whoever asks to be the owner becomes one when there is none */
        char* at = memmem(given.ptr, given.len, "\"owner\"", 7);
        char* changed = malloc(given.len);
        memcpy(changed, given.ptr, given.len);
        if (at) memcpy(changed + (at - given.ptr), "\"auto\" ", 7);
        given.ptr = changed; /* forgotten */
    }
    const crm_reply* r = good()->open(host, &given, out);
    if (broken("life.broken-options") && !*out) *out = (crm_instance*)(uintptr_t)8;
    if (broken("life.no-thread")) start_thread();
    if (broken("process.descriptors")) open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (broken("process.cycles")) sink = (size_t)memset(malloc(16384), 1, 16384);
    return r;
}
static void spoil_open(void) {
    table.open = open_spoilt;
}

/* ---- configure, start, stop, close ---- */

static const crm_reply* configure_spoilt(crm_instance* self, const crm_document* document) {
    const crm_reply* r = good()->configure(self, document);
    if (started && broken("order.reload") && r->status < 0) release(good()->stop(self, 1000));
    return r;
}
static void* idle(void* nothing) {
    while (started) usleep(1000);
    return nothing;
}
static pthread_t idler;
static void die_when_started(void) {
    if (started) abort();
}
static const crm_reply* start_spoilt(crm_instance* self) {
    const crm_reply* r = good()->start(self);
    if (r->status < 0 && self->pid == getpid()) {
        if (broken("order.start-unconfigured")) return release(r), fine("{}");
        if (broken("order.start-twice")) release(good()->stop(self, 1000));
        return r;
    }
    started = 1;
    stopped = 0;
    if (broken("process.surroundings")) umask(0);
    if (broken("process.signals")) pthread_create(&idler, NULL, idle, NULL);
    if (broken("process.children") && fork() == 0) _exit(0);
    if (broken("process.exit")) atexit(die_when_started);
    return r;
}
static const crm_reply* stop_spoilt(crm_instance* self, uint32_t deadline_ms) {
    const int was = started;
    if (broken("feed.durable") && was) {
        const crm_feed_read read = {.struct_size = CRM_SIZE_UPTO(crm_feed_read, reserved), .consumer = {"check", 5}};
        good()->forget_consumer(self, &read);
    }
    const crm_reply* r = good()->stop(self, deadline_ms);
    if (r->status < 0) return r;
    started = 0;
    stopped = 1;
    if (was && broken("process.signals")) pthread_join(idler, NULL);
    if (was && broken("life.start-stop")) start_thread();
    if (deadline_ms == 0 && broken("stop.under-load")) start_thread();
    if (!was && broken("order.stop-twice")) return release(r), NULL;
    return r;
}
static void close_spoilt(crm_instance* self) {
    if (broken("life.close-started")) start_thread();
    if (broken("fork.started")) flock(self->owner_file, LOCK_UN); /* a child's too: the lock is shared */
    good()->close(self);
    started = 0;
}
static void spoil_life(void) {
    table.configure = configure_spoilt;
    table.start = start_spoilt;
    table.stop = stop_spoilt;
    table.close = close_spoilt;
}

/* ---- states and forks ---- */

static crm_status wait_early(crm_instance* self, const crm_feed_read* read) {
    const crm_status status = good()->wait_events(self, read);
    return status == CRM_E_UNAVAILABLE && !stopped ? CRM_E_TIMEOUT : status;
}
static void spoil_unavailable(void) {
    spoil_life();
    table.wait_events = wait_early;
}
static crm_status wake_late(crm_instance* self) {
    return stopped ? CRM_OK : good()->wake(self);
}
static void spoil_after_stop(void) {
    spoil_life();
    table.wake = wake_late;
}
static const crm_reply* health_anywhere(crm_instance* self) {
    const crm_reply* r = good()->health(self);
    return r->status == CRM_E_FORKED ? release(r), fine("{'status':'ok','checks':{}}") : r;
}
static void spoil_fork(void) {
    table.health = health_anywhere;
}

const struct fault life_faults[] = {{"life.broken-options", spoil_open},   {"life.open-close", spoil_open},
                                    {"life.no-host", spoil_open},          {"life.no-thread", spoil_open},
                                    {"life.second-owner", spoil_open},     {"process.descriptors", spoil_open},
                                    {"process.cycles", spoil_open},        {"life.unavailable", spoil_unavailable},
                                    {"life.after-stop", spoil_after_stop}, {"life.start-stop", spoil_life},
                                    {"life.close-started", spoil_life},    {"order.start-unconfigured", spoil_life},
                                    {"order.start-twice", spoil_life},     {"order.stop-twice", spoil_life},
                                    {"order.reload", spoil_life},          {"fork.opened", spoil_fork},
                                    {"fork.started", spoil_life},          {"stop.under-load", spoil_life},
                                    {"feed.durable", spoil_life},          {"process.surroundings", spoil_life},
                                    {"process.signals", spoil_life},       {"process.children", spoil_life},
                                    {"process.exit", spoil_life},          {NULL, NULL}};
