#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "maildrop.h"

const char* id_of(char id[24], char kind, const char* a, size_t a_len, const char* b, size_t b_len) {
    snprintf(id, 24, "%c-%016llx", kind,
             (unsigned long long)digest(digest(digest(DIGEST_START, a, a_len), "", 1), b, b_len));
    return id;
}

void publish_mail(crm_instance* self, const char* address, const char* name, const char* message, const char* text,
                  int inbound, int64_t at) {
    char contact[24], conversation[24], time[32];
    id_of(contact, 'c', address, strlen(address), "", 0);
    id_of(conversation, 'v', address, strlen(address), "", 0);
    rfc3339(time, at);
    struct text t = {0};
    if (name || !newest(self, "contact", contact).len) {
        put(&t, "{'id':~,'tenant':~,", contact, self->set.tenant);
        if (name) put(&t, "'name':~,", name);
        put(&t, "'identities':[{'kind':'email','value':~}]}", address);
        publish(self, "contact", contact, &t);
    }
    char* last = json_text(newest(self, "conversation", conversation), "last_message_at");
    t = (struct text){0};
    put(&t, "{'id':~,'account':'" ACCOUNT "','contact':~,'last_message_at':~}", conversation, contact,
        last && strcmp(last, time) > 0 ? last : time);
    publish(self, "conversation", conversation, &t);
    free(last);
    t = (struct text){0};
    put(&t,
        "{'id':~,'account':'" ACCOUNT
        "','conversation':~,'contact':~,'direction':~,'origin':~,'type':'text','text':~,'sent_at':~,'status':~}",
        message, conversation, contact, inbound ? "in" : "out", inbound ? "customer" : "api", text, time,
        inbound ? "received" : "sent");
    publish(self, "message", message, &t);
}

/* Splits "From: NAME <ADDRESS>\n\nTEXT" in place; *name stays NULL without one. 0 = it is a mail. */
static int parse_mail(char* mail, char** name, char** address, char** text) {
    char* line = strchr(mail, '\n');
    if (strncmp(mail, "From:", 5) != 0 || !line) return -1;
    *text = line + 1 + strspn(line + 1, "\r\n");
    *address = mail + 5 + strspn(mail + 5, " ");
    for (*line = '\0'; line > *address && strchr(" \r", line[-1]); line--) line[-1] = '\0';
    char* open = strchr(*address, '<');
    if (open && line[-1] == '>') {
        line[-1] = '\0';
        for (char* end = open; end > *address && strchr(" <", *end); end--) *end = '\0';
        if (**address) *name = *address;
        *address = open + 1;
    }
    return !**address || strpbrk(*address, " <>");
}

/* Reads one file of in/ into the feed, then moves it. A crash between the two is harmless: the message is known. */
static void take_in(crm_instance* self, const char* file) {
    struct text from = {0}, to = {0}, mail = {0};
    struct stat st;
    char id[24], *name = NULL, *address = NULL, *text = NULL;
    path_of(&from, self->set.folder, "in/", file);
    const int fd = from.failed ? -1 : open(from.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        const int64_t written = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        const int64_t age = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 - written;
        if (age < 0 || age >= SETTLE_MS) {
            read_file(&mail, fd, 0, MAIL_MAX + 1);
            int bad = mail.len > MAIL_MAX || memchr(mail.ptr, 0, mail.len) || !is_utf8(mail.ptr, mail.len);
            id_of(id, 'm', file, strlen(file), mail.ptr, mail.len);
            bad = bad || parse_mail(mail.ptr, &name, &address, &text);
            lock_feed(self);
            if (!bad && !newest(self, "message", id).len) publish_mail(self, address, name, id, text, 1, written);
            const int stored = !mail.failed && commit(self) == 0;
            unlock_feed(self);
            path_of(&to, self->set.folder, bad ? "refused/" : "read/", bad ? file : id);
            if (stored && !to.failed && rename(from.ptr, to.ptr) == 0 && bad) self->refused++;
        }
    }
    if (fd >= 0) close(fd);
    free(from.ptr);
    free(to.ptr);
    free(mail.ptr);
}

void each_file(crm_instance* self, const char* place, void (*visit)(crm_instance*, const char*, void*), void* ctx) {
    struct text path = {0};
    path_of(&path, self->set.folder, place, "");
    DIR* dir = path.failed ? NULL : opendir(path.ptr);
    for (struct dirent* e; dir && (e = readdir(dir)) != NULL;)
        if (*e->d_name != '.' && is_utf8(e->d_name, strlen(e->d_name))) visit(self, e->d_name, ctx);
    if (dir) closedir(dir);
    free(path.ptr);
}

static void visit_mail(crm_instance* self, const char* file, void* ctx) {
    (void)ctx;
    take_in(self, file);
}

int own(crm_instance* self) {
    struct text path = {0};
    if (self->owner_file >= 0) return 1;
    path_of(&path, self->dir, "owner", "");
    const int fd = path.failed ? -1 : open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        self->owner_file = fd;
    else if (fd >= 0)
        close(fd);
    free(path.ptr);
    return self->owner_file >= 0;
}

void* watch(void* ctx) {
    crm_instance* self = ctx;
    pthread_mutex_lock(&self->lock);
    while (self->state == STARTED) {
        if (self->role != CLIENT && own(self)) each_file(self, "in", visit_mail, NULL);
        const size_t known = self->feed.len;
        lock_feed(self);
        unlock_feed(self);
        if (self->feed.len != known) pthread_cond_broadcast(&self->changed);
        tell_sockets(self);
        const struct timespec until = in_ms(TICK_MS);
        pthread_cond_timedwait(&self->tick, &self->lock, &until);
    }
    pthread_mutex_unlock(&self->lock);
    return NULL;
}
