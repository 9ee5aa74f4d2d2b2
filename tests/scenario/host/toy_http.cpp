#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "toy.hpp"

namespace toy {
namespace {

/// The events of a JSON array, cut where a line ends: the tests write one event a line.
void tell_lines(Feed& feed, std::string_view lines) {
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        if (const std::string_view line = lines.substr(0, end); !line.empty()) feed.tell(std::string(line));
        if (end == std::string_view::npos) return;
        lines.remove_prefix(end + 1);
    }
}

std::string echo(const crm_http_request& request) {
    std::string headers;
    for (std::uint32_t index = 0; index < request.header_count; ++index) {
        const crm_header& header = request.headers[index];
        headers += (index == 0 ? "" : ",") + quoted(view(header.name)) + ":" + quoted(view(header.value));
    }
    const std::string_view actor = view(request.actor);
    return "{\"method\":" + quoted(view(request.method)) + ",\"path\":" + quoted(view(request.path)) +
           ",\"query\":" + quoted(view(request.query)) + ",\"body\":" + quoted(view(request.body)) +
           ",\"peer\":" + quoted(view(request.peer)) + ",\"actor\":" + (actor.empty() ? "null" : std::string(actor)) +
           ",\"headers\":{" + headers + "}}";
}

}  // namespace

void throw_if_told(std::string_view function) {
    const char* const file = std::getenv("TOY_THROWS_IN");
    std::string told;
    if (file != nullptr && std::getline(std::ifstream(file), told) && told == function) {
        throw std::runtime_error("the toy throws");
    }
}

const crm_reply* handle_http(crm_instance* self, const crm_http_request* request) {
    throw_if_told("handle_http");
    if (const crm_reply* const no = kept_out(self, request, CRM_SIZE_UPTO(crm_http_request, actor))) return no;
    const std::string_view path = view(request->path);
    if (path == "/emit") {
        tell_lines(self->feed, view(request->body));
        return answer(CRM_OK, 202, "{}");
    }
    if (path == "/file") {
        return answer_file(self->state + "/file.txt");
    }
    if (path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    if (path == "/admin/backup") std::ofstream(self->state + "/asked-for-backup") << view(request->body);
    return answer(CRM_OK, 200, echo(*request));
}

crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void*, const crm_reply*)) {
    throw_if_told("submit_http");
    if (const crm_status status = entry_status(self, request, CRM_SIZE_UPTO(crm_http_request, actor)); status != CRM_OK)
        return status;
    const std::string_view path = view(request->path);
    if (path == "/submit/at-once") {
        done(ctx, answer(CRM_OK, 200, echo(*request)));
        return CRM_PENDING;
    }
    const auto delay = std::chrono::milliseconds(path == "/submit/late" ? 1500 : 1);
    const crm_reply* const reply = answer(CRM_OK, 200, echo(*request));
    const std::lock_guard<std::mutex> lock(self->threads_mutex);
    self->threads.emplace_back([ctx, done, reply, delay] {
        std::this_thread::sleep_for(delay);
        done(ctx, reply);
    });
    return CRM_PENDING;
}

}  // namespace toy
