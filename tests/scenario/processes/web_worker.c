/* A web worker as php-fpm runs one: opens the plugin in a process of its own, calls it on its one thread, and knows
 * nothing else of it than crm/plugin.h. It reads one command a line and answers one line of JSON.
 *
 *   web_worker PLUGIN.so STATE_DIRECTORY ROLE CONFIG.yaml
 *
 *   start                       {"status", "us", "body"}: open, configure and start
 *   deliver PATH SIGNATURE BODY {"status", "us"}: handle_http of a signed delivery; us = how long the call took
 *   append FILE BODY            {"status", "us"}: the least that is durable: write and fdatasync (for benches)
 *   get PATH ACTOR              {"status", "us", "body"}: handle_http of a page
 *   health                      {"status", "us", "body"}
 *   fork                        {"child": [status of each call in a forked child], "parent": status of health after it}
 *   stop                        {"status", "us", "body"}
 *
 * "status" is the reply's crm_status; "body" its document. */
#define _GNU_SOURCE
#include <crm/plugin.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { line_size = 4 << 20, config_size = 64 << 10, option_size = 4096, statuses_size = 512 };

static const crm_plugin* plugin;
static crm_instance* instance;

static crm_str text(const char* from) {
    crm_str made = {from, strlen(from)};
    return made;
}

static long long now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* One line: the reply's status, the time since `begin`, and its JSON document. */
static void tell(const crm_reply* reply, long long begin) {
    const long long took = now_us() - begin;
    if (reply == NULL) {
        puts("{\"status\":-100}");
        return;
    }
    printf("{\"status\":%d,\"http\":%d,\"us\":%lld", reply->status, reply->http_status, took);
    if (reply->body.len > 0 && reply->body.ptr[0] == '{')
        printf(",\"body\":%.*s", (int)reply->body.len, reply->body.ptr);
    puts("}");
    plugin->release(reply);
}

static crm_document document(const char* words, size_t size, const char* name) {
    crm_document made;
    memset(&made, 0, sizeof made);
    made.struct_size = CRM_SIZE_UPTO(crm_document, source_name);
    made.text.ptr = words;
    made.text.len = size;
    made.source_name = text(name);
    return made;
}

static int failed(const crm_reply* reply) {
    return reply == NULL || reply->status < 0;
}

static void start(const char* directory, const char* role, const char* config) {
    static char words[config_size];
    char options[option_size];
    const long long begin = now_us();
    crm_str given;
    crm_document settings;
    const crm_reply* reply = NULL;
    size_t size = 0;
    FILE* file = fopen(config, "rb");
    if (file == NULL) exit(3);
    size = fread(words, 1, sizeof words, file);
    fclose(file);
    snprintf(options, sizeof options, "{\"state\":\"sqlite:%s\",\"role\":\"%s\"}", directory, role);
    given = text(options);
    settings = document(words, size, config);
    reply = plugin->open(NULL, &given, &instance);
    if (!failed(reply)) {
        plugin->release(reply);
        reply = plugin->configure(instance, &settings);
    }
    if (!failed(reply)) {
        plugin->release(reply);
        reply = plugin->start(instance);
    }
    tell(reply, begin);
}

static crm_http_request request(const char* method, const char* path) {
    crm_http_request made;
    memset(&made, 0, sizeof made);
    made.struct_size = CRM_SIZE_UPTO(crm_http_request, actor);
    made.method = text(method);
    made.path = text(path);
    made.peer = text("127.0.0.1:1");
    return made;
}

static void deliver(const char* path, const char* signature, const char* body) {
    crm_http_request asked = request("POST", path);
    crm_header header;
    long long begin = 0;
    header.name = text("x-hub-signature-256");
    header.value = text(signature);
    asked.headers = &header;
    asked.header_count = 1;
    asked.body = text(body);
    begin = now_us();
    tell(plugin->handle_http(instance, &asked), begin);
}

static void append(const char* name, const char* body) {
    const long long begin = now_us();
    const int file = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    const ssize_t size = (ssize_t)strlen(body);
    const int stored = file >= 0 && write(file, body, (size_t)size) == size && fdatasync(file) == 0;
    close(file);
    printf("{\"status\":%d,\"us\":%lld}\n", stored ? 0 : CRM_E_INTERNAL, now_us() - begin);
}

static void get(const char* path, const char* actor) {
    crm_http_request asked = request("GET", path);
    asked.actor = text(actor);
    tell(plugin->handle_http(instance, &asked), now_us());
}

static int status_of(const crm_reply* reply) {
    const int status = reply == NULL ? 1 : reply->status;
    plugin->release(reply);
    return status;
}

static void ignore(void* ctx, const crm_reply* reply) {
    (void)ctx;
    plugin->release(reply);
}

/* What every call that takes an instance answers in a forked child. */
static int child_says(char* into, size_t size) {
    crm_http_request page = request("GET", "/v1/accounts");
    crm_document nothing = document("", 0, "none");
    crm_operation_query query;
    crm_feed_read read;
    memset(&query, 0, sizeof query);
    query.struct_size = CRM_SIZE_UPTO(crm_operation_query, actor);
    query.operation = text("op_1");
    memset(&read, 0, sizeof read);
    read.struct_size = CRM_SIZE_UPTO(crm_feed_read, reserved);
    read.consumer = text("child");
    return snprintf(into, size, "[%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d]",
                    status_of(plugin->configure(instance, &nothing)), status_of(plugin->start(instance)),
                    status_of(plugin->stop(instance, 0)), status_of(plugin->handle_http(instance, &page)),
                    plugin->submit_http(instance, &page, NULL, ignore),
                    status_of(plugin->get_operation(instance, &query)), status_of(plugin->next_events(instance, &read)),
                    plugin->ack_events(instance, &read), plugin->wait_events(instance, &read),
                    plugin->forget_consumer(instance, &read), plugin->wake(instance),
                    status_of(plugin->health(instance)), status_of(plugin->metrics(instance)));
}

static void fork_once(void) {
    int ends[2];
    int status = 0;
    char said[statuses_size] = "";
    ssize_t size = 0;
    pid_t child = 0;
    fflush(stdout);
    if (pipe(ends) != 0) exit(4);
    child = fork();
    if (child == 0) {
        const int length = child_says(said, sizeof said);
        plugin->close(instance);
        _exit(write(ends[1], said, (size_t)length) == length ? 0 : 5);
    }
    close(ends[1]);
    size = read(ends[0], said, sizeof said - 1);
    said[size < 0 ? 0 : size] = '\0';
    close(ends[0]);
    waitpid(child, &status, 0);
    printf("{\"child\":%s,\"ended\":%d,\"parent\":%d}\n", said[0] == '\0' ? "null" : said, status,
           status_of(plugin->health(instance)));
}

static char* word(char** rest) {
    return strsep(rest, " ");
}

static void obey(char* line, char** arguments) {
    char* rest = line;
    const char* command = word(&rest);
    if (strcmp(command, "start") == 0) {
        start(arguments[2], arguments[3], arguments[4]);
    } else if (strcmp(command, "deliver") == 0) {
        const char* path = word(&rest);
        const char* signature = word(&rest);
        deliver(path, signature, rest);
    } else if (strcmp(command, "append") == 0) {
        const char* name = word(&rest);
        append(name, rest);
    } else if (strcmp(command, "get") == 0) {
        const char* path = word(&rest);
        get(path, rest);
    } else if (strcmp(command, "health") == 0) {
        tell(plugin->health(instance), now_us());
    } else if (strcmp(command, "fork") == 0) {
        fork_once();
    } else if (strcmp(command, "stop") == 0) {
        const long long begin = now_us();
        tell(plugin->stop(instance, 10000), begin);
    } else {
        puts("null");
    }
}

int main(int count, char** arguments) {
    static char line[line_size];
    void* library = NULL;
    const crm_plugin* (*entry)(uint32_t) = NULL;
    if (count != 5) return 2;
    library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return 3;
    *(void**)&entry = dlsym(library, "crm_plugin_entry");
    plugin = entry(CRM_ABI_VERSION);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        obey(line, arguments);
        fflush(stdout);
    }
    if (instance != NULL) plugin->close(instance);
    return 0;
}
