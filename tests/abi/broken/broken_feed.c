/* Faults of the event feed, of waiting and waking. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broken.h"

/* ---- reading ---- */

static const crm_reply* next_spoilt(crm_instance* self, const crm_feed_read* read) {
    if (!CRM_HAS(read, crm_feed_read, timeout_ms)) return kept_out(CRM_E_INVALID);
    crm_feed_read other = {0};
    memcpy(&other, read, CRM_SIZE_UPTO(crm_feed_read, timeout_ms));
    other.struct_size = CRM_SIZE_UPTO(crm_feed_read, timeout_ms);
    if (broken("feed.max-events")) other.max_events = 0;
    if (broken("feed.apart")) other.consumer = (crm_str){"all", 3};
    const char* slash = other.consumer.len ? memchr(other.consumer.ptr, '/', other.consumer.len) : NULL;
    if (broken("feed.tenant") && slash) {
        other.consumer.len -= (size_t)(slash + 1 - other.consumer.ptr);
        other.consumer.ptr = slash + 1;
    }
    if (broken("feed.odd-reads")) other.start.len = 0;
    const crm_reply* r = good()->next_events(self, &other);
    char* at = r->body.len ? (char*)(uintptr_t)r->body.ptr : NULL;
    while (broken("feed.event") && at && (at = strstr(at, "\"tenantid\"")) != NULL) memcpy(at, "\"tenantId\"", 10);
    const char* cursor = broken("feed.repeats") && r->status == CRM_OK ? strstr(r->body.ptr, "\"cursor\":\"") : NULL;
    if (cursor) {
        other.cursor = (crm_str){cursor + 10, strcspn(cursor + 10, "\"")};
        good()->ack_events(self, &other);
    }
    return r;
}
static crm_status ack_spoilt(crm_instance* self, const crm_feed_read* read) {
    if (!CRM_HAS(read, crm_feed_read, timeout_ms)) return CRM_E_INVALID;
    crm_feed_read other = {0};
    memcpy(&other, read, CRM_SIZE_UPTO(crm_feed_read, timeout_ms));
    other.struct_size = CRM_SIZE_UPTO(crm_feed_read, timeout_ms);
    if (broken("feed.apart")) other.consumer = (crm_str){"all", 3};
    if (broken("feed.forward") && good()->ack_events(self, &other) == CRM_OK) good()->forget_consumer(self, &other);
    const crm_status status = good()->ack_events(self, &other);
    return broken("feed.cursor") && status == CRM_E_INVALID ? CRM_OK : status;
}
static void spoil_reading(void) {
    table.next_events = next_spoilt;
    table.ack_events = ack_spoilt;
}
static crm_status forget_nothing(crm_instance* self, const crm_feed_read* read) {
    return is(read->consumer, "check") ? CRM_OK : good()->forget_consumer(self, read);
}
static void spoil_forgetting(void) {
    table.forget_consumer = forget_nothing;
}

/* ---- waiting and waking ---- */

static volatile int waiting, opening, echo;

static crm_status wait_spoilt(crm_instance* self, const crm_feed_read* read) {
    if (!CRM_HAS(read, crm_feed_read, timeout_ms)) return CRM_E_INVALID;
    crm_feed_read other = {0};
    memcpy(&other, read, CRM_SIZE_UPTO(crm_feed_read, timeout_ms));
    other.struct_size = CRM_SIZE_UPTO(crm_feed_read, timeout_ms);
    if (broken("stop.ends-waits") && read->timeout_ms > 20000) sleep(30);
    if (broken("wait.timeout") && read->timeout_ms == 250) other.timeout_ms = 0;
    if (broken("wake.once") && echo) return echo = 0, CRM_WOKEN;
    if (broken("wake.any-time") && read->timeout_ms == 2000) {
        opening = 1;
        usleep(300);
        opening = 0;
    }
    waiting++;
    const crm_status status = good()->wait_events(self, &other);
    waiting--;
    if (status == CRM_WOKEN) echo = 1;
    if (broken("wake.running") && status == CRM_WOKEN && read->timeout_ms == 10000) return CRM_E_TIMEOUT;
    return broken("wait.events") && status == CRM_OK ? CRM_E_TIMEOUT : status;
}
static crm_status wake_spoilt(crm_instance* self) {
    if (broken("wake.any-time") && opening) return CRM_OK;
    return broken("wake.kept") && !waiting && self->state == STARTED ? CRM_OK : good()->wake(self);
}
static void spoil_waiting(void) {
    table.wait_events = wait_spoilt;
    table.wake = wake_spoilt;
}
static int32_t silent_descriptor(crm_instance* self, const crm_feed_read* read) {
    int ends[2];
    const int32_t real = good()->event_fd(self, read);
    if (real < 0) return real;
    close(real);
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? ends[1] : -1;
}
static void spoil_descriptor(void) {
    table.event_fd = silent_descriptor;
}

const struct fault feed_faults[] = {
    {"feed.repeats", spoil_reading},    {"feed.forward", spoil_reading},       {"feed.cursor", spoil_reading},
    {"feed.max-events", spoil_reading}, {"feed.apart", spoil_reading},         {"feed.tenant", spoil_reading},
    {"feed.event", spoil_reading},      {"feed.odd-reads", spoil_reading},     {"feed.forget", spoil_forgetting},
    {"stop.ends-waits", spoil_waiting}, {"wait.timeout", spoil_waiting},       {"wait.events", spoil_waiting},
    {"wake.running", spoil_waiting},    {"wake.kept", spoil_waiting},          {"wake.once", spoil_waiting},
    {"wake.any-time", spoil_waiting},   {"wake.descriptor", spoil_descriptor}, {NULL, NULL}};
