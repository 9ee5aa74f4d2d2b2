#include "entry/http_calls.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "entry/arguments.hpp"
#include "entry/instance.hpp"
#include "entry/meta_callbacks.hpp"
#include "web/staff_app.hpp"

namespace coexist::calls {
namespace {

constexpr std::string_view webhooks = "/webhooks/";
constexpr std::string_view uploads = "/v1/uploads";

std::optional<Problem> unusable(crm_instance* self, const crm_http_request* request) {
    if (self == nullptr) return argument_missing("instance");
    if (self->forked()) return forked();
    if (auto bad = unreadable(request, CRM_SIZE_UPTO(crm_http_request, actor), "request")) return bad;
    if (auto bad = bad_texts(
            {request->method, request->path, request->query, request->body_file, request->peer, request->actor})) {
        return bad;
    }
    return std::nullopt;
}

// The request with views into what the host lent. A body that lies in a file is read into `file`.
Result<HttpRequest> request_of(const crm_http_request& from, std::string& file) {
    HttpRequest request{text_of(from.method),
                        text_of(from.path),
                        text_of(from.query),
                        text_of(from.body),
                        text_of(from.peer),
                        text_of(from.actor),
                        {},
                        {}};
    for (std::uint32_t index = 0; index < from.header_count; ++index) {
        request.headers.emplace_back(text_of(from.headers[index].name), text_of(from.headers[index].value));
    }
    if (from.body_file.len == 0) return request;
    if (request.path == uploads) {  // streamed from there: it may be a hundred megabytes
        request.body_file = text_of(from.body_file);
        return request;
    }
    std::ifstream stream(std::string(text_of(from.body_file)), std::ios::binary);
    file.resize(largest_delivery + 1);
    stream.read(file.data(), static_cast<std::streamsize>(file.size()));
    if (stream.bad() || (stream.gcount() == 0 && !stream.eof())) {
        return Problem{Refusal::invalid,
                       "body_file_unreadable",
                       "The file with the body cannot be read.",
                       "Keep it until the call returns, readable for this process.",
                       {}};
    }
    file.resize(static_cast<std::size_t>(stream.gcount()));
    request.body = file;
    return request;
}

const crm_reply* reply_of(const WebhookDoor::Reply& answer) {
    if (answer.problem) {
        Said words = said(*answer.problem);
        words.http_status = answer.status;
        if (answer.retry_after_s > 0) words.headers.emplace_back("retry-after", std::to_string(answer.retry_after_s));
        return make_reply(std::move(words));
    }
    if (answer.text.empty() && answer.status == 200) return empty_reply();
    return make_reply(Said{CRM_OK, answer.status, "text/plain", answer.text, {}, {}});
}

const crm_reply* reply_of(HttpAnswer answer) {
    const crm_status status = answer.status < 400 ? CRM_OK : CRM_E_INVALID;
    return make_reply(Said{status, answer.status, std::move(answer.content_type), std::move(answer.body),
                           std::move(answer.body_file), std::move(answer.headers)});
}

Knock knock_of(const HttpRequest& request) {
    return {request.method, request.path.substr(webhooks.size()), request.query, request.headers, request.body,
            request.peer};
}

/// One delivery on its way into the journal, for a host that does not wait.
struct Submitted {
    CallGate<Surface>::Pass surface;
    void* ctx;
    void (*done)(void* ctx, const crm_reply* reply);
};

void submitted_stored(void* ctx, bool durable) {
    const std::unique_ptr<Submitted> submitted(static_cast<Submitted*>(ctx));
    submitted->done(submitted->ctx, reply_of(submitted->surface->door.stored(durable)));
}

/// The same for a host that waits.
struct Waiting {
    std::mutex guard;
    std::condition_variable given;
    bool there = false;
    bool durable = false;
};

void waiting_stored(void* ctx, bool durable) {
    auto* waiting = static_cast<Waiting*>(ctx);
    // Notified under the lock: the waiter's frame may be gone as soon as it is released.
    const std::lock_guard lock(waiting->guard);
    waiting->there = true;
    waiting->durable = durable;
    waiting->given.notify_one();
}

const crm_reply* answer(Surface& surface, const HttpRequest& request) {
    if (request.path.substr(0, meta_callbacks.size()) == meta_callbacks) {
        return reply_of(answer_meta_callback(surface.foundation, *surface.provision, request));
    }
    if (is_staff_app(request.path)) return reply_of(staff_app(surface.provision->settings, request));
    if (request.path.substr(0, webhooks.size()) != webhooks) return reply_of(surface.api.handle(request));
    Waiting waiting;
    if (const auto at_once = surface.door.receive(knock_of(request), waiting_stored, &waiting))
        return reply_of(*at_once);
    std::unique_lock lock(waiting.guard);
    waiting.given.wait(lock, [&] { return waiting.there; });
    return reply_of(surface.door.stored(waiting.durable));
}

}  // namespace

const crm_reply* handle_http(crm_instance* self, const crm_http_request* request) {
    if (auto problem = unusable(self, request)) return make_reply(*problem);
    const auto engine = self->engine();
    if (!engine) return make_reply(not_started());
    const auto surface = engine->enter();
    if (!surface) return make_reply(not_started());
    std::string file;
    auto read = request_of(*request, file);
    return read ? answer(*surface.operator->(), *read) : make_reply(read.problem());
}

crm_status submit_http(crm_instance* self, const crm_http_request* request, void* ctx,
                       void (*done)(void* ctx, const crm_reply* reply)) {
    if (const auto problem = unusable(self, request)) return status_of(problem->refusal);
    if (done == nullptr) return CRM_E_INVALID;
    const auto engine = self->engine();
    if (!engine) return CRM_E_UNAVAILABLE;
    auto surface = engine->enter();
    if (!surface) return CRM_E_UNAVAILABLE;
    std::string file;
    auto read = request_of(*request, file);
    if (!read) return status_of(read.problem().refusal);
    if (read->path.substr(0, webhooks.size()) != webhooks) {
        done(ctx, answer(*surface.operator->(), *read));
        return CRM_PENDING;
    }
    WebhookDoor& door = surface->door;
    auto submitted = std::make_unique<Submitted>(Submitted{std::move(surface), ctx, done});
    Submitted* const handed = submitted.release();  // submitted_stored takes it back, perhaps before receive returns
    std::optional<WebhookDoor::Reply> at_once;
    try {
        at_once = door.receive(knock_of(*read), submitted_stored, handed);
    } catch (...) {
        // Not taken: done is not called, and stop() must not wait for it.
        const std::unique_ptr<Submitted> back(handed);
        throw;
    }
    if (at_once) {
        const std::unique_ptr<Submitted> back(handed);
        done(ctx, reply_of(*at_once));
    }
    return CRM_PENDING;
}

}  // namespace coexist::calls
