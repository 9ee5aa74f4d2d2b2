#include <elf.h>

#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "catch.hpp"
#include "loader/plugin_folder.hpp"
#include "running_host.hpp"

namespace fs = std::filesystem;
using crm::Problem;

namespace {

crm::Probe probe() {
    return {{built("crm-host").string(), "--probe"}, std::chrono::milliseconds(2000)};
}

crm::InstalledPlugin installed(const fs::path& file) {
    const fs::path manifest = crm::manifest_path(file);
    return {file, manifest, crm::read_manifest(manifest).value()};
}

std::string bytes_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// A copy of the good toy, changed, with a manifest that fits the change.
crm::InstalledPlugin changed(const fs::path& folder, const std::string& bytes) {
    const fs::path file = with_manifest("toy", folder);
    write(file, bytes);
    crm::Manifest manifest = installed(file).manifest;
    manifest.sha256 = crm::OpenedFile::open(file).value().sha256();
    write(crm::manifest_path(file), crm::to_json(manifest));
    return installed(file);
}

Problem refusal_of(const crm::InstalledPlugin& plugin) {
    const auto loaded = crm::load_plugin(plugin, probe());
    REQUIRE_FALSE(loaded);
    CAPTURE(loaded.problem().code, loaded.problem().detail);
    CHECK_FALSE(loaded.problem().detail.empty());
    CHECK_FALSE(loaded.problem().next.empty());
    return loaded.problem();
}

bool says(const Problem& problem, const std::string& words) {
    return problem.detail.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a good plugin is verified, probed, loaded and registered") {
    const Folder folder;
    const crm::InstalledPlugin plugin = installed(with_manifest("toy", folder.path()));
    const auto loaded = crm::load_plugin(plugin, probe());
    REQUIRE(loaded);
    CHECK(loaded.value().registration.id == "test.toy");
    CHECK(loaded.value().registration.channel("toy") != nullptr);
    CHECK(loaded.value().registration.routes.size() == 8);
    CHECK(fs::exists(plugin.file.string() + ".probed"));
}

TEST_CASE("a file that is not there is said to be missing") {
    const Folder folder;
    const crm::InstalledPlugin plugin = installed(with_manifest("toy", folder.path()));
    fs::remove(plugin.file);
    CHECK(refusal_of(plugin).code == "file_missing");
}

TEST_CASE("a text file is said to be no ELF file") {
    const Folder folder;
    CHECK(refusal_of(changed(folder.path(), "#!/bin/sh\n")).code == "not_elf");
}

TEST_CASE("a file that ends too early is said to be truncated, wherever it was cut") {
    const std::string whole = bytes_of(built("toy.so"));
    const Folder folder;
    std::vector<std::size_t> cuts = {5, 20, 63, 64, 100, whole.size() - 1};
    for (std::size_t part = 1; part < 64; ++part) cuts.push_back(whole.size() * part / 64);
    for (const std::size_t kept : cuts) {
        CAPTURE(kept);
        const Problem problem = refusal_of(changed(folder.path(), whole.substr(0, kept)));
        CHECK(problem.code == "truncated");
        CHECK(says(problem, std::to_string(kept) + " bytes"));
    }
}

TEST_CASE("a build for another machine is named with both machines") {
    std::string bytes = bytes_of(built("toy.so"));
    const std::uint16_t machine = EM_RISCV;
    std::memcpy(bytes.data() + offsetof(Elf64_Ehdr, e_machine), &machine, sizeof machine);
    const Folder folder;
    const Problem problem = refusal_of(changed(folder.path(), bytes));
    CHECK(problem.code == "wrong_architecture");
    CHECK(says(problem, "RISC-V"));
}

TEST_CASE("an object file is said to be no shared object") {
    std::string bytes = bytes_of(built("toy.so"));
    const std::uint16_t type = ET_REL;
    std::memcpy(bytes.data() + offsetof(Elf64_Ehdr, e_type), &type, sizeof type);
    const Folder folder;
    CHECK(refusal_of(changed(folder.path(), bytes)).code == "not_a_shared_object");
}

TEST_CASE("a file whose sum is not the manifest's is not loaded") {
    const Folder folder;
    const crm::InstalledPlugin plugin = installed(with_manifest("toy", folder.path()));
    std::string bytes = bytes_of(plugin.file);
    bytes.back() = static_cast<char>(bytes.back() + 1);
    write(plugin.file, bytes);
    CHECK(refusal_of(plugin).code == "sha256_mismatch");
}

TEST_CASE("a plugin that needs a newer host is refused before it is touched") {
    const Folder folder;
    crm::InstalledPlugin plugin = installed(with_manifest("toy", folder.path()));
    plugin.manifest.abi_required = "1.9";
    CHECK(refusal_of(plugin).code == "abi_mismatch");
    plugin.manifest.abi_required = "2.0";
    CHECK(refusal_of(plugin).code == "abi_mismatch");
}

TEST_CASE("a plugin that breaks the contract is refused by what it breaks") {
    const Folder folder;
    const std::pair<const char*, const char*> rows[] = {{"toy_other_major", "wrong_abi_major"},
                                                        {"toy_without_entry", "no_entry_symbol"},
                                                        {"toy_without_handler", "registration_invalid"},
                                                        {"toy_broken_schema", "registration_invalid"}};
    for (const auto& [name, code] : rows) {
        CAPTURE(name);
        CHECK(refusal_of(installed(with_manifest(name, folder.path()))).code == code);
    }
}

TEST_CASE("the words of the dynamic loader are kept, under the name that people know") {
    std::string bytes = bytes_of(built("toy.so"));
    const std::string needed = "libc.so.6";
    const std::size_t at = bytes.find(needed);
    REQUIRE(at != std::string::npos);
    bytes.replace(at, needed.size(), "libX.so.6");
    const Folder folder;
    const crm::InstalledPlugin plugin = changed(folder.path(), bytes);
    const Problem problem = refusal_of(plugin);
    CHECK(problem.code == "load_failed");
    CHECK(says(problem, "libX.so.6"));
    CHECK(says(problem, plugin.file.string()));
    CHECK_FALSE(says(problem, "/proc/self/fd"));
}

TEST_CASE("a plugin that is not what its manifest says is refused") {
    const Folder folder;
    crm::InstalledPlugin plugin = installed(with_manifest("toy", folder.path()));
    plugin.manifest.version = "9.9.9";
    const Problem problem = refusal_of(plugin);
    CHECK(problem.code == "manifest_mismatch");
    CHECK(says(problem, "9.9.9"));
    CHECK(says(problem, "1.2.3"));
}

TEST_CASE("two plugins with one id are both refused, by name") {
    const Folder folder;
    with_manifest("toy", folder.path());
    with_manifest("toy_two_symbols", folder.path());
    const crm::FolderScan scan = crm::scan_plugins(folder.path());
    CHECK(scan.plugins.empty());
    REQUIRE(scan.problems.size() == 1);
    CHECK(scan.problems[0].code == "duplicate_id");
    CHECK(says(scan.problems[0], "toy.manifest.json"));
    CHECK(says(scan.problems[0], "toy_two_symbols.manifest.json"));
}

TEST_CASE("a manifest is refused by the member that is wrong") {
    const Folder folder;
    const fs::path path = folder.path() / "x.manifest.json";
    const auto refused = [&](const std::string& text, const std::string& words) {
        write(path, text);
        const auto manifest = crm::read_manifest(path);
        REQUIRE_FALSE(manifest);
        CHECK(manifest.problem().code == "manifest_invalid");
        CAPTURE(manifest.problem().detail);
        CHECK(says(manifest.problem(), words));
    };
    const crm::Manifest good{"org.example.x", "1.0.0", "1.0", "1.0", "x.so", std::string(64, 'a')};
    const auto with = [&](std::string crm::Manifest::*member, const std::string& value) {
        crm::Manifest manifest = good;
        manifest.*member = value;
        return crm::to_json(manifest);
    };
    refused("[]", "not a JSON object");
    refused("{\"id\": \"org.example.x\"}", "version");
    refused(with(&crm::Manifest::id, "../x"), "reverse DNS");
    refused(with(&crm::Manifest::id, "org..x"), "reverse DNS");
    refused(with(&crm::Manifest::abi_built, "one"), "abi_built");
    refused(with(&crm::Manifest::abi_required, "1."), "abi_required");
    refused(with(&crm::Manifest::file, "../../x.so"), "plain file name");
    refused(with(&crm::Manifest::sha256, "abc"), "sha256");
    write(path, crm::to_json(good));
    CHECK(crm::read_manifest(path));
    CHECK(crm::read_manifest(folder.path() / "none").problem().code == "manifest_missing");
}

TEST_CASE("what is loaded is what was open, whoever has its name by then") {
    const Folder folder;
    const fs::path file = with_manifest("toy", folder.path());
    auto opened = crm::OpenedFile::open(file);
    REQUIRE(opened);
    write(folder.path() / "other", "no plugin at all");
    fs::rename(folder.path() / "other", file);
    const auto loaded = crm::map_plugin(std::move(opened.value()));
    REQUIRE(loaded);
    CHECK(loaded.value().registration.id == "test.toy");
}

TEST_CASE("whatever bits of a file have rotted, this process hears of it in words") {
    const std::string whole = bytes_of(built("toy.so"));
    const Folder folder;
    std::mt19937 random(20261121);
    const fs::path file = folder.path() / "toy.so";
    int refused = 0;
    for (int time = 0; time < 60; ++time) {
        std::string bytes = whole;
        // The first pages: headers, symbols, relocations, where a flipped bit sends the dynamic loader astray.
        for (int flips = 0; flips < 8; ++flips) bytes[random() % 8192] ^= static_cast<char>(1U << (random() % 8));
        write(file, bytes);
        const auto found = crm::probe_file(probe(), file);
        if (found) continue;
        ++refused;
        CAPTURE(time, found.problem().code);
        CHECK_FALSE(found.problem().detail.empty());
        CHECK_FALSE(found.problem().next.empty());
    }
    CHECK(refused > 30);
}
