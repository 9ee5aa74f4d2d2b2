#include "loader/elf_file.hpp"

#include <elf.h>

#include <cstring>
#include <string>

namespace crm {
namespace {

#if defined(__x86_64__)
constexpr unsigned our_machine = EM_X86_64;
constexpr const char* our_name = "x86-64";
#elif defined(__aarch64__)
constexpr unsigned our_machine = EM_AARCH64;
constexpr const char* our_name = "AArch64";
#else
#error "name this machine's ELF machine number here"
#endif

std::string machine_name(unsigned machine) {
    switch (machine) {
        case EM_X86_64:
            return "x86-64";
        case EM_AARCH64:
            return "AArch64";
        case EM_386:
            return "32-bit x86";
        case EM_ARM:
            return "32-bit ARM";
        case EM_RISCV:
            return "RISC-V";
        default:
            return "machine number " + std::to_string(machine);
    }
}

Problem truncated(const OpenedFile& file, std::uint64_t needed) {
    return {"truncated",
            file.path().string() + " ends too early: it has " + std::to_string(file.size()) +
                " bytes and its headers speak of " + std::to_string(needed) + ".",
            "Copy or download the file again."};
}

/// Where a piece of the file ends; 0 stands for numbers that no file can have.
std::uint64_t end_of(std::uint64_t offset, std::uint64_t size) {
    return offset > UINT64_MAX - size ? UINT64_MAX : offset + size;
}

}  // namespace

std::optional<Problem> check_elf(const OpenedFile& file) {
    const std::string head = file.read(0, sizeof(Elf64_Ehdr));
    const std::string name = file.path().string();
    if (file.size() == 0) return Problem{"truncated", name + " is empty.", "Copy or download the file again."};
    if (head.size() < SELFMAG || std::memcmp(head.data(), ELFMAG, SELFMAG) != 0) {
        return Problem{"not_elf", name + " is not an ELF file, so it is no Linux shared object.",
                       "Name the plugin's .so file, not its archive, manifest or source."};
    }
    if (head.size() < sizeof(Elf64_Ehdr)) return truncated(file, sizeof(Elf64_Ehdr));
    Elf64_Ehdr elf;
    std::memcpy(&elf, head.data(), sizeof elf);
    const bool readable = elf.e_ident[EI_CLASS] == ELFCLASS64 && elf.e_ident[EI_DATA] == ELFDATA2LSB;
    if (!readable || elf.e_machine != our_machine) {
        return Problem{"wrong_architecture",
                       name + " was built for " + (readable ? machine_name(elf.e_machine) : "another kind of machine") +
                           "; this host runs on " + our_name + ".",
                       std::string("Get the plugin's build for ") + our_name + "."};
    }
    if (elf.e_type != ET_DYN) {
        return Problem{"not_a_shared_object", name + " is an ELF file, but no shared object.",
                       "Name the plugin's .so file."};
    }
    const std::uint64_t programs_end = end_of(elf.e_phoff, std::uint64_t{elf.e_phnum} * elf.e_phentsize);
    if (programs_end > file.size()) return truncated(file, programs_end);
    const std::uint64_t sections_end = end_of(elf.e_shoff, std::uint64_t{elf.e_shnum} * elf.e_shentsize);
    if (elf.e_shoff != 0 && sections_end > file.size()) return truncated(file, sections_end);
    for (unsigned index = 0; index < elf.e_phnum; ++index) {
        const std::string bytes = file.read(elf.e_phoff + std::uint64_t{index} * elf.e_phentsize, sizeof(Elf64_Phdr));
        if (bytes.size() < sizeof(Elf64_Phdr)) return truncated(file, programs_end);
        Elf64_Phdr program;
        std::memcpy(&program, bytes.data(), sizeof program);
        if (program.p_type != PT_LOAD) continue;
        const std::uint64_t end = end_of(program.p_offset, program.p_filesz);
        if (end > file.size()) return truncated(file, end);
    }
    return std::nullopt;
}

}  // namespace crm
