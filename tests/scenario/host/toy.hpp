#pragma once
// A toy plugin for the host's tests: it echoes what it is asked, and its feed tells what it is told to tell.
#include <crm/plugin.h>

#include <sys/types.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace toy {

inline std::string_view view(const crm_str& text) {
    return {text.ptr, text.len};
}
inline crm_str str(std::string_view text) {
    return {text.data(), text.size()};
}
std::string quoted(std::string_view text);

/// A reply with what it points to.
struct OwnedReply {
    crm_reply reply;
    std::string type;
    std::string body;
    std::string file;
    crm_header header;
};
const crm_reply* answer(crm_status status, int http_status, std::string body);
const crm_reply* answer_text(std::string text);
const crm_reply* answer_file(std::string path);
const crm_reply* refuse(crm_status status, int http_status, std::string_view code);

/// Throws in the function whose name stands in the file named by TOY_THROWS_IN.
void throw_if_told(std::string_view function);

/// The feed: kept in memory, so it starts anew with each process.
class Feed {
  public:
    void tell(std::string event);
    const crm_reply* next(const crm_feed_read& read);
    crm_status ack(const crm_feed_read& read);
    crm_status wait(const crm_feed_read& read);
    void wake();
    void stop(bool stopped);

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
    std::map<std::string, std::size_t> positions_;
    bool woken_ = false;
    bool stopped_ = false;
};

}  // namespace toy

struct crm_instance {
    std::string state;
    pid_t process = 0;
    bool configured = false;
    bool started = false;
    toy::Feed feed;
    std::vector<std::thread> threads;
    std::mutex threads_mutex;
};

namespace toy {
/// CRM_OK, or why an [any] call may not go on; kept_out() is its reply, or nothing.
crm_status entry_status(const crm_instance* self);
const crm_reply* kept_out(const crm_instance* self);
/// The same, or that the struct lent by the host ends before `least`.
template <typename Lent>
crm_status entry_status(const crm_instance* self, const Lent* lent, std::uint32_t least) {
    const crm_status status = entry_status(self);
    return status == CRM_OK && lent->struct_size < least ? crm_status{CRM_E_INVALID} : status;
}
template <typename Lent>
const crm_reply* kept_out(const crm_instance* self, const Lent* lent, std::uint32_t least) {
    if (const crm_reply* const no = kept_out(self)) return no;
    return lent->struct_size < least ? refuse(CRM_E_INVALID, 400, "struct_size") : nullptr;
}
const crm_reply* handle_http(crm_instance* self, const crm_http_request* request);
crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void*, const crm_reply*));
}  // namespace toy
