/* Mail drop: a folder of text files as a channel. A second plugin, written from crm/plugin.h alone, to prove that
 * the contract is one; also a plain C example to start from.
 *
 * Configuration (JSON): {"folder": "/srv/drop", "tenant": "harbour", "drop_token": "..."}. drop_token is optional and
 * opens POST /drop, which takes a mail over HTTP under the header "x-maildrop-token".
 *   FOLDER/in/    mails dropped here are read once, 0.2 s after they were last written: "From: Ann <ann@example.org>",
 *                 an empty line, the text. A name that starts with a dot is left alone.
 *   FOLDER/read/  what was read. FOLDER/refused/: what was no mail (no sender, not UTF-8, above 64 KiB).
 *   FOLDER/out/   what staff sent with send_text, one file an operation.
 *
 * State: DIR/feed.jsonl holds an epoch and then one CloudEvent a line, and is the only truth; an event's revision and
 * a cursor are its place in that file. DIR/position-HEX is what one consumer acknowledged, DIR/owner the owner's lock.
 * Any process may append, under a lock of the file; only the owner reads FOLDER/in. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "maildrop.h"

#define STR(literal) \
    { literal, sizeof(literal) - 1 }

/* ---- configuration ---- */

static void free_settings(struct settings* set) {
    free(set->folder);
    free(set->tenant);
    free(set->drop_token);
}

static const crm_reply* read_settings(const crm_document* document, struct settings* set) {
    crm_str raw;
    *set = (struct settings){NULL, NULL, NULL};
    if (document->struct_size < CRM_SIZE_UPTO(crm_document, text)) return kept_out(CRM_E_INVALID);
    const char *path = "", *detail = "The configuration is no JSON object.";
    if (json_member(document->text, "drop_token", &raw) >= 0) {
        set->folder = json_text(document->text, "folder");
        set->tenant = json_text(document->text, "tenant");
        set->drop_token = raw.len ? json_string(raw) : NULL;
        if (!set->folder || *set->folder != '/')
            path = "/folder", detail = "folder must be an absolute path.";
        else if (!set->tenant || !*set->tenant)
            path = "/tenant", detail = "tenant must name the host's tenant.";
        else if (raw.len && (!set->drop_token || !*set->drop_token))
            path = "/drop_token", detail = "drop_token must be a text.";
        else
            return NULL;
    }
    struct text t = {0};
    put(&t,
        "{'type':'urn:maildrop:problem:config_invalid','title':'Wrong "
        "configuration','status':422,'code':'config_invalid','detail':~,"
        "'next':'Correct the configuration; maildrop.c shows an example.','errors':[{'path':~,'detail':~}]}",
        detail, path, detail);
    free_settings(set);
    return reply(CRM_E_CONFIG, 422, "application/problem+json", &t);
}

static const crm_reply* check_config(const crm_document* document) {
    struct settings set;
    const crm_reply* wrong = read_settings(document, &set);
    if (wrong) return wrong;
    free_settings(&set);
    return fine("{\"warnings\":[]}");
}

/* ---- an instance's life ---- */

static int make_folder(const char* dir, const char* name) {
    struct text path = {0};
    path_of(&path, dir, name, "");
    const int failed = path.failed || (mkdir(path.ptr, 0700) != 0 && errno != EEXIST);
    free(path.ptr);
    return failed;
}

static void dispose(crm_instance* self) { /* frees memory and descriptors; locks nothing, unlocks nothing */
    while (self->consumers) {
        struct consumer* c = self->consumers;
        self->consumers = c->next;
        free(c);
    }
    while (self->tellers) {
        struct teller* t = self->tellers;
        self->tellers = t->next;
        close(t->socket);
        free(t);
    }
    if (self->feed_file >= 0) close(self->feed_file);
    if (self->owner_file >= 0) close(self->owner_file);
    free_settings(&self->set);
    free(self->feed.ptr);
    free(self->batch.ptr);
    free(self->dir);
    free(self);
}

static const crm_reply* open_state(crm_instance* self) {
    struct text path = {0};
    path_of(&path, self->dir, "feed.jsonl", "");
    if (make_folder(self->dir, "") == 0 && !path.failed)
        self->feed_file = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    free(path.ptr);
    if (self->feed_file >= 0) {
        lock_feed(self);
        if (!self->feed.len) {
            snprintf(self->epoch, sizeof self->epoch, "%013lld", (long long)now_ms(self));
            put(&self->batch, "{'epoch':~}\n", self->epoch);
            commit(self);
        }
        unlock_feed(self);
    }
    if (self->feed.len > 24 && !self->feed.failed && memcmp(self->feed.ptr, "{\"epoch\":\"", 10) == 0) {
        memcpy(self->epoch, self->feed.ptr + 10, 13);
        return NULL;
    }
    return problem(CRM_E_UNAVAILABLE, "state_not_opened", "The state's folder or its feed.jsonl cannot be opened.",
                   "Give a folder that this process may write.");
}

static const crm_reply* open_instance(const crm_host* host, const crm_str* options, crm_instance** out) {
    *out = NULL;
    char *state = json_text(*options, "state"), *role = json_text(*options, "role");
    crm_instance* self = calloc(1, sizeof *self);
    const crm_reply* wrong = NULL;
    if (!self) {
        free(state);
        free(role);
        return NULL;
    }
    self->pid = getpid();
    self->feed_file = self->owner_file = -1;
    self->role = role && strcmp(role, "owner") == 0 ? OWNER : role && strcmp(role, "client") == 0 ? CLIENT : AUTO;
    self->dir = state && strncmp(state, "sqlite:", 7) == 0 && state[7] ? strdup(state + 7) : NULL;
    if (host && CRM_HAS(host, crm_host, now_ms) && (host->flags & CRM_HOST_FOREIGN_THREADS))
        self->now = host->now_ms, self->clock = host->ctx;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->changed, &monotonic);
    pthread_cond_init(&self->tick, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!self->dir)
        wrong = problem(CRM_E_INVALID, "options_invalid", "state is not \"sqlite:/DIR\".",
                        "Give the folder of the state in options.");
    else if (role && self->role == AUTO && strcmp(role, "auto") != 0)
        wrong = problem(CRM_E_INVALID, "options_invalid", "role is unknown.", "Use owner, client or auto.");
    else
        wrong = open_state(self);
    free(state);
    free(role);
    if (wrong)
        dispose(self);
    else
        *out = self;
    return wrong ? wrong : fine("{}");
}

static const crm_reply* configure(crm_instance* self, const crm_document* document) {
    struct settings set;
    if (self->pid != getpid()) return kept_out(CRM_E_FORKED);
    const crm_reply* wrong = read_settings(document, &set);
    if (wrong) return wrong;
    if (make_folder(set.folder, "") || make_folder(set.folder, "in") || make_folder(set.folder, "read") ||
        make_folder(set.folder, "refused") || make_folder(set.folder, "out")) {
        free_settings(&set);
        return problem(CRM_E_CONFIG, "folder_not_usable", "The folder cannot be made or written.",
                       "Give a folder that this process may write.");
    }
    pthread_mutex_lock(&self->lock);
    free_settings(&self->set);
    self->set = set;
    if (self->state == OPENED) self->state = CONFIGURED;
    if (self->state == STARTED) {
        lock_feed(self);
        publish_account(self, NULL);
        if (commit(self))
            wrong = problem(CRM_E_UNAVAILABLE, "not_stored", "The account could not be stored.",
                            "Look at the state's disk and configure again.");
        unlock_feed(self);
    }
    pthread_mutex_unlock(&self->lock);
    return wrong ? wrong : fine("{\"warnings\":[]}");
}

static void count_refused(crm_instance* self, const char* file, void* ctx) {
    (void)file;
    (void)ctx;
    self->refused++;
}

static const crm_reply* start_locked(crm_instance* self) {
    if (self->state == OPENED || self->state == STARTED)
        return problem(CRM_E_CONFLICT, "not_in_this_state", "It is started already, or not configured.",
                       "Configure it, then start it once.");
    if (self->role == OWNER && !own(self))
        return problem(CRM_E_CONFLICT, "owner_exists", "Another instance owns this state.",
                       "Stop that one, or open this one as client or auto.");
    lock_feed(self);
    publish_account(self, NULL);
    const int failed = commit(self);
    unlock_feed(self);
    if (failed) return problem(CRM_E_UNAVAILABLE, "not_stored", "The state cannot be written.", "Look at its disk.");
    self->refused = 0;
    each_file(self, "refused", count_refused, NULL);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* the thread inherits it: no signal is for us */
    const int no_thread = pthread_create(&self->watcher, NULL, watch, self);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (no_thread)
        return problem(CRM_E_UNAVAILABLE, "no_thread", "The system gives no thread.", "Look at the process's limits.");
    self->state = STARTED;
    return fine("{}");
}

static const crm_reply* start(crm_instance* self) {
    if (self->pid != getpid()) return kept_out(CRM_E_FORKED);
    pthread_mutex_lock(&self->lock);
    const crm_reply* answer = start_locked(self);
    pthread_mutex_unlock(&self->lock);
    return answer;
}

static const crm_reply* stop(crm_instance* self, uint32_t deadline_ms) {
    if (self->pid != getpid()) return kept_out(CRM_E_FORKED);
    const struct timespec until = in_ms(deadline_ms);
    int late = 0;
    pthread_mutex_lock(&self->lock);
    if (self->state != STARTED) {
        pthread_mutex_unlock(&self->lock);
        return fine("{\"left\":[]}");
    }
    self->state = STOPPING;
    pthread_cond_broadcast(&self->changed);
    pthread_cond_broadcast(&self->tick);
    while (self->busy && !late) late = pthread_cond_timedwait(&self->changed, &self->lock, &until);
    for (struct teller* t = self->tellers; t; t = self->tellers) {
        self->tellers = t->next;
        close(t->socket);
        free(t);
    }
    pthread_mutex_unlock(&self->lock);
    pthread_join(self->watcher, NULL);
    if (self->owner_file >= 0) close(self->owner_file);
    pthread_mutex_lock(&self->lock);
    self->owner_file = -1;
    self->state = STOPPED;
    pthread_mutex_unlock(&self->lock);
    return fine(late ? "{\"left\":[\"a call that has not returned\"]}" : "{\"left\":[]}");
}

static void close_instance(crm_instance* self) {
    if (!self) return;
    if (self->pid == getpid()) {
        release(stop(self, 1000));
        pthread_mutex_destroy(&self->lock);
        pthread_cond_destroy(&self->changed);
        pthread_cond_destroy(&self->tick);
    }
    dispose(self);
}

/* ---- figures ---- */

static const crm_reply* health(crm_instance* self) {
    static const char* const states[] = {"opened", "configured", "started", "stopping", "stopped"};
    char refused[16];
    struct text t = {0};
    if (self->pid != getpid()) return kept_out(CRM_E_FORKED);
    pthread_mutex_lock(&self->lock);
    snprintf(refused, sizeof refused, "%u", self->refused);
    const char* feed = self->feed.failed ? "fail" : "ok";
    const char* mails = self->refused ? "warn" : "ok";
    put(&t,
        "{'status':~,'checks':{'instance':{'status':'ok','state':~,'owner':^},'feed':{'status':~},'mails':{'status':~,'"
        "refused':^}}}",
        self->feed.failed ? feed : mails, states[self->state], self->owner_file >= 0 ? "true" : "false", feed, mails,
        refused);
    pthread_mutex_unlock(&self->lock);
    return json_reply(&t);
}

static const crm_reply* metrics(crm_instance* self) {
    char figures[400];
    struct text t = {0};
    if (self->pid != getpid()) return kept_out(CRM_E_FORKED);
    pthread_mutex_lock(&self->lock);
    snprintf(figures, sizeof figures,
             "# TYPE maildrop_feed_bytes gauge\nmaildrop_feed_bytes %zu\n# TYPE maildrop_refused_files "
             "gauge\nmaildrop_refused_files %u\n# EOF\n",
             self->feed.len, self->refused);
    pthread_mutex_unlock(&self->lock);
    put(&t, "^", figures);
    return reply(CRM_OK, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8", &t);
}

/* ---- registration ---- */

static const crm_channel channel = {CRM_SIZE_UPTO(crm_channel, handler),
                                    CRM_CAN_RECEIVE | CRM_CAN_SEND | CRM_CAN_PAUSE,
                                    STR("maildrop"),
                                    STR("files"),
                                    STR("Mail drop"),
                                    STR("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><path d=\"M2 "
                                        "5h20v14H2zl10 8 10-8\" fill=\"none\" stroke=\"currentColor\"/></svg>"),
                                    &channel_handler};

#define SCHEMA(KIND, ID, REST)                                                           \
    {                                                                                    \
        CRM_SIZE_UPTO(crm_schema, json), KIND, STR(ID),                                  \
            STR("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$id\":\"" ID \
                "\",\"type\":\"object\"," REST "}")                                      \
    }
#define EVENT(TYPE, REQUIRED)                                                                                         \
    SCHEMA(CRM_SCHEMA_EVENT, TYPE,                                                                                    \
           "\"required\":[\"id\",\"type\",\"subject\",\"revision\",\"tenantid\",\"data\"],\"properties\":{\"type\":{" \
           "\"const\":\"" TYPE "\"},\"data\":{\"type\":\"object\",\"required\":[" REQUIRED "]}}")
static const crm_schema schemas[] = {
    SCHEMA(
        CRM_SCHEMA_CONFIG, "urn:maildrop:config",
        "\"required\":[\"folder\",\"tenant\"],\"properties\":{\"folder\":{\"type\":\"string\",\"pattern\":\"^/"
        "\"},\"tenant\":{\"type\":\"string\",\"minLength\":1},\"drop_token\":{\"type\":\"string\",\"minLength\":1}}"),
    EVENT("account.changed", "\"id\",\"tenant\",\"platform\",\"provider\",\"state\""),
    EVENT("contact.changed", "\"id\",\"tenant\",\"identities\""),
    EVENT("conversation.changed", "\"id\",\"account\",\"contact\""),
    EVENT("message.changed",
          "\"id\",\"account\",\"conversation\",\"contact\",\"direction\",\"origin\",\"type\",\"sent_at\""),
    EVENT("operation.changed", "\"id\",\"action\",\"state\",\"created_at\"")};

static const crm_route routes[] = {
    {CRM_SIZE_UPTO(crm_route, flags), CRM_ROUTE_STAFF, STR("GET"), STR("/files"), 0, 0, 0},
    {CRM_SIZE_UPTO(crm_route, flags), CRM_ROUTE_PUBLIC, STR("POST"), STR("/drop"), MAIL_MAX, CRM_ROUTE_SUBMIT, 0}};

static crm_status register_with(const crm_registrar* registrar) {
    if (!CRM_HAS(registrar, crm_registrar, add_route)) return CRM_E_INVALID;
    crm_status status = registrar->add_channel(registrar->ctx, &channel);
    if (status >= 0) status = registrar->add_action_set(registrar->ctx, &action_set);
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0] && status >= 0; i++)
        status = registrar->add_schema(registrar->ctx, &schemas[i]);
    for (size_t i = 0; i < sizeof routes / sizeof routes[0] && status >= 0; i++)
        status = registrar->add_route(registrar->ctx, &routes[i]);
    return status < 0 ? status : CRM_OK;
}

const crm_plugin* crm_plugin_entry(uint32_t host_abi_version) {
    static const crm_plugin plugin = {CRM_SIZE_UPTO(crm_plugin, metrics),
                                      CRM_ABI_VERSION,
                                      STR("org.example.maildrop"),
                                      STR("Mail drop"),
                                      STR("1.0.0"),
                                      STR("The coexistence project"),
                                      STR("Apache-2.0"),
                                      release,
                                      register_with,
                                      check_config,
                                      open_instance,
                                      configure,
                                      start,
                                      stop,
                                      close_instance,
                                      handle_http,
                                      submit_http,
                                      get_operation,
                                      next_events,
                                      ack_events,
                                      wait_events,
                                      forget_consumer,
                                      wake,
                                      event_fd,
                                      health,
                                      metrics};
    return host_abi_version >> 16 == CRM_ABI_MAJOR ? &plugin : NULL;
}
