#define _GNU_SOURCE
#include "broken.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

const crm_plugin* maildrop_entry(uint32_t host_abi_version); /* maildrop.c, built under this name */

crm_plugin table;
crm_channel_handler handler;
volatile size_t sink;

const crm_plugin* good(void) {
    return maildrop_entry(CRM_ABI_VERSION);
}

int broken(const char* check) {
    const char* wanted = getenv("BROKEN");
    return wanted && strcmp(wanted, check) == 0;
}

static void* sleep_long(void* nothing) {
    sleep(60);
    return nothing;
}
void start_thread(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_long, NULL) == 0) pthread_detach(thread);
}

__attribute__((constructor)) static void when_loaded(void) {
    if (broken("load.starts-nothing")) open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* ---- registration ---- */

static int registrations;

static crm_status pass_channel(void* ctx, const crm_channel* channel) {
    static crm_channel spoilt;
    const crm_registrar* to = ctx;
    spoilt = *channel;
    spoilt.handler = &handler;
    if (broken("register.well-formed")) spoilt.label.ptr = NULL;
    const crm_status status = to->add_channel(to->ctx, &spoilt);
    return broken("register.heeds-refusal") ? CRM_OK : status;
}
static crm_status pass_set(void* ctx, const crm_action_set* set) {
    const crm_registrar* to = ctx;
    return broken("register.sets-match") ? CRM_OK : to->add_action_set(to->ctx, set);
}
static crm_status pass_schema(void* ctx, const crm_schema* schema) {
    const crm_registrar* to = ctx;
    if (broken("register.config-schema") && schema->kind == CRM_SCHEMA_CONFIG) return CRM_OK;
    return to->add_schema(to->ctx, schema);
}
static crm_status pass_route(void* ctx, const crm_route* route) {
    const crm_registrar* to = ctx;
    if (broken("register.repeats") && registrations > 1) return CRM_OK;
    return to->add_route(to->ctx, route);
}

static crm_status register_with(const crm_registrar* registrar) {
    const crm_registrar between = {CRM_SIZE_UPTO(crm_registrar, add_route),
                                   0,
                                   (void*)(uintptr_t)registrar,
                                   pass_channel,
                                   pass_set,
                                   pass_schema,
                                   pass_route};
    registrations++;
    return CRM_HAS(registrar, crm_registrar, add_route) ? good()->register_with(&between) : CRM_E_INVALID;
}

/* ---- the entry ---- */

static const crm_plugin* made(void) {
    static const struct fault* const all[] = {load_faults, life_faults, call_faults, feed_faults};
    table = *good();
    handler = channel_handler;
    table.register_with = register_with;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (const struct fault* f = all[i]; f->check; f++)
            if (broken(f->check)) f->spoil();
    return &table;
}

const crm_plugin* crm_plugin_entry(uint32_t host_abi_version) {
    static crm_plugin other;
    if (host_abi_version >> 16 != CRM_ABI_MAJOR && !broken("abi.other-majors")) return NULL;
    if (broken("abi.newer-minor") && host_abi_version != CRM_ABI_VERSION) return NULL;
    if (!table.struct_size) return made();
    if (!broken("abi.static-entry")) return &table;
    other = table;
    return &other;
}
