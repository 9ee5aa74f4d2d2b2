#include "fixtures.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

std::string fixtures::read(const std::string& path) {
    const std::filesystem::path file = std::filesystem::path(TEST_FIXTURES) / path;
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(std::filesystem::exists(file) ? std::filesystem::file_size(file) : 0, '\0');
    if (!stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
        throw std::runtime_error("no such fixture: " + path);
    }
    return bytes;
}
