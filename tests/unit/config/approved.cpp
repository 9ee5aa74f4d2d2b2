#include "approved.hpp"

#include "catch.hpp"

#include <fstream>

namespace coexist::approval {

namespace fs = std::filesystem;

fs::path folder() {
    return fs::path(TEST_FIXTURES).parent_path() / "unit" / "config";
}

std::string bytes_of(const fs::path& file) {
    INFO(file.string());
    std::ifstream stream(file, std::ios::binary);
    REQUIRE(stream.good());
    std::string bytes(fs::file_size(file), '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

void check(const std::string& name, const std::string& text) {
    check_file(folder() / "approved" / (name + ".txt"), text);
}

void check_file(const fs::path& approved, const std::string& text) {
    const bool exists = fs::exists(approved);
    const std::string expected = exists ? bytes_of(approved) : std::string();
    const fs::path received = fs::temp_directory_path() / "coexist-received" / approved.filename();
    if (!exists || expected != text) {
        fs::create_directories(received.parent_path());
        std::ofstream(received, std::ios::binary) << text;
    }
    INFO(approved.filename().string() << (exists ? "" : " has no approved text")
                                      << "; received: " << received.string());
    CHECK(exists);
    CHECK(text == expected);
}

std::string lines(std::string_view source_name, const std::vector<ProblemError>& errors) {
    std::string text;
    for (const ProblemError& one : errors) {
        text += std::string(source_name) + ":" + std::to_string(one.line) + ":" + std::to_string(one.column) + ": " +
                (one.path.empty() ? "(whole file)" : one.path) + ": " + one.detail + "\n";
    }
    return text;
}

std::string lines(std::string_view source_name, const Problem& problem) {
    return problem.code + "\n" + problem.detail + "\n" + problem.next + "\n" + lines(source_name, problem.errors);
}

}  // namespace coexist::approval
