/* The mail drop, spoilt in one way at a time, so that each check of crm-plugin-check is seen to fail. The environment's
 * BROKEN names the check that has to fail. */
#ifndef BROKEN_H
#define BROKEN_H

#include <string.h>

#include "../maildrop.h"

struct fault {
    const char* check; /* its id */
    void (*spoil)(void);
};
extern const struct fault load_faults[], life_faults[], call_faults[], feed_faults[];

extern crm_plugin table;            /* what the entry answers: the mail drop's table, then spoilt */
extern crm_channel_handler handler; /* the same of its channel */
const crm_plugin* good(void);       /* the mail drop's own */

extern volatile size_t sink; /* what was read for nothing */

int broken(const char* check); /* is it this one? */
void start_thread(void);       /* one that outlives everything */

#endif
