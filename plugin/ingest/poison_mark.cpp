#include "ingest/poison_mark.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace coexist {
namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t name_offset = 16;
constexpr std::size_t longest_name = 255;

// Layout: 8 bytes row (0 = nothing is being applied), 8 bytes length of the name, the name.
std::int64_t number_at(const char* where) {
    std::int64_t number = 0;
    std::memcpy(&number, where, sizeof number);
    return number;
}

}  // namespace

PoisonMark::PoisonMark(const std::string& directory) : page_(nullptr) {
    const std::string path = directory + "/applying.mark";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + path);
    void* page = MAP_FAILED;
    int error = 0;
    if (::ftruncate(descriptor, page_size) == 0) {
        page = ::mmap(nullptr, page_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    if (page == MAP_FAILED) error = errno;
    ::close(descriptor);
    if (page == MAP_FAILED) throw std::system_error(error, std::generic_category(), "cannot map " + path);
    page_ = static_cast<char*>(page);
}

PoisonMark::~PoisonMark() {
    ::munmap(page_, page_size);
}

std::optional<JournalPosition> PoisonMark::left_behind() const {
    const std::int64_t row = number_at(page_);
    const std::int64_t length = number_at(page_ + 8);
    if (row <= 0 || length <= 0 || length > static_cast<std::int64_t>(longest_name)) return std::nullopt;
    return JournalPosition{std::string(page_ + name_offset, static_cast<std::size_t>(length)), row};
}

void PoisonMark::set(const JournalPosition& position) {
    const std::size_t size = std::min(position.segment.size(), longest_name);
    const auto length = static_cast<std::int64_t>(size);
    std::memcpy(page_ + name_offset, position.segment.data(), size);
    std::memcpy(page_ + 8, &length, sizeof length);
    std::memcpy(page_, &position.row, sizeof position.row);
}

void PoisonMark::clear() {
    const std::int64_t none = 0;
    std::memcpy(page_, &none, sizeof none);
}

}  // namespace coexist
