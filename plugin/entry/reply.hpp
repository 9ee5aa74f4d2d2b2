#pragma once
#include <crm/plugin.h>

#include <string>
#include <utility>
#include <vector>

#include "model/problem.hpp"

namespace coexist {

/// The status of the C ABI that belongs to a refusal.
crm_status status_of(Refusal refusal);

/// What a reply says, before it becomes a crm_reply.
struct Said {
    crm_status status = CRM_OK;
    int http_status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::string body_file;
    std::vector<std::pair<std::string, std::string>> headers;
};

Said said(const Problem& problem);

/// A reply that lives until release(). NULL only when memory ran out.
const crm_reply* make_reply(Said said) noexcept;
const crm_reply* make_reply(const Problem& problem) noexcept;
/// 200 with an empty body: the answer to a stored delivery. Static; release() leaves it alone.
const crm_reply* empty_reply() noexcept;
void release_reply(const crm_reply* reply) noexcept;

crm_str view_of(std::string_view text);

}  // namespace coexist
