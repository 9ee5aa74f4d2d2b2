#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "maildrop.h"

const crm_reply* reply(crm_status status, int http, const char* type, struct text* body) {
    crm_reply* r = body->failed ? NULL : calloc(1, sizeof *r + body->len + 1);
    if (r) {
        char* bytes = (char*)(r + 1);
        if (body->len) memcpy(bytes, body->ptr, body->len);
        r->struct_size = CRM_SIZE_UPTO(crm_reply, body_file);
        r->status = status;
        r->http_status = http;
        r->content_type = (crm_str){type, strlen(type)};
        r->body = (crm_str){bytes, body->len};
    }
    free(body->ptr);
    return r;
}

const crm_reply* json_reply(struct text* body) {
    return reply(CRM_OK, 200, "application/json", body);
}

const crm_reply* fine(const char* body) {
    struct text t = {0};
    put(&t, "^", body);
    return json_reply(&t);
}

const crm_reply* problem(crm_status status, const char* code, const char* detail, const char* next) {
    static const struct {
        crm_status status;
        const char *http, *title;
    } known[] = {{CRM_E_INVALID, "400", "Invalid input"},
                 {CRM_E_UNSUPPORTED, "501", "Not offered"},
                 {CRM_E_NOT_FOUND, "404", "Not found"},
                 {CRM_E_CONFLICT, "409", "Not in this state"},
                 {CRM_E_DENIED, "403", "Not allowed"},
                 {CRM_E_AUTH, "401", "Not authenticated"},
                 {CRM_E_UNAVAILABLE, "503", "Not available"},
                 {CRM_E_CONFIG, "422", "Wrong configuration"},
                 {CRM_E_TOO_LARGE, "413", "Too large"},
                 {CRM_E_INTERNAL, "500", "Internal error"},
                 {CRM_E_FORKED, "500", "Opened in another process"}};
    size_t i = 0;
    while (known[i].status != status && i + 1 < sizeof known / sizeof known[0]) i++;
    struct text t = {0};
    put(&t, "{'type':'urn:maildrop:problem:^','title':~,'status':^,'code':~,'detail':~,'next':~}", code, known[i].title,
        known[i].http, code, detail, next);
    return reply(status, atoi(known[i].http), "application/problem+json", &t);
}

void release(const crm_reply* r) {
    free((void*)(uintptr_t)r);
}

crm_status enter_always(crm_instance* self, int well_formed) {
    if (self->pid != getpid()) return CRM_E_FORKED;
    if (!well_formed) return CRM_E_INVALID;
    pthread_mutex_lock(&self->lock);
    self->busy++;
    return CRM_OK;
}

crm_status enter(crm_instance* self, int well_formed) {
    const crm_status status = enter_always(self, well_formed);
    if (status != CRM_OK || self->state == STARTED) return status;
    leave(self);
    return CRM_E_UNAVAILABLE;
}

void leave(crm_instance* self) {
    self->busy--;
    if (self->state != STARTED) pthread_cond_broadcast(&self->changed); /* stop() waits for the last one */
    pthread_mutex_unlock(&self->lock);
}

const crm_reply* kept_out(crm_status status) {
    if (status == CRM_E_FORKED)
        return problem(status, "forked", "This instance was opened before a fork.", "Open one in this process.");
    if (status == CRM_E_INVALID)
        return problem(status, "malformed_call", "A struct is too small or a text is not UTF-8.",
                       "Build the host against crm/plugin.h 1.0.");
    return problem(status, "not_started", "The mail drop is not started.", "Start it, then call again.");
}

int fits(uint32_t size, uint32_t least, const crm_str* const texts[]) {
    if (size < least) return 0;
    for (; *texts; texts++)
        if (!is_utf8((*texts)->ptr, (*texts)->len)) return 0;
    return 1;
}
int is(crm_str s, const char* word) {
    return s.len == strlen(word) && memcmp(s.ptr, word, s.len) == 0;
}
char* copy(crm_str s) {
    return s.len && !memchr(s.ptr, 0, s.len) ? strndup(s.ptr, s.len) : NULL;
}
