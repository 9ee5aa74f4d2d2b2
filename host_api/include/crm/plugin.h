/* crm/plugin.h - the contract between a CRM host and a channel plugin.  ABI 1.0
 *
 * Pure C99, needs only <stddef.h> and <stdint.h>.
 *
 * Roles       The HOST is the CRM process. A PLUGIN is one shared object. An INSTANCE is one
 *             opened plugin bound to one state (a directory or a database).
 * Direction   Every call goes from host to plugin, on the host's thread. What the plugin has
 *             to say waits in a durable event feed until the host fetches it. The only calls
 *             the other way: the registrar (inside register_with, on the caller's thread), the
 *             optional services of crm_host, and the done of submit_http.
 * Waiting     No call waits for the network. A call waits at most for a local commit;
 *             wait_events waits as long as it is told.
 * Threads     Each function carries one tag.
 *               [static]   needs no instance; thread-safe.
 *               [control]  never concurrent with another [control] call of the same instance.
 *               [any]      thread-safe, may run concurrently with every call but close().
 *             Nothing starts a thread or opens a socket before start(). Plugin threads block
 *             all signals.
 * States      opened -> configured -> started -> stopped (-> started again) -> closed. Outside
 *             started, [any] calls other than release, health, metrics and list_actions answer
 *             CRM_E_UNAVAILABLE, and event_fd -1. stop() ends every waiting call with that
 *             answer, delivers every outstanding done, and joins every thread; past its deadline
 *             it abandons work, never threads, and lists what it left.
 * Fork        In a forked child only release() and close() do anything: the rest answers
 *             CRM_E_FORKED. close() there touches nothing that is shared.
 * Borrowing   A pointer passed INTO a call is borrowed until that call returns. Exceptions:
 *             crm_host (copied; its ctx and functions stay valid until close() returns) and
 *             submit_http's ctx. What is registered lives as long as the library is mapped,
 *             and the library is never unmapped.
 * Replies     What a call answers is a crm_reply that the plugin owns. It stays valid, and
 *             immutable, until the host gives it to release(), even past close(). Nobody frees
 *             the other's memory. A reply is NULL only when memory ran out.
 * Strings     crm_str: UTF-8, pointer and length, not NUL-terminated; a length of 0 = absent.
 *             Invalid UTF-8 is CRM_E_INVALID, bodies excepted. No struct crosses by value:
 *             some FFIs cannot.
 * Documents   JSON (RFC 8259). Their schemas are registered with the host, and published. Their
 *             shapes stand at the end of this file.
 * Secrets     What is handed in as a secret (in a configuration, a header, an input) comes out of
 *             no reply, event, metric or log line, and is stored encrypted only.
 * Process     The process is the host's. A plugin changes neither its signal dispositions and mask
 *             nor its folder, umask, locale, environment and limits, leaves behind it no child, no
 *             descriptor and no memory, and bears an exit() at any time.
 * Growth      A struct that starts with struct_size may grow at its tail within one major
 *             version: read a field only if CRM_HAS() says that its writer knew it. Arrays of
 *             such structs are arrays of pointers. crm_str and crm_header are frozen. Unknown
 *             negative statuses are read as CRM_E_INTERNAL, positive ones as CRM_OK.
 * Exceptions  None crosses this boundary, and no longjmp.
 */
#ifndef CRM_PLUGIN_H
#define CRM_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CRM_ABI_MAJOR 1u
#define CRM_ABI_MINOR 0u
#define CRM_ABI_VERSION ((CRM_ABI_MAJOR << 16) | CRM_ABI_MINOR)

/* Bytes of TYPE up to and including FIELD; sizeof would count tail padding. */
#ifdef __cplusplus
#define CRM_SIZE_UPTO(TYPE, FIELD) (static_cast<uint32_t>(offsetof(TYPE, FIELD) + sizeof(TYPE::FIELD)))
#else
#define CRM_SIZE_UPTO(TYPE, FIELD) ((uint32_t)(offsetof(TYPE, FIELD) + sizeof(((TYPE *)0)->FIELD)))
#endif
#define CRM_HAS(P, TYPE, FIELD) ((P)->struct_size >= CRM_SIZE_UPTO(TYPE, FIELD))

typedef int32_t crm_status;
enum {
    CRM_OK = 0,
    CRM_PENDING = 1,         /* accepted; the outcome arrives as an operation.* event        */
    CRM_WOKEN = 2,           /* wait_events was ended by wake()                              */
    CRM_E_INVALID = -1,      /* the input breaks the contract or its schema                  */
    CRM_E_UNSUPPORTED = -2,  /* this provider, host or version does not offer it             */
    CRM_E_NOT_FOUND = -3,
    CRM_E_CONFLICT = -4,     /* not in this state, e.g. pause on a coex account              */
    CRM_E_DENIED = -5,       /* the actor may not                                            */
    CRM_E_AUTH = -6,         /* a credential is absent, expired or revoked                   */
    CRM_E_RATE_LIMITED = -7,
    CRM_E_UNAVAILABLE = -8,  /* a dependency is down; retrying is sensible                   */
    CRM_E_TIMEOUT = -9,
    CRM_E_FORKED = -10,      /* the instance was opened in another process                   */
    CRM_E_VERSION = -11,
    CRM_E_CONFIG = -12,      /* the body lists each problem with its line and column         */
    CRM_E_TOO_LARGE = -13,
    CRM_E_LIMIT = -14,       /* a quota is used up                                           */
    CRM_E_INTERNAL = -100    /* a bug                                                        */
};

typedef struct crm_str { const char *ptr; size_t len; } crm_str;
typedef struct crm_header { crm_str name; crm_str value; } crm_header;

typedef struct crm_reply {
    uint32_t struct_size;
    crm_status status;
    int32_t http_status;         /* the HTTP status to answer with, for every call            */
    uint32_t header_count;
    const crm_header *headers;
    crm_str content_type;
    crm_str body;                /* status < 0: a problem document, RFC 9457                  */
    crm_str body_file;           /* instead of body: a file for the host to send              */
} crm_reply;

/* ---- what a host may offer: all optional ------------------------------------------------ */

enum { CRM_LOG_DEBUG = 1, CRM_LOG_INFO = 2, CRM_LOG_WARN = 3, CRM_LOG_ERROR = 4 };
enum { CRM_HOST_FOREIGN_THREADS = 1 << 0 }; /* its services may be called from any thread     */
typedef struct crm_host {
    uint32_t struct_size;
    uint32_t flags;
    void *ctx;
    crm_str name;
    crm_str version;
    void (*log)(void *ctx, int32_t level, const crm_str *component, const crm_str *message);
    int64_t (*now_ms)(void *ctx);                /* Unix time; a test's clock                  */
} crm_host;

/* ---- what the host hands in ------------------------------------------------------------- */

typedef struct crm_instance crm_instance;

typedef struct crm_document {    /* YAML or JSON text                                         */
    uint32_t struct_size;
    uint32_t reserved;
    crm_str text;
    crm_str source_name;         /* for messages: a file's name                               */
} crm_document;

typedef struct crm_http_request {
    uint32_t struct_size;
    uint32_t header_count;
    const crm_header *headers;   /* names in lower case                                       */
    crm_str method;
    crm_str path;                /* below the mount point                                     */
    crm_str query;               /* raw, without '?'                                          */
    crm_str body;                /* the very bytes received: signatures cover them            */
    crm_str body_file;           /* instead of body, for large uploads: a path                */
    crm_str peer;
    crm_str actor;               /* JSON {id, name, roles: ["staff" | "admin"], tenants, locale,
                                    operator?: true = runs the host and sees all tenants, automation?: true
                                    = no person asks, origin?: where from, if not the peer};
                                    absent = nobody is signed in                              */
} crm_http_request;

typedef struct crm_action_call {
    uint32_t struct_size;
    uint32_t reserved;
    crm_str account;             /* absent for an action of the channel itself (connect)      */
    crm_str action;              /* absent in list_actions                                    */
    crm_str input;               /* JSON by the action's schema                               */
    crm_str actor;               /* as in crm_http_request                                    */
    crm_str idempotency_key;     /* within tenant, account and action, for 7 days: the first
                                    call's operation; other input under it = CRM_E_CONFLICT.
                                    Absent: the plugin makes one and answers it               */
} crm_action_call;

typedef struct crm_operation_query {
    uint32_t struct_size;
    uint32_t reserved;
    crm_str operation;
    crm_str actor;
} crm_operation_query;

typedef struct crm_feed_read {   /* a consumer's position is durable; two readers of one name
                                    get the same events                                       */
    uint32_t struct_size;
    uint32_t max_events;         /* 0 = 100; a batch is at most 1 MiB, at least one event     */
    crm_str consumer;            /* "name", or "tenant:ID/name" = that tenant's events only   */
    crm_str cursor;              /* ack: all up to here is stored at the host. An older one
                                    changes nothing, one of an earlier epoch = CRM_E_CONFLICT */
    crm_str start;               /* a new consumer: "oldest" (default), "now" or "snapshot"   */
    uint32_t timeout_ms;         /* wait                                                      */
    uint32_t reserved;
} crm_feed_read;

/* ---- what a plugin registers: static facts and handlers, readable without an instance ---- */

enum {                           /* crm_channel.capabilities: the most that it can;
                                    list_actions says what an account can                     */
    CRM_CAN_RECEIVE = 1 << 0,
    CRM_CAN_SEND = 1 << 1,
    CRM_CAN_TEMPLATES = 1 << 2,
    CRM_CAN_MEDIA = 1 << 3,
    CRM_CAN_ECHOES = 1 << 4,     /* messages that the business sent from its phone            */
    CRM_CAN_HISTORY = 1 << 5,
    CRM_CAN_CONTACTS = 1 << 6,
    CRM_CAN_PAUSE = 1 << 7,      /* pause and resume                                          */
    CRM_CAN_DISCONNECT = 1 << 8,
    CRM_CAN_OAUTH = 1 << 9,
    CRM_CAN_QR = 1 << 10
};

/* The handler of one channel. It serves the accounts of its own provider and no others. */
typedef struct crm_channel_handler {
    uint32_t struct_size;
    uint32_t reserved;
    /* Each action that the account (or the channel) offers this actor now, in his language:
     * id, title, input_schema, enabled, and why not. No network. */
    const crm_reply *(*list_actions)(crm_instance *self, const crm_action_call *call);   /* [any] */
    const crm_reply *(*list_accounts)(crm_instance *self, const crm_action_call *call);  /* [any] the actor's */
    const crm_reply *(*invoke_action)(crm_instance *self, const crm_action_call *call);  /* [any] */
} crm_channel_handler;

typedef struct crm_channel {
    uint32_t struct_size;
    uint32_t capabilities;
    crm_str platform;            /* "whatsapp"                                                */
    crm_str provider;            /* "coex", "meta" or "meow"                                  */
    crm_str label;               /* English; list_actions and the web app translate           */
    crm_str icon_svg;
    const crm_channel_handler *handler;
} crm_channel;

enum {                           /* crm_action.flags                                          */
    CRM_ACTION_DANGEROUS = 1 << 0,
    CRM_ACTION_CONFIRM = 1 << 1,
    CRM_ACTION_ADMIN = 1 << 2,   /* an admin's; staff get CRM_E_DENIED                        */
    CRM_ACTION_ASYNC = 1 << 3,   /* invoke_action answers CRM_PENDING                         */
    CRM_ACTION_CHANNEL = 1 << 4  /* acts on the channel, not on one account (connect)         */
};
typedef struct crm_action {
    uint32_t struct_size;
    uint32_t flags;
    crm_str id;                  /* "disconnect"                                              */
    crm_str title;
    crm_str description;
    crm_str input_schema;        /* JSON Schema draft-07                                      */
} crm_action;
typedef struct crm_action_set {
    uint32_t struct_size;
    uint32_t action_count;
    crm_str provider;
    const crm_action *const *actions;
} crm_action_set;

enum { CRM_SCHEMA_CONFIG = 0, CRM_SCHEMA_EVENT = 1, CRM_SCHEMA_PROBLEM = 2 };
typedef struct crm_schema {
    uint32_t struct_size;
    int32_t kind;
    crm_str id;                  /* its $id; for an event, the CloudEvents type               */
    crm_str json;                /* JSON Schema draft-07, self-contained                      */
} crm_schema;

enum {                           /* crm_route.access                                          */
    CRM_ROUTE_PUBLIC = 0,        /* nobody need be signed in: webhooks, OAuth callback, links */
    CRM_ROUTE_STAFF = 1,         /* a signed-in person of either role                         */
    CRM_ROUTE_ADMIN = 2
};
enum {                           /* crm_route.flags                                           */
    CRM_ROUTE_SUBMIT = 1 << 0    /* its answer waits for a disk flush that many requests
                                    share: a host that can should use submit_http             */
};
typedef struct crm_route {
    uint32_t struct_size;
    int32_t access;
    crm_str methods;             /* "GET,POST"                                                */
    crm_str path_prefix;         /* below the mount point; ends at a segment; longest wins.
                                    What no route covers is not the plugin's                  */
    uint64_t max_body;           /* bytes; 0 = 1 MiB. Larger: the host answers 413            */
    uint32_t flags;
    uint32_t reserved;
} crm_route;

typedef struct crm_registrar {   /* a callback's negative answer ends the registration        */
    uint32_t struct_size;
    uint32_t reserved;
    void *ctx;
    crm_status (*add_channel)(void *ctx, const crm_channel *channel);
    crm_status (*add_action_set)(void *ctx, const crm_action_set *set);
    crm_status (*add_schema)(void *ctx, const crm_schema *schema);
    crm_status (*add_route)(void *ctx, const crm_route *route);
} crm_registrar;

/* ---- the plugin ------------------------------------------------------------------------- */

typedef struct crm_plugin {
    uint32_t struct_size;
    uint32_t abi_version;        /* what this plugin speaks to this host                      */
    crm_str id;                  /* reverse DNS                                               */
    crm_str name;
    crm_str version;             /* the plugin's own, semver                                  */
    crm_str vendor;
    crm_str license;             /* SPDX                                                      */

    void (*release)(const crm_reply *reply);                                       /* [any]    */

    crm_status (*register_with)(const crm_registrar *registrar);                   /* [static] */
    const crm_reply *(*check_config)(const crm_document *document);                /* [static] */

    /* options: JSON {"state": "sqlite:/DIR", "role": "owner" | "client" | "auto"}. One owner per
     * state works its queues and timers; clients (web workers) serve calls and hand work to
     * it; auto = a client that becomes owner when there is none. start() refuses a second
     * owner. host may be NULL. *out is NULL unless the status is CRM_OK. */
    const crm_reply *(*open)(const crm_host *host, const crm_str *options,
                             crm_instance **out);                                  /* [static] */
    /* All or nothing; again while running = reload. */
    const crm_reply *(*configure)(crm_instance *self, const crm_document *document); /* [control] */
    const crm_reply *(*start)(crm_instance *self);                                 /* [control] */
    /* Drains; what is left is durable and goes on at the next start. */
    const crm_reply *(*stop)(crm_instance *self, uint32_t deadline_ms);            /* [control] */
    void (*close)(crm_instance *self);                                             /* [control] */

    /* Waits until the answer is final. */
    const crm_reply *(*handle_http)(crm_instance *self, const crm_http_request *request); /* [any] */
    /* For event-driven hosts with CRM_HOST_FOREIGN_THREADS: copies the request and returns.
     * CRM_PENDING: done gets the reply, to be released, exactly once, on a thread that serves
     * others too (do not block in it), perhaps before this call returns, at the latest before
     * stop() does. Negative: done will not be called. */
    crm_status (*submit_http)(crm_instance *self, const crm_http_request *request, void *ctx,
                              void (*done)(void *ctx, const crm_reply *reply));    /* [any]    */

    const crm_reply *(*get_operation)(crm_instance *self, const crm_operation_query *query); /* [any] */

    /* The event feed: CloudEvents 1.0, at least once. Each event carries subject and revision:
     * a host that keeps the highest revision of a subject has the true state, whatever came
     * twice. Body: {"events": [...], "cursor": "..."}; next_events always answers what follows
     * the acknowledged position. */
    const crm_reply *(*next_events)(crm_instance *self, const crm_feed_read *read);  /* [any]  */
    crm_status (*ack_events)(crm_instance *self, const crm_feed_read *read);         /* [any]  */
    crm_status (*wait_events)(crm_instance *self, const crm_feed_read *read);        /* [any]  */
    crm_status (*forget_consumer)(crm_instance *self, const crm_feed_read *read);    /* [any]  */
    /* Ends the wait_events now running, or else the next one, of each consumer. [any] */
    crm_status (*wake)(crm_instance *self);
    /* A new descriptor (a socket) that the host owns and closes; -1 = none. One byte arrives when
     * events wait, and no other until next_events was called; stop() shuts it: end of file. */
    int32_t (*event_fd)(crm_instance *self, const crm_feed_read *read);              /* [any]  */

    const crm_reply *(*health)(crm_instance *self);                        /* [any] from memory */
    const crm_reply *(*metrics)(crm_instance *self);                       /* [any] OpenMetrics */
} crm_plugin;

/* THE ONLY EXPORTED SYMBOL. Pure: no thread, no I/O. NULL when host_abi_version's major is not
 * one that the plugin speaks. The answer is static. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const crm_plugin *crm_plugin_entry(uint32_t host_abi_version);

#ifdef __cplusplus
}
#endif

/* ---- the documents --------------------------------------------------------------------------
 *
 * Times are RFC 3339 in UTC. A member that is unknown or does not apply is absent. Readers ignore
 * members that they do not know.
 *
 * account     {id, tenant, platform, provider, label, name, address, state, since, reason?,
 *             initiated_by?}. address is what people know it by (a phone number). state is the
 *             provider's word; "connected" means that messages flow.
 * contact     {id, tenant, name?, identities: [{kind, value}]}
 * conversation {id, account, contact, last_message_at?, window?: {state, open_until?}}
 * message     {id, account, conversation, contact, direction: "in" | "out", origin, type, text?,
 *             media?, sent_at, status?, error?, ...}. origin tells who wrote it ("customer", "api",
 *             "business_app", ...).
 * operation   {id, account?, action, state: "pending" | "held" | "succeeded" | "failed" | "unknown",
 *             result?, problem?, created_at}
 * problem     {type, title, status, code, detail, next?, errors?: [{path, detail, line?, column?}]}:
 *             code is stable, detail says what happened, next what to do.
 * event       CloudEvents 1.0: {specversion, id, source, type, subject, time, datacontenttype,
 *             tenantid, accountid?, revision, data}. type is "account.changed", "contact.changed",
 *             "conversation.changed", "message.changed" or "operation.changed"; data is the whole
 *             document above and subject its kind and id ("message/ID"). "contact.merged",
 *             "conversation.merged" and "message.merged" end a subject: data is {id, into}, and what
 *             belonged to the one belongs to the other now. "contact.erased" (data: {id, erased_at}):
 *             take away all that you hold of this person. "history.batch" brings imported messages:
 *             data is {account, silent: true, messages: [{id, subject, revision, data}...]}, each
 *             with its own subject and revision as in "message.changed"; nobody is notified of
 *             them, and they come when nothing else waits. revision is decimal digits of a fixed width: compare it as text.
 *
 * check_config, configure   CRM_OK: {"warnings": [{path, detail, line?, column?}...], "summary"?:
 *                           [TEXT...]}: what the configuration leads to, a line each;
 *                           CRM_E_CONFIG: a problem with errors
 * open, start, stop         a problem, or {} (stop: {"left": [...]})
 * list_accounts             {"accounts": [account...]}
 * list_actions              {"actions": [{id, title, description, input_schema, flags: ["dangerous",
 *                           "confirm", "admin", "async", "channel"], enabled, reason?: problem}...]}
 * invoke_action, get_operation   {"operation": operation}; refused: a problem
 * health                    {"status": "ok" | "warn" | "fail", "checks": {NAME: {status, ...}}}
 */
#endif
