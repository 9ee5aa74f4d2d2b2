#include "check/exported_symbols.hpp"
#include "check/subject.hpp"
#include "loader/elf_file.hpp"

namespace crm::check {
namespace {

constexpr const char* entry_name = "crm_plugin_entry";

OpenedFile open_or_throw(const Subject& subject) {
    Result<OpenedFile> file = OpenedFile::open(subject.file);
    if (!file) throw Unfit{file.problem().detail};
    return std::move(file.value());
}

Outcome file_is_loadable(const Subject& subject) {
    const OpenedFile file = open_or_throw(subject);
    const auto problem = check_elf(file);
    return problem ? Outcome::failed(problem->detail) : Outcome::passed();
}

Outcome exports_one_symbol(const Subject& subject) {
    std::string others;
    bool entry = false;
    for (const std::string& name : exported_symbols(open_or_throw(subject))) {
        if (name == entry_name) {
            entry = true;
        } else {
            others += (others.empty() ? "" : ", ") + name;
        }
    }
    if (!entry) return Outcome::failed(std::string(entry_name) + " is not exported");
    return others.empty() ? Outcome::passed() : Outcome::failed("it also exports " + others);
}

Outcome refuses_other_majors(const Subject& subject) {
    const auto entry = entry_of(subject);
    for (const std::uint32_t major : {0U, CRM_ABI_MAJOR + 1, 0xFFFFU}) {
        const crm_plugin* const table = entry(major << 16U);
        if (table == nullptr) continue;
        if (!CRM_HAS(table, crm_plugin, abi_version) || table->abi_version >> 16U != major) {
            return Outcome::failed("asked for major version " + std::to_string(major) +
                                   " it answered a table of another one");
        }
    }
    return Outcome::passed();
}

Outcome takes_newer_minors(const Subject& subject) {
    constexpr std::uint32_t later = 7;
    return entry_of(subject)(CRM_ABI_VERSION + later) != nullptr
               ? Outcome::passed()
               : Outcome::failed("it answered NULL to a host of version 1." + std::to_string(later));
}

Outcome entry_is_static(const Subject& subject) {
    const auto entry = entry_of(subject);
    const crm_plugin* const first = entry(CRM_ABI_VERSION);
    if (first == nullptr) return Outcome::failed("it answered NULL to this version");
    return entry(CRM_ABI_VERSION) == first ? Outcome::passed() : Outcome::failed("the second answer is another table");
}

Outcome load_starts_nothing(const Subject& subject) {
    const std::size_t threads = thread_count();
    const std::size_t descriptors = descriptor_count();
    const LoadedPlugin plugin = loaded(subject);
    if (thread_count() != threads) {
        return Outcome::failed("it started " + counted(thread_count() - threads, "thread"));
    }
    // The loader itself keeps the plugin's own file open.
    const std::size_t now = descriptor_count();
    return now <= descriptors + 1 ? Outcome::passed()
                                  : Outcome::failed("it opened " + counted(now - descriptors - 1, "file"));
}

}  // namespace

std::vector<Check> load_checks() {
    return {
        {"abi.file", "the entry", "the file is a whole shared object for this machine",
         "copy the file again, or build it for this machine", &file_is_loadable},
        {"abi.one-symbol", "the entry", "crm_plugin_entry is the only symbol that is exported",
         "link with an anonymous version script, hidden visibility and --exclude-libs,ALL", &exports_one_symbol},
        {"abi.other-majors", "the entry", "it answers NULL to a major version that it does not speak",
         "compare host_abi_version >> 16 with the majors that you know", &refuses_other_majors},
        {"abi.newer-minor", "the entry", "it answers a host of a newer minor version", "compare the major version only",
         &takes_newer_minors},
        {"abi.static-entry", "the entry", "its answer is static: the same table every time",
         "answer the address of one static table", &entry_is_static},
        {"load.starts-nothing", "Threads, the entry", "loading and registering start no thread and open no file",
         "move what static constructors, the entry or register_with start to start()", &load_starts_nothing},
    };
}

}  // namespace crm::check
