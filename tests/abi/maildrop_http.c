#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "maildrop.h"

struct listing {
    struct text* body;
    const char *place, *comma;
};

static void list_file(crm_instance* self, const char* file, void* ctx) {
    struct listing* l = ctx;
    (void)self;
    put(l->body, "^{'place':~,'name':~}", l->comma, l->place, file);
    l->comma = ",";
}

static const crm_reply* list_files(crm_instance* self, const crm_http_request* request) {
    static const char* const places[] = {"in", "read", "refused", "out"};
    struct text body = {0};
    struct listing l = {&body, "", ""};
    if (role_of(self, request->actor) == STRANGER)
        return problem(CRM_E_DENIED, "not_of_this_tenant", "The mail drop belongs to another tenant.",
                       "Sign in as staff of its tenant.");
    put(&body, "{'files':[");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        l.place = places[i];
        each_file(self, places[i], list_file, &l);
    }
    put(&body, "]}");
    return json_reply(&body);
}

/* Takes a mail over HTTP. Its file is named by its content: the same delivery twice is one file, one message. */
static const crm_reply* take_drop(crm_instance* self, const crm_http_request* request) {
    const char* token = self->set.drop_token;
    unsigned differs = 1;
    for (uint32_t i = 0; token && i < request->header_count; i++) {
        const crm_str value = request->headers[i].value;
        if (!is(request->headers[i].name, "x-maildrop-token") || value.len != strlen(token)) continue;
        differs = 0;
        for (size_t k = 0; k < value.len; k++) differs |= (unsigned)(value.ptr[k] ^ token[k]); /* in constant time */
    }
    if (differs)
        return problem(CRM_E_AUTH, "token_wrong", "The drop token is absent or wrong.",
                       "Send the configured drop_token in x-maildrop-token.");
    char id[24];
    struct text body = {0}, in = {0};
    if (request->body_file.len) {
        char* path = copy(request->body_file);
        const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        read_file(&body, fd, 0, MAIL_MAX + 1);
        if (fd >= 0) close(fd);
        free(path);
    } else {
        put_bytes(&body, request->body.ptr, request->body.len);
    }
    const crm_reply* wrong = NULL;
    put(&in, "^/in", self->set.folder);
    if (!body.len)
        wrong = problem(CRM_E_INVALID, "empty", "The mail is empty.", "Send a From line, an empty line and the text.");
    else if (body.len > MAIL_MAX)
        wrong = problem(CRM_E_TOO_LARGE, "too_large", "The mail is above 64 KiB.", "Send a shorter one.");
    else if (body.failed || in.failed ||
             write_file(in.ptr, id_of(id, 'd', body.ptr, body.len, "", 0), body.ptr, body.len))
        wrong = problem(CRM_E_UNAVAILABLE, "not_written", "The mail could not be stored.", "Send it again later.");
    free(body.ptr);
    free(in.ptr);
    return wrong ? wrong : fine("{}");
}

const crm_reply* handle_http(crm_instance* self, const crm_http_request* request) {
    const crm_status in = enter(self, FITS(request, crm_http_request, actor, &request->method, &request->path,
                                           &request->query, &request->actor));
    if (in != CRM_OK) return kept_out(in);
    const crm_reply* answer =
        is(request->path, "/files") && is(request->method, "GET") ? list_files(self, request)
        : is(request->path, "/drop") && is(request->method, "POST")
            ? take_drop(self, request)
            : problem(CRM_E_NOT_FOUND, "not_found", "There is nothing at this path.", "Use GET /files or POST /drop.");
    leave(self);
    return answer;
}

/* A local commit is all that we ever wait for, so the answer comes before this returns; the contract allows it. */
crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void*, const crm_reply*)) {
    const crm_status in = enter(self, FITS(request, crm_http_request, actor, &request->path));
    if (in != CRM_OK) return in;
    pthread_mutex_unlock(&self->lock); /* still counted as inside: stop() waits until done has returned */
    done(ctx, handle_http(self, request));
    pthread_mutex_lock(&self->lock);
    leave(self);
    return CRM_PENDING;
}
