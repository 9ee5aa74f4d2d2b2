#include "check/exported_symbols.hpp"

#include <elf.h>

#include <cstring>

namespace crm::check {
namespace {

template <typename Piece>
Piece piece(const std::string& bytes, std::size_t index) {
    Piece value{};
    if (bytes.size() >= (index + 1) * sizeof(Piece))
        std::memcpy(&value, bytes.data() + index * sizeof(Piece), sizeof(Piece));
    return value;
}

bool is_exported(const Elf64_Sym& symbol) {
    const unsigned binding = ELF64_ST_BIND(symbol.st_info);
    const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    return symbol.st_shndx != SHN_UNDEF &&
           (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
           (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

}  // namespace

std::vector<std::string> exported_symbols(const OpenedFile& file) {
    const auto elf = piece<Elf64_Ehdr>(file.read(0, sizeof(Elf64_Ehdr)), 0);
    const std::string sections = file.read(elf.e_shoff, std::size_t{elf.e_shnum} * sizeof(Elf64_Shdr));
    std::vector<std::string> names;
    for (std::size_t index = 0; index < elf.e_shnum; ++index) {
        const auto section = piece<Elf64_Shdr>(sections, index);
        if (section.sh_type != SHT_DYNSYM) continue;
        const auto strings = piece<Elf64_Shdr>(sections, section.sh_link);
        const std::string table = file.read(strings.sh_offset, strings.sh_size);
        const std::string symbols = file.read(section.sh_offset, section.sh_size);
        for (std::size_t each = 0; each < symbols.size() / sizeof(Elf64_Sym); ++each) {
            const auto symbol = piece<Elf64_Sym>(symbols, each);
            if (is_exported(symbol) && symbol.st_name < table.size())
                names.emplace_back(table.c_str() + symbol.st_name);
        }
    }
    return names;
}

}  // namespace crm::check
