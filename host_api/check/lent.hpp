#pragma once

#include <crm/plugin_host.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace crm::check {

/// What is lent to a plugin for one call. Each text and each struct ends where unreadable memory begins, is read-only,
/// and is unmapped when this object goes: whoever reads past an end, writes, or comes back later crashes.
class Lent {
  public:
    Lent() = default;
    ~Lent();
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

    /// A copy of the text; of an absent one, a pointer that must not be followed.
    crm_str text(std::string_view bytes);

    /// A copy of the first `size` bytes of the struct, with struct_size set to `size`; the caller's struct otherwise.
    template <typename Struct>
    const Struct* part(Struct whole, std::uint32_t size) {
        whole.struct_size = size;
        return static_cast<const Struct*>(copy(&whole, size));
    }
    /// The whole struct.
    template <typename Struct>
    const Struct* whole(const Struct& lent) {
        return part(lent, lent.struct_size);
    }
    /// The struct of a host that knows one field more, which is full of ones.
    template <typename Struct>
    const Struct* grown(const Struct& lent) {
        struct Grown {
            Struct known;
            unsigned char more[16];
        } future;
        future.known = lent;
        std::memset(future.more, 0xFF, sizeof future.more);
        future.known.struct_size = static_cast<std::uint32_t>(sizeof future);
        return static_cast<const Struct*>(copy(&future, sizeof future));
    }

  private:
    const void* copy(const void* bytes, std::size_t size);

    struct Mapping {
        void* start;
        std::size_t size;
    };
    std::vector<Mapping> mappings_;
};

}  // namespace crm::check
