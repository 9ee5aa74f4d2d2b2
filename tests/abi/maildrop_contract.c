/* Holds the mail drop to the clauses of crm/plugin.h that one smoke run does not reach: positions, wake, event_fd,
 * ownership, idempotency, roles, forks and stop. maildrop_contract PLUGIN.so EMPTY-FOLDER */
#define _GNU_SOURCE
#include <crm/plugin.h>
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const crm_plugin* plugin;
static const crm_channel_handler* handler;
static char folder[1024], seen[1 << 20]; /* seen: the body of the last reply */

#define MUST(CONDITION) must((CONDITION), #CONDITION, __LINE__)
static void must(int holds, const char* what, int line) {
    if (holds) return;
    fprintf(stderr, "line %d: %s does not hold; the last reply was %s\n", line, what, seen);
    exit(1);
}

static crm_str str(const char* s) {
    return (crm_str){s, strlen(s)};
}
static crm_status keep(const crm_reply* r) { /* its status; its body goes to seen */
    const crm_status status = r ? r->status : CRM_E_INTERNAL;
    if (r) snprintf(seen, sizeof seen, "%.*s", (int)r->body.len, r->body.ptr ? r->body.ptr : "");
    plugin->release(r);
    return status;
}
static int said(const char* word) {
    return strstr(seen, word) != NULL;
}
static int times(const char* word) {
    int n = 0;
    for (const char* at = seen; (at = strstr(at, word)) != NULL; at++) n++;
    return n;
}

static crm_status take_channel(void* ctx, const crm_channel* c) {
    (void)ctx;
    handler = c->handler;
    return CRM_OK;
}
static crm_status take_set(void* ctx, const crm_action_set* s) {
    return (void)ctx, (void)s, CRM_OK;
}
static crm_status take_schema(void* ctx, const crm_schema* s) {
    return (void)ctx, (void)s, CRM_OK;
}
static crm_status refuse_route(void* ctx, const crm_route* r) {
    return (void)ctx, (void)r, CRM_E_LIMIT;
}

static crm_status configure(crm_instance* self, const char* text) {
    const crm_document document = {CRM_SIZE_UPTO(crm_document, source_name), 0, str(text), str("test")};
    return keep(plugin->configure(self, &document));
}
static crm_instance* opened(const char* role) {
    char options[1200], config[1200];
    crm_instance* self = NULL;
    snprintf(options, sizeof options, "{\"state\":\"sqlite:%s/state\",\"role\":\"%s\"}", folder, role);
    snprintf(config, sizeof config, "{\"folder\":\"%s/drop\",\"tenant\":\"harbour\"}", folder);
    const crm_str text = str(options);
    MUST(keep(plugin->open(NULL, &text, &self)) == CRM_OK && self);
    MUST(configure(self, config) == CRM_OK);
    return self;
}
static void drop(const char* name, const char* text) {
    char path[1200];
    snprintf(path, sizeof path, "%s/drop/in/%s", folder, name);
    FILE* f = fopen(path, "w");
    MUST(f && fputs(text, f) >= 0 && fclose(f) == 0);
}
static crm_status act(crm_instance* self, const char* role, const char* action, const char* input, const char* key) {
    char actor[200];
    snprintf(actor, sizeof actor, "{\"id\":\"a\",\"roles\":[\"%s\"],\"tenants\":[\"harbour\"]}", role);
    const crm_action_call call = {CRM_SIZE_UPTO(crm_action_call, idempotency_key),
                                  0,
                                  str("maildrop"),
                                  str(action),
                                  str(input),
                                  str(actor),
                                  str(key)};
    return keep(handler->invoke_action(self, &call));
}

static crm_feed_read reading(const char* consumer, uint32_t timeout_ms) {
    return (crm_feed_read){
        .struct_size = CRM_SIZE_UPTO(crm_feed_read, reserved), .consumer = str(consumer), .timeout_ms = timeout_ms};
}
static crm_status ack(crm_instance* self, const char* consumer) { /* what seen holds */
    crm_feed_read read = reading(consumer, 0);
    const char* at = strstr(seen, "\"cursor\":\"");
    MUST(at != NULL);
    read.cursor = (crm_str){at + 10, strcspn(at + 10, "\"")};
    return plugin->ack_events(self, &read);
}
static int next(crm_instance* self, const char* consumer) { /* how many events */
    const crm_feed_read read = reading(consumer, 0);
    MUST(keep(plugin->next_events(self, &read)) == CRM_OK);
    return times("\"specversion\"");
}
static void drain(crm_instance* self, const char* consumer) {
    while (next(self, consumer)) MUST(ack(self, consumer) == CRM_OK);
}

static void positions_are_durable_and_never_go_back(crm_instance* self) {
    crm_feed_read one = reading("a", 0);
    drop("1.txt", "From: Ann <ann@example.org>\n\nOne");
    drop(".hidden", "From: Bob <bob@example.org>\n\nNot yet");
    drop("bad.txt", "no sender");
    const crm_feed_read wait = reading("a", 5000);
    do MUST(plugin->wait_events(self, &wait) == CRM_OK);
    while (next(self, "a") < 4); /* account, contact, conversation, message */
    MUST(next(self, "a") == 4 && said("\"text\":\"One\"") && !said("bob@"));
    one.max_events = 1;
    MUST(keep(plugin->next_events(self, &one)) == CRM_OK && times("\"specversion\"") == 1);
    char first[sizeof seen];
    memcpy(first, seen, sizeof seen);
    MUST(next(self, "a") == 4 && ack(self, "a") == CRM_OK && next(self, "a") == 0);
    memcpy(seen, first, sizeof seen);
    MUST(ack(self, "a") == CRM_OK && next(self, "a") == 0); /* an older cursor changes nothing */
    one.cursor = str("0000000000001-26");
    MUST(plugin->ack_events(self, &one) == CRM_E_CONFLICT); /* of an earlier epoch */
    one.cursor = str("nonsense");
    MUST(plugin->ack_events(self, &one) == CRM_E_INVALID);
    MUST(next(self, "tenant:harbour/a") == 4 && next(self, "tenant:other/a") == 0);
    MUST(plugin->forget_consumer(self, &one) == CRM_OK && plugin->forget_consumer(self, &one) == CRM_E_NOT_FOUND);
    MUST(next(self, "a") == 4);
    drain(self, "a");
}

static void* wait_long(void* self) {
    const crm_feed_read read = reading("a", 20000);
    return (void*)(intptr_t)plugin->wait_events(self, &read);
}
static intptr_t joined(pthread_t thread) {
    void* status;
    MUST(pthread_join(thread, &status) == 0);
    return (intptr_t)status;
}

static void wake_ends_every_wait_and_is_kept_for_the_next(crm_instance* self) {
    const crm_feed_read brief = reading("a", 50);
    pthread_t one, two;
    MUST(plugin->wait_events(self, &brief) == CRM_E_TIMEOUT);
    MUST(pthread_create(&one, NULL, wait_long, self) == 0 && pthread_create(&two, NULL, wait_long, self) == 0);
    usleep(100000);
    MUST(plugin->wake(self) == CRM_OK);
    MUST(joined(one) == CRM_WOKEN && joined(two) == CRM_WOKEN);
    MUST(plugin->wait_events(self, &brief) == CRM_E_TIMEOUT);
    MUST(plugin->wake(self) == CRM_OK);
    MUST(plugin->wait_events(self, &brief) == CRM_WOKEN && plugin->wait_events(self, &brief) == CRM_E_TIMEOUT);
}

static int readable(int fd, int ms) {
    struct pollfd p = {fd, POLLIN, 0};
    return poll(&p, 1, ms) == 1;
}

static int a_descriptor_tells_once_until_events_are_fetched(crm_instance* self) {
    const crm_feed_read read = reading("a", 0);
    char byte;
    const int fd = plugin->event_fd(self, &read);
    MUST(fd >= 0 && !readable(fd, 250));
    MUST(act(self, "staff", "send_text", "{\"to\":\"ann@example.org\",\"text\":\"Two\"}", "two") == CRM_OK);
    MUST(readable(fd, 2000) && recv(fd, &byte, 1, 0) == 1 && !readable(fd, 250));
    MUST(next(self, "a") > 0 && readable(fd, 2000) &&
         recv(fd, &byte, 1, 0) == 1); /* not acknowledged: they still wait */
    drain(self, "a");
    return fd;
}

static void one_key_is_one_operation(crm_instance* self) {
    const char* input = "{\"to\":\"ann@example.org\",\"text\":\"Three\"}";
    char first[sizeof seen];
    MUST(act(self, "staff", "send_text", input, "three") == CRM_OK);
    memcpy(first, seen, sizeof seen);
    const int events = next(self, "a");
    MUST(act(self, "staff", "send_text", input, "three") == CRM_OK && strcmp(first, seen) == 0);
    MUST(next(self, "a") == events);
    MUST(act(self, "staff", "send_text", "{\"to\":\"b@example.org\",\"text\":\"x\"}", "three") == CRM_E_CONFLICT &&
         said("key_reused"));
    MUST(act(self, "staff", "send_text", "{\"to\":\"\",\"text\":\"x\"}", "") == CRM_E_INVALID);
    MUST(act(self, "staff", "send_text", "{\"to\":", "") == CRM_E_INVALID);
    MUST(act(self, "staff", "pause", "{}", "") == CRM_E_DENIED);
    MUST(act(self, "guest", "send_text", input, "") == CRM_E_NOT_FOUND &&
         act(self, "staff", "fly", "{}", "") == CRM_E_NOT_FOUND);
    MUST(act(self, "admin", "pause", "{}", "") == CRM_OK && act(self, "admin", "pause", "{}", "") == CRM_E_CONFLICT);
    MUST(act(self, "staff", "send_text", input, "four") == CRM_E_CONFLICT && said("paused"));
    MUST(act(self, "admin", "resume", "{}", "") == CRM_OK && act(self, "staff", "send_text", input, "four") == CRM_OK);
}

static void a_forked_child_is_told_so(crm_instance* self) {
    const pid_t child = fork();
    if (child == 0) {
        const crm_feed_read read = reading("a", 0);
        int good = keep(plugin->health(self)) == CRM_E_FORKED && keep(plugin->next_events(self, &read)) == CRM_E_FORKED;
        good = good && plugin->wait_events(self, &read) == CRM_E_FORKED && plugin->event_fd(self, &read) == -1;
        good =
            good && keep(plugin->stop(self, 0)) == CRM_E_FORKED && act(self, "staff", "fly", "{}", "") == CRM_E_FORKED;
        plugin->close(self);
        _exit(good ? 0 : 1);
    }
    int status;
    MUST(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    MUST(act(self, "staff", "send_text", "{\"to\":\"a@example.org\",\"text\":\"still here\"}", "five") == CRM_OK);
}

static void one_owner_and_any_number_of_clients(crm_instance* owner) {
    crm_instance* second = opened("owner");
    MUST(keep(plugin->start(second)) == CRM_E_CONFLICT && said("owner_exists"));
    plugin->close(second);
    crm_instance* client = opened("client");
    const crm_feed_read read = reading("a", 5000);
    MUST(keep(plugin->start(client)) == CRM_OK);
    drain(owner, "a");
    MUST(act(client, "staff", "send_text", "{\"to\":\"c@example.org\",\"text\":\"By a client\"}", "six") == CRM_OK);
    MUST(plugin->wait_events(owner, &read) == CRM_OK && next(owner, "a") && said("By a client"));
    drain(client, "a");
    MUST(next(owner, "a") == 0);
    plugin->close(client);
}

int main(int argc, char** argv) {
    void* library = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const crm_plugin* (*entry)(uint32_t) = NULL;
    if (library) *(void**)&entry = dlsym(library, "crm_plugin_entry");
    if (!entry) return fprintf(stderr, "maildrop_contract PLUGIN.so EMPTY-FOLDER\n"), 2;
    snprintf(folder, sizeof folder, "%s", argv[2]);
    MUST(entry(2u << 16) == NULL && (plugin = entry(CRM_ABI_VERSION)) != NULL);
    const crm_registrar registrar = {
        CRM_SIZE_UPTO(crm_registrar, add_route), 0, NULL, take_channel, take_set, take_schema, refuse_route};
    MUST(plugin->register_with(&registrar) == CRM_E_LIMIT && handler);

    crm_instance* self = opened("owner");
    MUST(configure(self, "{\"folder\":\"here\",\"tenant\":\"t\"}") == CRM_E_CONFIG && said("\"/folder\""));
    MUST(configure(self, "folder: here") == CRM_E_CONFIG);
    MUST(act(self, "staff", "pause", "{}", "") == CRM_E_UNAVAILABLE && plugin->wake(self) == CRM_E_UNAVAILABLE);
    MUST(keep(plugin->health(self)) == CRM_OK && said("\"configured\""));
    MUST(keep(plugin->start(self)) == CRM_OK && keep(plugin->start(self)) == CRM_E_CONFLICT);
    positions_are_durable_and_never_go_back(self);
    wake_ends_every_wait_and_is_kept_for_the_next(self);
    const int fd = a_descriptor_tells_once_until_events_are_fetched(self);
    one_key_is_one_operation(self);
    a_forked_child_is_told_so(self);
    one_owner_and_any_number_of_clients(self);
    MUST(keep(plugin->health(self)) == CRM_OK && said("\"refused\":1"));

    pthread_t waiting;
    char byte;
    drain(self, "a");
    MUST(pthread_create(&waiting, NULL, wait_long, self) == 0);
    usleep(100000);
    MUST(keep(plugin->stop(self, 5000)) == CRM_OK && joined(waiting) == CRM_E_UNAVAILABLE);
    while (recv(fd, &byte, 1, 0) == 1) continue; /* a byte may be left; then comes the end of file, or this hangs */
    const crm_reply* late = plugin->health(self);
    plugin->close(self);
    MUST(keep(late) == CRM_OK && said("\"stopped\"")); /* a reply outlives its instance */

    self = opened("auto");
    MUST(keep(plugin->start(self)) == CRM_OK && next(self, "a") == 0 && next(self, "b") > 4 &&
         times("\"text\":\"One\"") == 1);
    plugin->close(self);
    close(fd);
    puts("the mail drop keeps the contract");
    return 0;
}
