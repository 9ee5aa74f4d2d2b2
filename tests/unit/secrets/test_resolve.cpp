#include "catch.hpp"
#include "secrets/resolve.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace coexist;
namespace fs = std::filesystem;

namespace {

// A folder that goes with its test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("coexist-resolve-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] SecretRef file(const std::string& name, std::string_view text, mode_t mode) const {
        const fs::path whole = path / name;
        std::ofstream(whole, std::ios::binary) << text;
        ::chmod(whole.c_str(), mode);
        return {SecretRef::Source::file, whole.string()};
    }
};

Problem refusal(const SecretRef& reference) {
    Result<ResolvedSecret> resolved = resolve(reference);
    REQUIRE_FALSE(resolved.ok());
    CHECK(resolved.problem().code == "secret_unavailable");
    CHECK(resolved.problem().refusal == Refusal::config);
    CHECK_FALSE(resolved.problem().next.empty());
    return resolved.take_problem();
}

}  // namespace

TEST_CASE("a secret is read from an environment variable") {
    ::setenv("COEXIST_TEST_SECRET", "word\n", 1);
    const Result<ResolvedSecret> resolved = resolve({SecretRef::Source::env, "COEXIST_TEST_SECRET"});
    REQUIRE(resolved.ok());
    CHECK(resolved->secret.reveal() == "word");
    CHECK(resolved->warnings.empty());
    ::setenv("COEXIST_TEST_SECRET", "", 1);
    CHECK(refusal({SecretRef::Source::env, "COEXIST_TEST_SECRET"}).detail ==
          "The environment variable COEXIST_TEST_SECRET is empty.");
    ::unsetenv("COEXIST_TEST_SECRET");
    CHECK(refusal({SecretRef::Source::env, "COEXIST_TEST_SECRET"}).detail ==
          "The environment variable COEXIST_TEST_SECRET is not set.");
}

TEST_CASE("a secret is read from a file, without the line end that editors add") {
    const Folder folder;
    for (const char* text : {"word", "word\n", "word\r\n"}) {
        const Result<ResolvedSecret> resolved = resolve(folder.file("secret", text, 0600));
        REQUIRE(resolved.ok());
        CHECK(resolved->secret.reveal() == "word");
        CHECK(resolved->warnings.empty());
    }
    CHECK(resolve(folder.file("spaces", " two words ", 0600))->secret.reveal() == " two words ");
}

TEST_CASE("a file that every user can read is accepted with a warning that says how to close it") {
    const Folder folder;
    const SecretRef open_file = folder.file("open", "word", 0644);
    const Result<ResolvedSecret> resolved = resolve(open_file);
    REQUIRE(resolved.ok());
    CHECK(resolved->warnings ==
          std::vector<std::string>{"The file " + open_file.name +
                                   " can be read or changed by every user of this machine. Take that away: chmod 600 " +
                                   open_file.name});
    CHECK(resolve(folder.file("group", "word", 0640))->warnings.empty());
}

TEST_CASE("a file that holds no secret is refused by name, and its content is not repeated") {
    const Folder folder;
    const SecretRef empty = folder.file("empty", "\n", 0600);
    CHECK(refusal(empty).detail == "The file " + empty.name + " is empty.");
    const SecretRef large = folder.file("large", std::string(20000, 's'), 0600);
    CHECK(refusal(large).detail == "The file " + large.name + " is too long for a secret.");
    CHECK(refusal({SecretRef::Source::file, folder.path.string()}).detail == folder.path.string() + " is not a file.");
    CHECK(refusal({SecretRef::Source::file, "/nowhere/secret"}).detail ==
          "The file /nowhere/secret cannot be read: No such file or directory.");
}
