#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include "catch.hpp"
#include "loader/plugin_folder.hpp"
#include "running_host.hpp"

// Every refusal of a plugin's file, as people read it, compared letter by letter with what was approved.

namespace fs = std::filesystem;

namespace {

std::string bytes_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// A plugin's file, and what is done to it before it is loaded. The manifest is made to fit the bytes.
struct Case {
    const char* name;
    const char* toy;
    std::function<void(const fs::path&)> harm;
};

/// Overwrites a number of the ELF header.
template <typename Number>
std::function<void(const fs::path&)> header(std::size_t offset, Number value) {
    return [=](const fs::path& file) {
        std::string bytes = bytes_of(file);
        std::memcpy(bytes.data() + offset, &value, sizeof value);
        write(file, bytes);
    };
}
std::function<void(const fs::path&)> machine(std::uint16_t number) {
    return header(offsetof(Elf64_Ehdr, e_machine), number);
}
std::function<void(const fs::path&)> only(const std::string& bytes) {
    return [=](const fs::path& file) { write(file, bytes); };
}
void nothing(const fs::path&) {}

const std::vector<Case>& cases() {
    static const std::vector<Case> all = {
        {"the file is missing", "toy", [](const fs::path& file) { fs::remove(file); }},
        {"a symbolic link to nothing", "toy",
         [](const fs::path& file) {
             fs::remove(file);
             fs::create_symlink("moved_away.so", file);
         }},
        {"a directory", "toy",
         [](const fs::path& file) {
             fs::remove(file);
             fs::create_directory(file);
         }},
        {"a FIFO", "toy",
         [](const fs::path& file) {
             fs::remove(file);
             REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
         }},
        {"an empty file", "toy", only("")},
        {"a shell script", "toy", only("#!/bin/sh\n")},
        {"cut in the header", "toy", [](const fs::path& file) { fs::resize_file(file, 20); }},
        {"cut in the middle", "toy", [](const fs::path& file) { fs::resize_file(file, 16384); }},
        {"built for ARM", "toy", machine(EM_ARM)},
        {"built for AArch64", "toy", machine(EM_AARCH64)},
        {"built for RISC-V", "toy", machine(EM_RISCV)},
        {"built for a machine without a name here", "toy", machine(4711)},
        {"32 bits", "toy", header<std::uint8_t>(EI_CLASS, ELFCLASS32)},
        {"big endian", "toy", header<std::uint8_t>(EI_DATA, ELFDATA2MSB)},
        {"an object file", "toy", header<std::uint16_t>(offsetof(Elf64_Ehdr, e_type), ET_REL)},
        {"everybody may write it", "toy", [](const fs::path& file) { REQUIRE(::chmod(file.c_str(), 0666) == 0); }},
        {"another major version of the contract", "toy_other_major", nothing},
        {"no entry symbol", "toy_without_entry", nothing},
        {"a symbol that nobody has", "toy_unresolved", nothing},
        {"a library that nobody has", "toy",
         [](const fs::path& file) {
             std::string bytes = bytes_of(file);
             bytes.replace(bytes.find("libc.so.6"), 9, "libX.so.6");
             write(file, bytes);
         }},
        {"a channel without a handler", "toy_without_handler", nothing},
        {"a schema that is no JSON", "toy_broken_schema", nothing},
        {"a static constructor crashes", "toy_crashes", nothing},
        {"a static constructor hangs", "toy_hangs", nothing},
        {"a static constructor ends the process", "toy_leaves", nothing},
        {"a static constructor starts a thread", "toy_load_thread", nothing},
        {"the entry hangs", "toy_hangs_in_entry", nothing},
        {"the entry throws", "toy_throws_in_entry", nothing},
        {"register_with throws", "toy_throws", nothing},
        {"check_config throws what is no std::exception", "toy_throws_later", nothing},
    };
    return all;
}

std::string without(std::string text, const std::string& what, const std::string& instead) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + instead.size())) {
        text.replace(at, what.size(), instead);
    }
    return text;
}

std::string told(const crm::Problem& problem) {
    return problem.code + "\n" + problem.detail + "\n" + problem.next + "\n";
}

std::string refusal_of(const Case& one) {
    const Folder folder;
    const fs::path file = with_manifest(one.toy, folder.path());
    const std::string size = std::to_string(fs::file_size(file));  // another compiler's is another
    crm::InstalledPlugin plugin{file, crm::manifest_path(file), crm::read_manifest(crm::manifest_path(file)).value()};
    one.harm(file);
    if (fs::is_regular_file(file)) plugin.manifest.sha256 = crm::OpenedFile::open(file).value().sha256();
    const crm::Probe probe{{built("crm-host").string(), "--probe"}, std::chrono::milliseconds(3000)};
    const auto loaded = crm::load_plugin(plugin, probe);
    const std::string text = loaded ? "it is loaded\n" : told(loaded.problem());
    return without(without(text, folder.path().string(), "FOLDER"), "headers speak of " + size,
                   "headers speak of SIZE");
}

void check(const std::string& name, const std::string& text) {
    const fs::path approved = fs::path(HOST_APPROVED) / name;
    const fs::path received = fs::temp_directory_path() / ("received-" + name);
    const std::string expected = bytes_of(approved);
    if (text != expected) write(received, text);
    INFO("what differs from " << approved << " is in " << received);
    CHECK(text == expected);
}

}  // namespace

TEST_CASE("each refusal of a plugin's file says what is wrong and what to do, in approved words") {
    std::string text;
    for (const Case& one : cases()) text += std::string("# ") + one.name + "\n" + refusal_of(one) + "\n";
    check("loader_refusals.txt", text);
}

TEST_CASE("a file that this user may not read is refused in words") {
    if (::geteuid() == 0) return;  // root may read everything
    const Case unreadable{"", "toy", [](const fs::path& file) { ::chmod(file.c_str(), 0); }};
    CHECK(refusal_of(unreadable) ==
          "file_unreadable\nThe file FOLDER/toy.so cannot be opened: Permission denied.\n"
          "Give this user the right to read it.\n");
}

TEST_CASE("a symbolic link to a plugin is a plugin: what is checked and loaded is the file behind it") {
    const Folder folder;
    const fs::path file = with_manifest("toy", folder.path());
    fs::rename(file, folder.path() / "toy-1.2.3");
    fs::create_symlink("toy-1.2.3", file);
    const fs::path manifest = crm::manifest_path(file);
    const auto loaded = crm::load_plugin({file, manifest, crm::read_manifest(manifest).value()},
                                         {{built("crm-host").string(), "--probe"}, std::chrono::milliseconds(3000)});
    REQUIRE(loaded);
    CHECK(loaded.value().registration.id == "test.toy");
}
