#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "maildrop.h"

#define STR(literal) \
    { literal, sizeof(literal) - 1 }
#define ACTION(FLAGS, ID, TITLE, DESCRIPTION, SCHEMA) \
    { CRM_SIZE_UPTO(crm_action, input_schema), FLAGS, STR(ID), STR(TITLE), STR(DESCRIPTION), STR(SCHEMA) }
#define NO_INPUT "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}"

static const crm_action send_text = ACTION(
    0, "send_text", "Send a text", "Puts a mail into the out folder.",
    "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\",\"required\":[\"to\",\"text\"],"
    "\"properties\":{\"to\":{\"type\":\"string\",\"minLength\":1,\"pattern\":\"^[^\\\\s<>]+$\"},"
    "\"text\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":65536}}}");
static const crm_action pause_action =
    ACTION(CRM_ACTION_ADMIN | CRM_ACTION_CONFIRM, "pause", "Pause", "Refuses to send; what arrives goes on.", NO_INPUT);
static const crm_action resume_action =
    ACTION(CRM_ACTION_ADMIN, "resume", "Resume", "Lets the account send again.", NO_INPUT);
static const crm_action* const actions[] = {&send_text, &pause_action, &resume_action};
enum { ACTIONS = sizeof actions / sizeof actions[0] };
const crm_action_set action_set = {CRM_SIZE_UPTO(crm_action_set, actions), ACTIONS, STR("files"), actions};

int role_of(const crm_instance* self, crm_str actor) {
    crm_str raw;
    if (!self->set.tenant) return STRANGER;
    if (json_member(actor, "tenants", &raw) != 1 || !json_lists(raw, self->set.tenant)) return STRANGER;
    if (json_member(actor, "roles", &raw) != 1) return STRANGER;
    return json_lists(raw, "admin") ? ADMIN : json_lists(raw, "staff") ? STAFF : STRANGER;
}

static int paused(const crm_instance* self) {
    char* state = json_text(newest(self, "account", ACCOUNT), "state");
    const int yes = state && strcmp(state, "paused") == 0;
    free(state);
    return yes;
}

void publish_account(crm_instance* self, const char* state) {
    const crm_str before = newest(self, "account", ACCOUNT);
    char time[32], *since = json_text(before, "since"), *was = json_text(before, "state");
    struct text t = {0};
    if (!state) state = was ? was : "connected";
    if (!was || strcmp(was, state) != 0 || !since) free(since), since = strdup(rfc3339(time, now_ms(self)));
    put(&t,
        "{'id':'" ACCOUNT
        "','tenant':~,'platform':'maildrop','provider':'files','label':'Mail drop','name':'Mail "
        "drop','address':~,'state':~,'since':~}",
        self->set.tenant, self->set.folder, state, since ? since : "");
    publish(self, "account", ACCOUNT, &t);
    free(since);
    free(was);
}

/* Why this actor may not, or the account now does not, do this; NULL = go on. */
static const char* refusal(const crm_instance* self, const crm_action* action, int role, crm_status* status) {
    const int is_paused = paused(self);
    *status = CRM_E_UNAVAILABLE;
    if (self->state != STARTED) return "The mail drop is not started.";
    *status = CRM_E_DENIED;
    if ((action->flags & CRM_ACTION_ADMIN) && role != ADMIN) return "Only an admin may do this.";
    *status = CRM_E_CONFLICT;
    if (action == &send_text && is_paused) return "The account is paused, so nothing is sent.";
    if (action == &pause_action && is_paused) return "The account is paused already.";
    if (action == &resume_action && !is_paused) return "The account is not paused.";
    return NULL;
}

static const crm_reply* refused(crm_status status, const char* why) {
    if (status == CRM_E_DENIED) return problem(status, "admin_only", why, "Ask an admin of this tenant.");
    if (status == CRM_E_UNAVAILABLE) return kept_out(status);
    return problem(status, "not_in_this_state", why, "Use list_actions to see what the account offers now.");
}

static const crm_reply* no_such(const char* what) {
    return problem(CRM_E_NOT_FOUND, "not_found", what, "Use list_accounts and list_actions to see what there is.");
}

static const crm_reply* list_actions(crm_instance* self, const crm_action_call* call) {
    const crm_status in = enter_always(self, FITS(call, crm_action_call, actor, &call->account, &call->actor));
    if (in != CRM_OK) return kept_out(in);
    const int role = role_of(self, call->actor);
    struct text t = {0};
    put(&t, "{'actions':[");
    lock_feed(self);
    for (size_t i = 0; i < ACTIONS && call->account.len; i++) { /* the channel itself offers none */
        crm_status status;
        const crm_action* a = actions[i];
        const char* why = refusal(self, a, role, &status);
        put(&t, "^{'id':~,'title':~,'description':~,'input_schema':^,'flags':[^],'enabled':^", i ? "," : "", a->id.ptr,
            a->title.ptr, a->description.ptr, a->input_schema.ptr,
            a == &pause_action    ? "\"confirm\",\"admin\""
            : a == &resume_action ? "\"admin\""
                                  : "",
            why ? "false" : "true");
        const crm_reply* r = why ? refused(status, why) : NULL;
        if (r) put(&t, ",'reason':^", r->body.ptr);
        release(r);
        put(&t, "}");
    }
    put(&t, "]}");
    unlock_feed(self);
    leave(self);
    if (role != STRANGER && (!call->account.len || is(call->account, ACCOUNT))) return json_reply(&t);
    free(t.ptr);
    return no_such("There is no such account for this actor.");
}

static const crm_reply* list_accounts(crm_instance* self, const crm_action_call* call) {
    const crm_status in = enter(self, FITS(call, crm_action_call, actor, &call->actor));
    if (in != CRM_OK) return kept_out(in);
    struct text t = {0};
    lock_feed(self);
    const crm_str account = newest(self, "account", ACCOUNT);
    put(&t, "{'accounts':[");
    if (role_of(self, call->actor) != STRANGER) put_bytes(&t, account.ptr, account.len);
    put(&t, "]}");
    unlock_feed(self);
    leave(self);
    return json_reply(&t);
}

static const crm_reply* operation(const crm_instance* self, const char* id) {
    const crm_str document = newest(self, "operation", id);
    struct text t = {0};
    if (!document.len) return no_such("There is no such operation for this actor.");
    put(&t, "{'operation':");
    put_bytes(&t, document.ptr, document.len);
    put(&t, "}");
    return json_reply(&t);
}

/* Does the work of an action that nothing stands against. The file comes first and has the operation's name: a crash
 * before the commit leaves no operation, and the same key writes the same file again. */
static const crm_reply* perform(crm_instance* self, const crm_action* action, const char* id, const char* key,
                                const char* input, crm_str document) {
    char time[32], *to = NULL, *text = NULL;
    const crm_reply* failure = NULL;
    struct text t = {0}, folder = {0};
    const int64_t now = now_ms(self);
    if (action == &send_text) {
        to = json_text(document, "to");
        text = json_text(document, "text");
        if (!to || !*to || strpbrk(to, " \t\r\n<>") || !text || !*text || strlen(text) > MAIL_MAX) {
            failure = problem(CRM_E_INVALID, "input_invalid", "The input breaks the action's schema.",
                              "Give to, an address, and text, at most 64 KiB.");
        } else {
            put(&t, "To: ^\n\n", to);
            put_bytes(&t, text, strlen(text));
            put(&folder, "^/out", self->set.folder);
            if (t.failed || folder.failed || write_file(folder.ptr, id, t.ptr, t.len))
                failure = problem(CRM_E_UNAVAILABLE, "not_written", "The mail could not be written.",
                                  "Look at the out folder and its disk, then repeat with the same key.");
            else
                publish_mail(self, to, NULL, id, text, 0, now);
        }
    } else {
        publish_account(self, action == &pause_action ? "paused" : "connected");
    }
    free(t.ptr);
    t = (struct text){0};
    if (!failure) {
        put(&t,
            "{'id':~,'account':'" ACCOUNT
            "','action':~,'state':'succeeded','result':{'input':~,'idempotency_key':~},'created_at':~}",
            id, action->id.ptr, input, key, rfc3339(time, now));
        publish(self, "operation", id, &t);
        if (commit(self))
            failure = problem(CRM_E_UNAVAILABLE, "not_stored", "The operation could not be stored.",
                              "Look at the state's disk, then repeat with the same key.");
    }
    free(folder.ptr);
    free(to);
    free(text);
    return failure;
}

static const crm_reply* invoke(crm_instance* self, const crm_action_call* call) {
    const crm_action* action = NULL;
    const int role = role_of(self, call->actor);
    for (size_t i = 0; i < ACTIONS; i++)
        if (is(call->action, actions[i]->id.ptr)) action = actions[i];
    if (role == STRANGER || !is(call->account, ACCOUNT)) return no_such("There is no such account for this actor.");
    if (!action) return no_such("There is no such action.");
    crm_status status;
    const char* why = refusal(self, action, role, &status);
    if (why && status == CRM_E_DENIED) return refused(status, why);

    crm_str raw;
    char made[64], id[24], input[24];
    if (json_member(call->input, "", &raw) < 0 ||
        memchr(call->idempotency_key.ptr ? call->idempotency_key.ptr : "-", 0, call->idempotency_key.len))
        return problem(CRM_E_INVALID, "input_invalid", "The input is no JSON object.",
                       "Send what the action's input_schema asks for.");
    snprintf(made, sizeof made, "made-%d-%lld-%u", (int)self->pid, (long long)now_ms(self), self->made_keys++);
    char* key = call->idempotency_key.len ? copy(call->idempotency_key) : strdup(made);
    if (!key) return NULL;
    id_of(id, 'o', action->id.ptr, action->id.len, key, strlen(key));
    id_of(input, 'i', call->input.ptr, call->input.len, "", 0);
    const crm_str before = newest(self, "operation", id);
    const crm_reply* answer = NULL;
    if (before.len) {
        char* first = json_member(before, "result", &raw) == 1 ? json_text(raw, "input") : NULL;
        if (!first || strcmp(first, input) != 0)
            answer = problem(CRM_E_CONFLICT, "key_reused", "This idempotency key belongs to another input.",
                             "Use a new key for a new operation.");
        free(first);
    } else if (why) {
        answer = refused(status, why);
    } else {
        answer = perform(self, action, id, key, input, call->input);
    }
    free(key);
    return answer ? answer : operation(self, id);
}

static const crm_reply* invoke_action(crm_instance* self, const crm_action_call* call) {
    const crm_status in = enter(self, FITS(call, crm_action_call, idempotency_key, &call->account, &call->action,
                                           &call->input, &call->actor, &call->idempotency_key));
    if (in != CRM_OK) return kept_out(in);
    lock_feed(self);
    const crm_reply* answer = invoke(self, call);
    unlock_feed(self);
    leave(self);
    return answer;
}

const crm_reply* get_operation(crm_instance* self, const crm_operation_query* query) {
    const crm_status in = enter(self, FITS(query, crm_operation_query, actor, &query->operation, &query->actor));
    if (in != CRM_OK) return kept_out(in);
    char* id = copy(query->operation);
    lock_feed(self);
    const int mine = id && id[strspn(id, "o-0123456789abcdef")] == '\0' && role_of(self, query->actor) != STRANGER;
    const crm_reply* answer = operation(self, mine ? id : "none");
    unlock_feed(self);
    leave(self);
    free(id);
    return answer;
}

const crm_channel_handler channel_handler = {CRM_SIZE_UPTO(crm_channel_handler, invoke_action), 0, list_actions,
                                             list_accounts, invoke_action};
