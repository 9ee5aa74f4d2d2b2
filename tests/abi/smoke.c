/* The smallest host: loads a plugin and does everything once, in the order of the contract.
 * smoke PLUGIN.so CONFIG-FILE OPTIONS ACTOR HTTP-PATH HTTP-BODY-FILE 'HTTP-HEADER: VALUE' PROVIDER ACCOUNT|- ACTION
 * INPUT EXPECT
 * EXPECT is a text that must come in an event. */
#define _GNU_SOURCE
#include <crm/plugin.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const crm_plugin* plugin;
static const crm_channel* channel;
static crm_str provider;
static int counts[4];

static crm_str str(const char* s) {
    return (crm_str){s, strlen(s)};
}
static const char* find(crm_str s, const char* word) {
    return *word ? memmem(s.ptr, s.len, word, strlen(word)) : word;
}
static crm_str file(const char* path, char* bytes, size_t size) {
    FILE* f = fopen(path, "rb");
    const crm_str s = {bytes, f ? fread(bytes, 1, size, f) : 0};
    if (f) fclose(f);
    return s;
}
static void check(const char* step, int passed, crm_str text) {
    printf("%-10s %s %.*s\n", step, passed ? "ok" : "FAIL", text.len < 300 ? (int)text.len : 300, text.ptr);
    if (!passed) exit(1);
}
static void check_reply(const char* step, const crm_reply* r, const char* expected) {
    check(step, r && r->status >= 0 && r->http_status < 300 && find(r->body, expected), r ? r->body : str("no reply"));
    plugin->release(r);
}
static crm_status add_channel(void* ctx, const crm_channel* c) {
    if (c->provider.len == provider.len && memcmp(c->provider.ptr, provider.ptr, provider.len) == 0) channel = c;
    return (void)ctx, counts[0]++, CRM_OK;
}
static crm_status add_set(void* ctx, const crm_action_set* s) {
    return (void)ctx, (void)s, counts[1]++, CRM_OK;
}
static crm_status add_schema(void* ctx, const crm_schema* s) {
    return (void)ctx, (void)s, counts[2]++, CRM_OK;
}
static crm_status add_route(void* ctx, const crm_route* r) {
    return (void)ctx, (void)r, counts[3]++, CRM_OK;
}

int main(int argc, char** argv) {
    static char config_text[65536], body_text[65536], counted[200];
    void* library = argc == 13 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const crm_plugin* (*entry)(uint32_t) = NULL;
    if (library) *(void**)&entry = dlsym(library, "crm_plugin_entry");
    check("load", entry && (plugin = entry(CRM_ABI_VERSION)) != NULL,
          str(library ? argv[1] : "12 arguments, or no library"));

    const crm_registrar registrar = {
        CRM_SIZE_UPTO(crm_registrar, add_route), 0, NULL, add_channel, add_set, add_schema, add_route};
    provider = str(argv[8]);
    crm_status status = plugin->register_with(&registrar);
    sprintf(counted, "%d channels, %d action sets, %d schemas, %d routes", counts[0], counts[1], counts[2], counts[3]);
    check("register", status == CRM_OK && channel && counts[1] && counts[2] && counts[3], str(counted));

    crm_instance* self = NULL;
    const crm_str options = str(argv[3]), actor = str(argv[4]);
    const crm_document config = {CRM_SIZE_UPTO(crm_document, source_name), 0,
                                 file(argv[2], config_text, sizeof config_text), str(argv[2])};
    check_reply("open", plugin->open(NULL, &options, &self), "");
    check_reply("configure", plugin->configure(self, &config), "\"warnings\"");
    check_reply("start", plugin->start(self), "");
    check_reply("health", plugin->health(self), "\"status\"");

    const crm_action_call call = {CRM_SIZE_UPTO(crm_action_call, idempotency_key),
                                  0,
                                  str(strcmp(argv[9], "-") ? argv[9] : ""),
                                  str(argv[10]),
                                  str(argv[11]),
                                  actor,
                                  str("smoke-1")};
    check_reply("action", channel->handler->invoke_action(self, &call), "\"operation\"");
    const size_t name_len = strcspn(argv[7], ":");
    const crm_header header = {{argv[7], name_len}, str(argv[7] + name_len + (argv[7][name_len] ? 2 : 0))};
    const crm_http_request post = {
        CRM_SIZE_UPTO(crm_http_request, actor),     1,       &header,          str("POST"), str(argv[5]), str(""),
        file(argv[6], body_text, sizeof body_text), str(""), str("127.0.0.1"), str("")};
    check_reply("webhook", plugin->handle_http(self, &post), "");

    crm_feed_read feed = {.struct_size = CRM_SIZE_UPTO(crm_feed_read, reserved),
                          .max_events = 2,
                          .consumer = str("smoke"),
                          .timeout_ms = 5000};
    for (int found = 0; !found;) {
        status = plugin->wait_events(self, &feed);
        check("wait", status == CRM_OK, str(""));
        const crm_reply* batch = plugin->next_events(self, &feed);
        const char* cursor = batch && batch->status == CRM_OK ? find(batch->body, "\"cursor\":\"") : NULL;
        check("event", cursor != NULL, batch ? batch->body : str("no reply"));
        found = find(batch->body, argv[12]) != NULL;
        feed.cursor = (crm_str){cursor + 10, strcspn(cursor + 10, "\"")};
        status = plugin->ack_events(self, &feed);
        check("ack", status == CRM_OK, feed.cursor);
        plugin->release(batch);
    }
    check_reply("stop", plugin->stop(self, 5000), "");
    plugin->close(self);
    return puts("closed"), 0;
}
