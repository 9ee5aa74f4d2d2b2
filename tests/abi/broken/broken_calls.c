/* Faults of replies, of what is lent, of threads, actions and secrets. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "broken.h"

/* The memory of a reply is the mail drop's own, so a fault may write into it. */
static crm_reply* mine(const crm_reply* r) {
    return (crm_reply*)(uintptr_t)r;
}
/* Writes `to` wherever the body has `from`, of the same length. */
static const crm_reply* replaced(const crm_reply* r, const char* from, const char* to) {
    char* at = mine(r)->body.len ? (char*)(uintptr_t)r->body.ptr : NULL;
    while (at && (at = memmem(at, r->body.len - (size_t)(at - r->body.ptr), from, strlen(from))) != NULL)
        memcpy(at, to, strlen(to));
    return r;
}
static const crm_reply* no_such(void) {
    return problem(CRM_E_NOT_FOUND, "not_found", "There is no such action.", "Use list_actions.");
}

/* ---- replies ---- */

static char shared_body[4096];

static const crm_reply* health_spoilt(crm_instance* self) {
    static char count;
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    crm_reply* r = mine(good()->health(self));
    if (broken("reply.shape")) r->content_type.len = 0;
    if (broken("reply.http-status")) r->http_status = 0;
    if (r->status == CRM_OK && (broken("reply.immutable") || broken("reply.outlives-close"))) {
        pthread_mutex_lock(&one);
        memcpy(shared_body, r->body.ptr, r->body.len);
        if (broken("reply.immutable")) shared_body[r->body.len] = (char)('a' + count++ % 26), r->body.len++;
        r->body.ptr = shared_body;
        pthread_mutex_unlock(&one);
    }
    return r;
}
static void close_clearing(crm_instance* self) {
    good()->close(self);
    memset(shared_body, 0, sizeof shared_body);
}
static void spoil_health(void) {
    table.health = health_spoilt;
    if (broken("reply.outlives-close")) table.close = close_clearing;
}

static pthread_t loader;
static void release_at_home(const crm_reply* r) {
    if (!pthread_equal(loader, pthread_self())) abort();
    good()->release(r);
}
static void spoil_release(void) {
    loader = pthread_self();
    table.release = release_at_home;
}

static const crm_reply* http_without_words(crm_instance* self, const crm_http_request* request) {
    crm_reply* r = mine(good()->handle_http(self, request));
    if (r->status < 0) r->body = (crm_str){"{}", 2};
    return r;
}
static void spoil_refusals(void) {
    table.handle_http = http_without_words;
}
static crm_status submit_and_forget(crm_instance* self, const crm_http_request* request, void* ctx,
                                    void (*done)(void*, const crm_reply*)) {
    return request->actor.len ? good()->submit_http(self, request, ctx, done) : CRM_PENDING;
}
static void spoil_submit(void) {
    table.submit_http = submit_and_forget;
}

/* ---- what is lent ---- */

static const crm_reply* config_read_on(const crm_document* document) {
    if (document->text.len) sink = (size_t)document->text.ptr[document->text.len];
    return good()->check_config(document);
}
static void spoil_reading(void) {
    table.check_config = config_read_on;
}
static const crm_reply* only_this_size(crm_instance* self, const crm_feed_read* read) {
    return read->struct_size > CRM_SIZE_UPTO(crm_feed_read, reserved) ? kept_out(CRM_E_INVALID)
                                                                      : good()->next_events(self, read);
}
static void spoil_newer(void) {
    table.next_events = only_this_size;
}
static const crm_reply* operation_of_any_size(crm_instance* self, const crm_operation_query* query) {
    sink = query->actor.len;
    return good()->get_operation(self, query);
}
static void spoil_older(void) {
    table.get_operation = operation_of_any_size;
}

/* ---- threads ---- */

static const crm_reply* metrics_alone(crm_instance* self) {
    static volatile int inside;
    if (inside++) abort();
    usleep(2000);
    inside--;
    return good()->metrics(self);
}
static void spoil_metrics(void) {
    table.metrics = metrics_alone;
}
static pthread_mutex_t everything = PTHREAD_MUTEX_INITIALIZER;
static crm_status wait_locking(crm_instance* self, const crm_feed_read* read) {
    pthread_mutex_lock(&everything);
    const crm_status status = good()->wait_events(self, read);
    pthread_mutex_unlock(&everything);
    return status;
}
static const crm_reply* health_locking(crm_instance* self) {
    pthread_mutex_lock(&everything);
    const crm_reply* r = good()->health(self);
    pthread_mutex_unlock(&everything);
    return r;
}
static void spoil_waiting(void) {
    table.wait_events = wait_locking;
    table.health = health_locking;
}
static volatile int configuring;
static const crm_reply* configure_slowly(crm_instance* self, const crm_document* document) {
    configuring = 1;
    usleep(100000);
    configuring = 0;
    return good()->configure(self, document);
}
static const crm_reply* health_meanwhile(crm_instance* self) {
    return configuring ? problem(CRM_E_INTERNAL, "half_configured", "It has no settings now.", "Ask later.")
                       : good()->health(self);
}
static void spoil_reload(void) {
    table.configure = configure_slowly;
    table.health = health_meanwhile;
}

/* ---- actions ---- */

static const crm_reply* list_spoilt(crm_instance* self, const crm_action_call* call) {
    return replaced(channel_handler.list_actions(self, call), "\"enabled\"", "\"enabbed\"");
}
static void spoil_list(void) {
    handler.list_actions = list_spoilt;
}
static const crm_reply* invoke_spoilt(crm_instance* self, const crm_action_call* call) {
    if (broken("actions.invokable") && is(call->action, "pause")) return no_such();
    crm_action_call changed = *call;
    char actor[500];
    if (broken("actions.rights") && call->actor.len < sizeof actor) {
        memcpy(actor, call->actor.ptr, call->actor.len);
        char* at = memmem(actor, call->actor.len, "\"staff\"", 7);
        if (at) memcpy(at, "\"admin\"", 7);
        changed.actor.ptr = actor;
    }
    const crm_reply* r = channel_handler.invoke_action(self, &changed);
    if (broken("actions.unlisted") && r->status == CRM_E_NOT_FOUND && is(call->action, "no_such_action"))
        return release(r), fine("{}");
    return r;
}
static void spoil_invoke(void) {
    handler.invoke_action = invoke_spoilt;
}

/* ---- secrets ---- */

static const crm_reply* config_told(const crm_document* document) {
    const crm_reply* r = good()->check_config(document);
    if (r->status != CRM_E_CONFIG) return r;
    char* text = copy(document->text);
    const crm_reply* told = problem(CRM_E_CONFIG, "config_invalid", text ? text : "", "Correct it.");
    free(text);
    return release(r), told;
}
static const crm_reply* health_told(crm_instance* self) {
    struct text t = {0};
    put(&t, "{'status':'ok','checks':{},'token':~}", self->set.drop_token ? self->set.drop_token : "");
    return json_reply(&t);
}
static void spoil_canary(void) {
    table.check_config = config_told;
}
static void spoil_secret(void) {
    table.health = health_told;
}

const struct fault call_faults[] = {{"reply.shape", spoil_health},          {"reply.http-status", spoil_health},
                                    {"reply.problem", spoil_refusals},      {"reply.immutable", spoil_health},
                                    {"reply.outlives-close", spoil_health}, {"reply.released-anywhere", spoil_release},
                                    {"stop.done-once", spoil_submit},       {"borrow.no-further", spoil_reading},
                                    {"size.newer-host", spoil_newer},       {"size.older-host", spoil_older},
                                    {"any.sixteen-threads", spoil_metrics}, {"any.waits-apart", spoil_waiting},
                                    {"any.reload", spoil_reload},           {"actions.listed", spoil_list},
                                    {"actions.invokable", spoil_invoke},    {"actions.unlisted", spoil_invoke},
                                    {"actions.rights", spoil_invoke},       {"secrets.canary", spoil_canary},
                                    {"secrets.named", spoil_secret},        {NULL, NULL}};
