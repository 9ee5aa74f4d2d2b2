// powercut-image TRACE ROOT LIVE BASE SEED: makes BASE, which holds what was durable when the run began, into what the
// disk holds after the power went. ROOT is the folder by the names of the trace, LIVE where its files lie now. Prints
// one JSON line; "missed" names files that were changed behind the shim's back.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

#include "image/disk.hpp"
#include "shim/trace.hpp"

namespace {

using powercut::Record;

const char* mapped(const char* file) {
    const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
    struct stat size {};
    if (fd < 0 || ::fstat(fd, &size) != 0) throw std::runtime_error(std::string("cannot open ") + file);
    void* at = ::mmap(nullptr, static_cast<std::size_t>(size.st_size), PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) throw std::runtime_error(std::string("cannot map ") + file);
    return static_cast<const char*>(at);
}

void replay(powercut::Disk& disk, const Record& record, std::string_view bytes, std::size_t root) {
    const auto path = [&](std::size_t from = 0) { return std::string(bytes.substr(from + root)); };
    switch (record.kind) {
        case Record::opened:
            return disk.opened(record.inode, path(), record.offset == 1);
        case Record::created:
            return disk.created(record.inode, path());
        case Record::made_folder:
            return disk.made_folder(path());
        case Record::wrote:
            return disk.wrote(record.inode, record.offset, bytes);
        case Record::truncated:
            return disk.truncated(record.inode, record.offset);
        case Record::synced:
            return disk.synced(record.inode);
        case Record::unlinked:
            return disk.unlinked(path());
        case Record::renamed: {
            const auto middle = static_cast<std::size_t>(record.offset);
            return disk.renamed(std::string(bytes.substr(root, middle - root)), path(middle));
        }
        case Record::mapped:
            return disk.mapped(record.inode);
        default:
            throw std::runtime_error("the trace is damaged");
    }
}

void run(char** words) {
    const char* at = mapped(words[1]);
    const std::size_t root = std::strlen(words[2]);
    const auto& trace = *reinterpret_cast<const powercut::Trace*>(at);
    powercut::Disk disk(words[4]);
    for (std::uint64_t place = 0; place < trace.used;) {
        Record record{};
        const char* from = at + powercut::first_record + place;
        std::memcpy(&record, from, sizeof record);
        replay(disk, record, {from + sizeof record, record.length}, root);
        place += (sizeof record + record.length + 7) & ~std::uint64_t{7};
    }
    const auto& done = disk.done();
    std::string missed;
    for (const std::string& path : disk.missed(words[3])) missed += (missed.empty() ? "\"" : ",\"") + path + "\"";
    std::mt19937_64 chance(std::stoull(words[5]));
    disk.cut(words[3], chance);
    std::printf(
        "{\"calls\":%llu,\"rotations\":%llu,\"checkpoints\":%llu,\"unsynced\":%llu,\"dropped\":%llu,\"torn\":%llu,"
        "\"names\":%llu,\"missed\":[%s]}\n",
        static_cast<unsigned long long>(trace.calls), static_cast<unsigned long long>(done.rotations),
        static_cast<unsigned long long>(done.checkpoints), static_cast<unsigned long long>(disk.lost().writes),
        static_cast<unsigned long long>(disk.lost().dropped), static_cast<unsigned long long>(disk.lost().torn),
        static_cast<unsigned long long>(disk.lost().names), missed.c_str());
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 6) throw std::runtime_error("use: powercut-image TRACE ROOT LIVE BASE SEED");
        run(words);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "powercut-image: %s\n", error.what());
        return 1;
    }
}
