/* What the parts of the mail-drop plugin share; maildrop.c says what it is. */
#ifndef MAILDROP_H
#define MAILDROP_H

#include <pthread.h>
#include <sys/types.h>
#include <time.h>

#include "maildrop_text.h"

#define ACCOUNT "maildrop"
enum { TICK_MS = 100, SETTLE_MS = 200, MAIL_MAX = 64 * 1024 };
enum { BATCH_MAX = 1024 * 1024, CONSUMER_MAX = 100 };

struct consumer { /* what this process knows of a reader of the feed */
    struct consumer* next;
    char name[CONSUMER_MAX + 1];
    unsigned wakes_seen;
};
struct teller { /* our end of an event_fd */
    struct teller* next;
    struct consumer* consumer;
    int socket, told; /* told: its byte was sent, and no next_events came since */
};
struct settings {
    char *folder, *tenant, *drop_token;
};
struct crm_instance {
    pid_t pid;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* events, a wake, a new state of the instance */
    pthread_cond_t tick;    /* ends the watcher's pause */
    pthread_t watcher;
    enum { OPENED, CONFIGURED, STARTED, STOPPING, STOPPED } state;
    enum { OWNER, CLIENT, AUTO } role;
    int feed_file, owner_file, busy; /* busy: calls that are inside */
    char *dir, epoch[16];
    struct settings set;
    struct text feed, batch; /* feed.jsonl as read so far; what is about to be appended to it */
    struct consumer* consumers;
    struct teller* tellers;
    unsigned wakes, refused, made_keys;
    int64_t (*now)(void*);
    void* clock;
};

/* Replies, in maildrop_reply.c. Both consume BODY's memory. */
const crm_reply* reply(crm_status status, int http, const char* type, struct text* body);
const crm_reply* json_reply(struct text* body);
const crm_reply* problem(crm_status status, const char* code, const char* detail, const char* next);
void release(const crm_reply* r);

/* Every [any] call that works begins with enter(); CRM_OK = the instance is locked until leave(). */
crm_status enter(crm_instance* self, int well_formed);
crm_status enter_always(crm_instance* self, int well_formed); /* in every state */
void leave(crm_instance* self);
const crm_reply* kept_out(crm_status status);

/* Does the caller's struct reach to LAST, and are these texts UTF-8? */
int fits(uint32_t size, uint32_t least, const crm_str* const texts[]);
#define FITS(P, TYPE, LAST, ...) \
    fits((P)->struct_size, CRM_SIZE_UPTO(TYPE, LAST), (const crm_str* const[]){__VA_ARGS__, NULL})
int is(crm_str s, const char* word);
char* copy(crm_str s); /* NULL: absent, or it holds U+0000 */

/* Files and time, in maildrop_feed.c. */
void path_of(struct text* t, const char* dir, const char* name, const char* suffix);
/* Whole or not at all: through a file beside it, whose name starts with a dot. 0 = written and flushed. */
int write_file(const char* dir, const char* name, const char* bytes, size_t len);
/* Appends what FD holds from OFFSET on, at most MOST bytes. */
void read_file(struct text* t, int fd, off_t offset, size_t most);
int64_t now_ms(const crm_instance* self);
const char* rfc3339(char out[32], int64_t ms);
struct timespec in_ms(uint32_t ms); /* on the monotonic clock */

/* The feed. lock_feed() locks it among processes and reads what others appended. */
void lock_feed(crm_instance* self);
void unlock_feed(crm_instance* self);
/* The document in the newest event of KIND/ID, or length 0. */
crm_str newest(const crm_instance* self, const char* kind, const char* id);
/* Adds KIND.changed to the batch, unless the feed says the same already. Consumes DOCUMENT. */
void publish(crm_instance* self, const char* kind, const char* id, struct text* document);
/* Makes the batch durable, all of it or nothing. 0 = done. */
int commit(crm_instance* self);

/* The readers of the feed, in maildrop_consumers.c. */
const crm_reply* next_events(crm_instance* self, const crm_feed_read* read);
crm_status ack_events(crm_instance* self, const crm_feed_read* read);
crm_status wait_events(crm_instance* self, const crm_feed_read* read);
crm_status forget_consumer(crm_instance* self, const crm_feed_read* read);
crm_status wake(crm_instance* self);
int32_t event_fd(crm_instance* self, const crm_feed_read* read);
void tell_sockets(crm_instance* self); /* a byte to each whose events wait; called with the instance locked */

/* Mail, in maildrop_mail.c. An id is made of a letter and the digest of two texts. */
const char* id_of(char id[24], char kind, const char* a, size_t a_len, const char* b, size_t b_len);
/* Contact, conversation and message of one mail, into the batch. name may be NULL. */
void publish_mail(crm_instance* self, const char* address, const char* name, const char* message, const char* text,
                  int inbound, int64_t at);
void each_file(crm_instance* self, const char* place, void (*visit)(crm_instance*, const char*, void*), void* ctx);
int own(crm_instance* self); /* takes the owner's lock, which dies with its process; is it ours? */
void* watch(void* self);     /* the one thread, while started: reads FOLDER/in and tells the sockets */

/* Actions, in maildrop_actions.c. */
extern const crm_action_set action_set;
extern const crm_channel_handler channel_handler;
/* Does the actor have this role here? Asks for the tenant first. */
enum { STRANGER, STAFF, ADMIN };
int role_of(const crm_instance* self, crm_str actor);
void publish_account(crm_instance* self, const char* state); /* NULL = as it is */
const crm_reply* get_operation(crm_instance* self, const crm_operation_query* query);

/* HTTP, in maildrop_http.c. */
const crm_reply* handle_http(crm_instance* self, const crm_http_request* request);
crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void* ctx, const crm_reply* reply));
const crm_reply* fine(const char* body); /* CRM_OK with this JSON */

#endif
