#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace coexist {

/// A token, key or password in memory. Cannot be printed, copied by accident, or turned into a string without
/// the word reveal; its bytes are wiped when it goes. Not thread-safe to move, safe to read.
class Secret {
  public:
    Secret() = default;
    /// Copies `bytes`; wiping the original is its owner's duty.
    explicit Secret(std::string_view bytes);
    /// Takes over a string and wipes what it held.
    static Secret taking(std::string& text);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] Secret clone() const { return Secret(reveal()); }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// The bytes, for the one call that needs them; valid as long as this Secret. Never for a log, an event, an
    /// error or a test's message.
    [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }

    template <class Stream>
    friend Stream& operator<<(Stream&, const Secret&) = delete;

  private:
    void wipe();
    std::unique_ptr<char[]> bytes_;  // NOLINT: a string's short form would leave bytes behind when it moves
    std::size_t size_ = 0;
};

}  // namespace coexist
