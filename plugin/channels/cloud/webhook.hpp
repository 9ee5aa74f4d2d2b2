#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "model/fact.hpp"

namespace coexist::cloud {

/// The parser and its buffers. One per thread, used again for each body: once it has seen the largest body
/// it allocates no more for parsing. Not thread-safe.
class WebhookReader {
  public:
    WebhookReader();
    ~WebhookReader();
    WebhookReader(const WebhookReader&) = delete;
    WebhookReader& operator=(const WebhookReader&) = delete;
    WebhookReader(WebhookReader&&) noexcept;
    WebhookReader& operator=(WebhookReader&&) noexcept;

    class Buffers;
    Buffers& buffers() { return *buffers_; }

  private:
    std::unique_ptr<Buffers> buffers_;
};

/// What one webhook of the WhatsApp Business Platform says (Meta, "Webhooks": overview, messages, status,
/// smb_message_echoes, smb_app_state_sync, account_update, Business Integration webhooks): every entry, every change,
/// every item. Key order, missing members, numbers as text and text as numbers, and changes under a wrong field name
/// are tolerated; what is not understood becomes an UnknownFact with its JSON. What history tells is imported; copies
/// of conversations that another party answers are marked as standby.
///
/// `app_id`: of the app whose endpoint took it, to tell what happens to it from what happens to others; empty if it is
/// not known. `received_at_seconds` (Unix) stands in where the platform told no time. The same body and time give the
/// same facts. Fails only for want of memory (std::bad_alloc); a body that is no webhook is `malformed`.
Observation read_webhook(std::string_view body, std::int64_t received_at_seconds, WebhookReader& reader,
                         std::string_view app_id = {});

}  // namespace coexist::cloud
