#pragma once
#include <cstdint>
#include <string>

#include "hmac.hpp"
#include "webhooks.hpp"

namespace bench {

/// Signed webhooks of past messages, as the platform brings them after a number's connection: threads of 20 messages,
/// short texts of both sides.
class HistoryChunks {
  public:
    /// `threads`: how many guests there are in all; 0: a new one for each thread.
    HistoryChunks(const Sender& sender, std::uint64_t run, std::uint32_t threads = 0)
        : sender_(sender), hmac_(sender.secret), run_(run), threads_(threads) {}

    /// The next chunk, of `messages` messages; the views' owner is this object, until the next call.
    void make(std::uint32_t messages);
    [[nodiscard]] const std::string& body() const { return body_; }
    [[nodiscard]] const std::string& signature() const { return signature_; }

  private:
    void thread(std::uint32_t messages);
    Sender sender_;
    Hmac hmac_;
    std::uint64_t run_;
    std::uint32_t threads_;
    std::uint32_t chunk_ = 0;
    std::uint32_t guest_ = 0;
    std::uint32_t number_ = 0;
    std::string body_;
    std::string signature_;
};

}  // namespace bench
