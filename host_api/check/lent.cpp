#include "check/lent.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "check/check.hpp"

namespace crm::check {

Lent::~Lent() {
    for (const Mapping& mapping : mappings_) ::munmap(mapping.start, mapping.size);
}

crm_str Lent::text(std::string_view bytes) {
    return {static_cast<const char*>(copy(bytes.data(), bytes.size())), bytes.size()};
}

const void* Lent::copy(const void* bytes, std::size_t size) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t readable = (size + page - 1) / page * page;
    void* const start = ::mmap(nullptr, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) throw Unfit{"there is no memory for a guarded page"};
    mappings_.push_back({start, readable + page});
    char* const guard = static_cast<char*>(start) + readable;
    char* const place = guard - size;
    if (size > 0) std::memcpy(place, bytes, size);
    if (readable > 0) ::mprotect(start, readable, PROT_READ);
    ::mprotect(guard, page, PROT_NONE);
    return place;
}

}  // namespace crm::check
