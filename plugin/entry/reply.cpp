#include "entry/reply.hpp"

#include <memory>
#include <new>

#include "actions/actions.hpp"

namespace coexist {
namespace {

/// The reply and all that it points to, in one allocation's life.
struct OwnedReply : crm_reply {
    Said kept;
    std::vector<crm_header> headers;
};

constexpr std::uint32_t reply_size = CRM_SIZE_UPTO(crm_reply, body_file);

constexpr crm_reply empty = {reply_size, CRM_OK, 200, 0, nullptr, {"text/plain", 10}, {nullptr, 0}, {nullptr, 0}};

}  // namespace

crm_str view_of(std::string_view text) {
    return {text.data(), text.size()};
}

crm_status status_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::invalid:
            return CRM_E_INVALID;
        case Refusal::unsupported:
            return CRM_E_UNSUPPORTED;
        case Refusal::not_found:
            return CRM_E_NOT_FOUND;
        case Refusal::conflict:
            return CRM_E_CONFLICT;
        case Refusal::denied:
            return CRM_E_DENIED;
        case Refusal::auth:
            return CRM_E_AUTH;
        case Refusal::rate_limited:
            return CRM_E_RATE_LIMITED;
        case Refusal::unavailable:
            return CRM_E_UNAVAILABLE;
        case Refusal::timeout:
            return CRM_E_TIMEOUT;
        case Refusal::forked:
            return CRM_E_FORKED;
        case Refusal::version:
            return CRM_E_VERSION;
        case Refusal::config:
            return CRM_E_CONFIG;
        case Refusal::too_large:
            return CRM_E_TOO_LARGE;
        case Refusal::limit:
            return CRM_E_LIMIT;
        case Refusal::internal:
            break;
    }
    return CRM_E_INTERNAL;
}

Said said(const Problem& problem) {
    Said out;
    out.status = status_of(problem.refusal);
    out.http_status = http_status(problem.refusal);
    out.content_type = "application/problem+json";
    out.body = problem_document(problem);
    return out;
}

const crm_reply* make_reply(Said words) noexcept {
    try {
        auto owned = std::make_unique<OwnedReply>();
        owned->kept = std::move(words);
        const Said& kept = owned->kept;
        for (const auto& [name, value] : kept.headers) owned->headers.push_back({view_of(name), view_of(value)});
        static_cast<crm_reply&>(*owned) = {reply_size,
                                           kept.status,
                                           kept.http_status,
                                           static_cast<std::uint32_t>(owned->headers.size()),
                                           owned->headers.data(),
                                           view_of(kept.content_type),
                                           view_of(kept.body),
                                           view_of(kept.body_file)};
        return owned.release();
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

const crm_reply* make_reply(const Problem& problem) noexcept {
    try {
        return make_reply(said(problem));
    } catch (const std::exception&) {
        return nullptr;
    }
}

const crm_reply* empty_reply() noexcept {
    return &empty;
}

void release_reply(const crm_reply* reply) noexcept {
    if (reply == nullptr || reply == &empty) return;
    delete static_cast<const OwnedReply*>(reply);
}

}  // namespace coexist
