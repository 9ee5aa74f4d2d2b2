#pragma once
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// The accounts' ids in the file that --accounts names, one a line, in an order that says nothing of their place.
inline std::vector<std::string> account_names(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) names.push_back(line);
    if (names.empty()) throw std::runtime_error("no accounts in " + path);
    return names;
}

}  // namespace bench
