/* Preloaded into a host by a test: ends the process when it is about to store a text with a certain word in it. So does
 * a fault that only one delivery meets, somewhere deep in a library: the journal, which stores bytes, still takes it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef struct sqlite3_stmt sqlite3_stmt;
typedef int bind_text(sqlite3_stmt*, int, const char*, int, void (*)(void*));
__attribute__((visibility("default"))) bind_text sqlite3_bind_text;

static const char word[] = "this-ends-the-process";

int sqlite3_bind_text(sqlite3_stmt* statement, int index, const char* text, int size, void (*free_it)(void*)) {
    bind_text* real = NULL;
    const size_t length = text == NULL ? 0 : size < 0 ? strlen(text) : (size_t)size;
    if (length > 0 && memmem(text, length, word, sizeof word - 1) != NULL) abort();
    *(void**)&real = dlsym(RTLD_NEXT, "sqlite3_bind_text");
    return real(statement, index, text, size, free_it);
}
