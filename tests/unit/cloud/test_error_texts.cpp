// What staff read for each error code, in each language: golden/errors.txt, which a person has read.
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "channels/cloud/error_table.hpp"
#include "config/embedded.hpp"

using namespace coexist;
using namespace coexist::cloud;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// A sentence in that language, as the staff app shows it; empty: nobody translated it.
std::string translated(const json::object& catalogue, std::string_view sentence) {
    const json::value* found = catalogue.if_contains(sentence);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

std::string bytes_of(const fs::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

}  // namespace

TEST_CASE("every error code has its sentence and its next step in every language, read and approved",
          "[cloud][golden]") {
    const json::value turkish = json::parse(embedded::file("catalogue/platform.tr.json"));
    const json::value spanish = json::parse(embedded::file("catalogue/platform.es.json"));
    std::size_t count = 0;
    const ErrorRow* rows = error_rows(count);
    REQUIRE(count > 100);
    std::ostringstream text;
    for (std::size_t at = 0; at < count; ++at) {
        const ErrorRow& row = rows[at];
        INFO("code " << row.code);
        text << "# " << row.code;
        if (row.last_code != row.code) text << "-" << row.last_code;
        if (row.subcode != 0) text << " subcode " << row.subcode;
        text << "\nen: " << row.sentence << " " << row.next << "\n";
        for (const auto* language : {&turkish, &spanish}) {
            const json::object& catalogue = language->as_object();
            CHECK_FALSE(translated(catalogue, row.sentence).empty());
            CHECK_FALSE(translated(catalogue, row.next).empty());
            text << (language == &turkish ? "tr: " : "es: ") << translated(catalogue, row.sentence) << " "
                 << translated(catalogue, row.next) << "\n";
        }
    }
    const fs::path approved = fs::path(TEST_FIXTURES).parent_path() / "unit" / "cloud" / "golden" / "errors.txt";
    const fs::path received = fs::temp_directory_path() / "coexist-received" / "golden" / "errors.txt";
    const bool same = bytes_of(approved) == text.str();
    if (!same) {
        fs::create_directories(received.parent_path());
        std::ofstream(received, std::ios::binary) << text.str();
    }
    INFO("read " << received.string());
    CHECK(same);
}
