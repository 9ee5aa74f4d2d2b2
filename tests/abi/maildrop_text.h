/* Text and JSON for the mail-drop plugin: as much as a plain C plugin needs, and no more. */
#ifndef MAILDROP_TEXT_H
#define MAILDROP_TEXT_H

#include <crm/plugin.h>

/* A growing, NUL-terminated buffer. After memory ran out it stays `failed` and takes nothing more. */
struct text {
    char* ptr;
    size_t len, cap;
    int failed;
};
void put_bytes(struct text* t, const char* bytes, size_t len);
/* Appends FORMAT, in which ' stands for ", ~ for a char* as a quoted JSON string, ^ for a char* as it is. */
void put(struct text* t, const char* format, ...);

int is_utf8(const char* p, size_t len);

/* The raw value of a member of a JSON object: 1 found, 0 absent, -1 the document is no JSON object. */
int json_member(crm_str document, const char* name, crm_str* raw);
/* A JSON string, decoded, to be freed. NULL: not a string, or one that holds U+0000. */
char* json_string(crm_str raw);
/* Both in one: the string member NAME, or NULL. */
char* json_text(crm_str document, const char* name);
/* Does a JSON array of strings hold WORD? */
int json_lists(crm_str raw, const char* word);

/* FNV-1a, 64 bit, to be continued from an earlier digest; names things, protects nothing. */
uint64_t digest(uint64_t so_far, const char* bytes, size_t len);
#define DIGEST_START 14695981039346656037u

#endif
