#include "maildrop_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void put_bytes(struct text* t, const char* bytes, size_t len) {
    if (t->failed) return;
    if (t->len + len + 1 > t->cap) {
        const size_t cap = (t->len + len + 1) * 2;
        char* grown = realloc(t->ptr, cap);
        if (!grown) {
            t->failed = 1;
            return;
        }
        t->ptr = grown;
        t->cap = cap;
    }
    if (len) memcpy(t->ptr + t->len, bytes, len);
    t->len += len;
    t->ptr[t->len] = '\0';
}

static void put_quoted(struct text* t, const char* s) {
    put_bytes(t, "\"", 1);
    for (; *s; s++) {
        char escape[8];
        if (*s == '"' || *s == '\\') {
            escape[0] = '\\';
            escape[1] = *s;
            put_bytes(t, escape, 2);
        } else if ((unsigned char)*s < 0x20) {
            put_bytes(t, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)*s));
        } else {
            put_bytes(t, s, 1);
        }
    }
    put_bytes(t, "\"", 1);
}

void put(struct text* t, const char* format, ...) {
    va_list args;
    va_start(args, format);
    for (; *format; format++) {
        if (*format == '~') {
            put_quoted(t, va_arg(args, const char*));
        } else if (*format == '^') {
            const char* raw = va_arg(args, const char*);
            put_bytes(t, raw, strlen(raw));
        } else {
            put_bytes(t, *format == '\'' ? "\"" : format, 1);
        }
    }
    va_end(args);
}

int is_utf8(const char* p, size_t len) {
    const unsigned char* s = (const unsigned char*)p;
    size_t i = 0;
    while (i < len) {
        const unsigned char lead = s[i++];
        const int more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : lead >> 3 == 30 ? 3 : -1;
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (more < 0 || len - i < (size_t)more) return 0;
        uint32_t code = more ? lead & (0x3Fu >> more) : lead;
        for (int k = 0; k < more; k++, i++) {
            if (s[i] >> 6 != 2) return 0;
            code = code << 6 | (s[i] & 0x3Fu);
        }
        if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
    }
    return 1;
}

static const char* blanks(const char* p, const char* end) {
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) p++;
    return p;
}

static const char* end_of_string(const char* p, const char* end) { /* p behind the opening quote */
    for (; p < end && (unsigned char)*p >= 0x20; p++) {
        if (*p == '"') return p + 1;
        if (*p == '\\' && ++p == end) return NULL;
    }
    return NULL;
}

/* Behind the JSON value that starts at p, or NULL. Braces, quotes and separators are checked; numbers and words only
 * by their characters. When NAME is given, *raw becomes that member of the outermost object. */
static const char* end_of_value(const char* p, const char* end, int depth, const char* name, crm_str* raw) {
    p = blanks(p, end);
    if (p == end || depth > 32) return NULL;
    if (*p == '"') return end_of_string(p + 1, end);
    if (*p != '{' && *p != '[') {
        const char* from = p;
        while (p < end && strchr("+-.0123456789aEeflnrstu", *p) && *p) p++;
        return p > from ? p : NULL;
    }
    const int object = *p++ == '{';
    p = blanks(p, end);
    if (p < end && *p == (object ? '}' : ']')) return p + 1;
    for (;;) {
        int wanted = 0;
        if (object) {
            const char* key = blanks(p, end);
            if (key == end || *key != '"' || !(p = end_of_string(key + 1, end))) return NULL;
            wanted = name && (size_t)(p - key) == strlen(name) + 2 && memcmp(key + 1, name, strlen(name)) == 0;
            p = blanks(p, end);
            if (p == end || *p++ != ':') return NULL;
        }
        const char* value = blanks(p, end);
        if (!(p = end_of_value(value, end, depth + 1, NULL, NULL))) return NULL;
        if (wanted) *raw = (crm_str){value, (size_t)(p - value)};
        p = blanks(p, end);
        if (p == end) return NULL;
        if (*p == (object ? '}' : ']')) return p + 1;
        if (*p++ != ',') return NULL;
    }
}

int json_member(crm_str document, const char* name, crm_str* raw) {
    *raw = (crm_str){NULL, 0};
    if (!document.len || !is_utf8(document.ptr, document.len)) return -1;
    const char* end = document.ptr + document.len;
    const char* start = blanks(document.ptr, end);
    const char* stop = end_of_value(start, end, 0, name, raw);
    if (!stop || *start != '{' || blanks(stop, end) != end) return -1;
    return raw->len != 0;
}

static int code_unit(const char* p, const char* end) {
    int code = 0;
    if (end - p < 4) return -1;
    for (int k = 0; k < 4; k++) {
        const char c = p[k];
        const int digit = c >= '0' && c <= '9'                 ? c - '0'
                          : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                               : -1;
        if (digit < 0) return -1;
        code = code * 16 + digit;
    }
    return code;
}

static void put_code(struct text* t, uint32_t code) {
    const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    char c = (char)(lead[more] | code >> (6 * more));
    put_bytes(t, &c, 1);
    for (int k = more - 1; k >= 0; k--) {
        c = (char)(0x80 | (code >> (6 * k) & 0x3F));
        put_bytes(t, &c, 1);
    }
}

char* json_string(crm_str raw) {
    if (raw.len < 2 || *raw.ptr != '"') return NULL;
    struct text t = {0};
    const char* end = raw.ptr + raw.len - 1;
    put_bytes(&t, "", 0);
    for (const char* p = raw.ptr + 1; p < end && !t.failed; p++) {
        static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
        const char* known = NULL;
        if (*p != '\\') {
            put_bytes(&t, p, 1);
        } else if (*++p && (known = strchr(letters, *p)) != NULL) {
            put_bytes(&t, &meanings[known - letters], 1);
        } else {
            int32_t code = *p == 'u' ? code_unit(p + 1, end) : -1;
            if (code >= 0) p += 4;
            if (code >= 0xD800 && code < 0xDC00) {
                const int low = end - p > 6 && p[1] == '\\' && p[2] == 'u' ? code_unit(p + 3, end) : -1;
                code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : -1;
                if (code >= 0) p += 6;
            } else if (code >= 0xDC00 && code < 0xE000) {
                code = -1;
            }
            if (code <= 0)
                t.failed = 1;
            else
                put_code(&t, (uint32_t)code);
        }
    }
    if (!t.failed) return t.ptr;
    free(t.ptr);
    return NULL;
}

char* json_text(crm_str document, const char* name) {
    crm_str raw;
    return json_member(document, name, &raw) == 1 ? json_string(raw) : NULL;
}

int json_lists(crm_str raw, const char* word) {
    if (!raw.len || *raw.ptr != '[') return 0;
    const char* end = raw.ptr + raw.len;
    for (const char* p = blanks(raw.ptr + 1, end); p < end && *p == '"'; p = blanks(p, end)) {
        const char* stop = end_of_string(p + 1, end);
        if (!stop) return 0;
        char* item = json_string((crm_str){p, (size_t)(stop - p)});
        const int same = item && strcmp(item, word) == 0;
        free(item);
        if (same) return 1;
        p = blanks(stop, end);
        if (p < end && *p == ',') p++;
    }
    return 0;
}

uint64_t digest(uint64_t so_far, const char* bytes, size_t len) {
    for (size_t i = 0; i < len; i++) so_far = (so_far ^ (unsigned char)bytes[i]) * 1099511628211u;
    return so_far;
}
