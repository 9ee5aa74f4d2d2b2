#include "approved.hpp"
#include "catch.hpp"
#include "config/read_settings.hpp"
#include "config/yaml_tree.hpp"

#include <set>

using namespace coexist;

namespace {

namespace fs = std::filesystem;

Problem refusal_of(const std::string& text, std::string_view name = "hotel.yaml") {
    std::vector<ProblemError> warnings;
    Result<Settings> settings = read_settings(text, name, &warnings);
    REQUIRE_FALSE(settings.ok());
    CHECK(settings.problem().refusal == Refusal::config);
    CHECK(settings.problem().code == "config_invalid");
    return settings.take_problem();
}

void check_refusal(const std::string& name, const std::string& text) {
    approval::check(name, approval::lines("hotel.yaml", refusal_of(text)));
}

const std::string start = "public_url: https://crm.example.com\nsecrets_key: {env: KEY}\n";

}  // namespace

TEST_CASE("every refused configuration says what was approved, each fault with its line and column") {
    std::set<std::string> cases;
    for (const auto& file : fs::directory_iterator(approval::folder() / "rejected")) {
        const std::string name = file.path().stem().string();
        INFO(name);
        cases.insert(name);
        check_refusal(name, approval::bytes_of(file.path()));
    }
    CHECK(cases.size() == 41);
    // An approved text whose case is gone is read by nobody.
    const std::set<std::string> written_here = {"empty",      "not_utf8", "utf16",     "control_character",
                                                "alias_bomb", "too_deep", "too_large", "too_many_values",
                                                "warnings",   "summary",  "no_road",   "secret_in_a_comment"};
    for (const auto& file : fs::directory_iterator(approval::folder() / "approved")) {
        const std::string name = file.path().stem().string();
        INFO(name);
        CHECK(cases.count(name) + written_here.count(name) == 1);
    }
}

TEST_CASE("an empty file is refused with where to begin") {
    check_refusal("empty", "");
    CHECK(refusal_of("\n\n").errors == refusal_of("").errors);
    CHECK(refusal_of("\xEF\xBB\xBF").errors == refusal_of("").errors);
}

TEST_CASE("a line that is not UTF-8 is named") {
    check_refusal("not_utf8", start + "log: {file: /var/caf\xE9}\n");
}

TEST_CASE("a file that Windows saved as Unicode is told apart from a damaged one") {
    check_refusal("utf16", std::string("\xFF\xFEp\0u\0b\0", 8));
    CHECK(refusal_of(std::string("\xFE\xFF\0p\0u", 6)).errors == refusal_of(std::string("\xFF\xFEp\0", 4)).errors);
}

TEST_CASE("a control character is named by its place") {
    check_refusal("control_character", start + std::string("log: {file: /a\0b}\n", 18));
    CHECK(refusal_of(std::string("p\0u\0b\0l\0", 8)).errors.front().detail.find("control") != std::string::npos);
}

TEST_CASE("an alias bomb is refused before it explodes") {
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char level = 'b'; level <= 'i'; ++level) {
        const std::string below = std::string("*") + static_cast<char>(level - 1);
        bomb += std::string(1, level) + ": &" + level + " [" + below;
        for (int copies = 0; copies < 8; ++copies) bomb += ", " + below;
        bomb += "]\n";
    }
    check_refusal("alias_bomb", bomb);
}

TEST_CASE("a bomb of merge keys is refused as well") {
    std::string bomb = "base: &base\n";
    for (int key = 0; key < 1000; ++key) bomb += "  k" + std::to_string(key) + ": 1\n";
    for (int copy = 0; copy < 1000; ++copy) bomb += "c" + std::to_string(copy) + ": {<<: *base}\n";
    CHECK(refusal_of(bomb).errors.front().detail == "\"<<\" brings in too many values.");
}

TEST_CASE("depth is limited, whatever opens it") {
    check_refusal("too_deep", "a: " + std::string(100000, '[') + std::string(100000, ']'));
    std::string indented;
    for (std::size_t level = 0; level < 400; ++level) indented += std::string(level, ' ') + "a:\n";
    CHECK(refusal_of(indented).errors.size() == 1);
    for (const char* opening : {"{", "- ", "? ", "{a: ", "[a, "}) {
        std::string text;
        while (text.size() < 300000) text += opening;
        CHECK(refusal_of(text).errors.size() == 1);
    }
}

TEST_CASE("size and number of values are limited") {
    check_refusal("too_large", std::string(config::max_yaml_bytes + 1, '#'));
    std::string list = "a: [";
    for (std::size_t item = 0; item < config::max_yaml_values; ++item) list += "1,";
    check_refusal("too_many_values", list + "1]");
}

TEST_CASE("a flood of faults is cut at 100, and says so") {
    std::string text = start;
    for (int key = 0; key < 5000; ++key) text += "key" + std::to_string(key) + ": 1\n";
    const Problem flood = refusal_of(text);
    CHECK(flood.errors.size() == 100);
    CHECK(flood.errors.front().line == 3);
}

TEST_CASE("faults come in the order of lines, whatever found them") {
    const Problem problem = refusal_of(
        "public_url: http://crm.example.com\n"
        "public_url: again\n"
        "colour: red\n"
        "secrets_key: plain\n");
    std::vector<int> found;
    for (const ProblemError& one : problem.errors) found.push_back(one.line);
    CHECK(found == std::vector<int>{1, 2, 3, 4});
}

TEST_CASE("no refusal repeats a literal secret, wherever it was written") {
    const std::string secret = GENERATE(as<std::string>{}, "EAAGm0PX4ZCpsBAtoken0123456789",
                                        "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF");
    const std::vector<std::string> wrong_places = {
        secret + ": x",
        "apps: {" + secret + ": {app_id: x}}",
        "apps: {a: {" + secret + ": x}}",
        "apps: {a: {app_id: 1, " + secret + ": 1, " + secret + ": 2}}",
        "gateways: {" + secret + ": x}",
        "defaults: {" + secret + ": x}",
        "defaults: {parked_days: " + secret + "}",
        "log: {file: /var/log/w.log, level: [" + secret + "]}",
        "public_url: https://" + secret + "@b.example/" + secret,
        "secrets_key: " + secret,
        "secrets_key: {env: " + secret + "}",
        "secrets_key: {" + secret + "}",
        "secrets_key: [" + secret + "]",
        "secrets_key: {" + secret + ": x}",
        "secrets_key: {file: " + secret + "}",
        "secrets_key: {value: " + secret + "}",
        "secret_key: " + secret,
        "log: {level: " + secret + "}",
        "log: {file: " + secret + "}",
        "apps: {a: {verify_token: {env: {" + secret + ": 1}}}}",
        "apps: {a: {app_id: " + secret + "}}",
    };
    for (const std::string& wrong : wrong_places) {
        INFO(wrong);
        CHECK(approval::lines("", refusal_of("public_url: https://a.example\n" + wrong + "\n")).find(secret) ==
              std::string::npos);
    }
}

TEST_CASE("places are those of the text also behind a byte order mark and with Windows line ends") {
    const Problem problem = refusal_of("\xEF\xBB\xBFpublic_url: \"https://crm.example.com\"\r\ncolour: 'red'\r\n");
    REQUIRE(problem.errors.size() == 2);
    CHECK(problem.errors[0].line == 1);  // secrets_key is missing
    CHECK(problem.errors[1].line == 2);
    CHECK(problem.errors[1].column == 1);
}

TEST_CASE("columns count characters, as editors do") {
    const Problem problem = refusal_of(start + "defaults: {\"\xC3\xA4\xC3\xB6\xE2\x82\xAC\": 1, typo: 2}\n");
    REQUIRE(problem.errors.size() == 2);
    CHECK(problem.errors[1].column == 22);
    CHECK(refusal_of("caf\xC3\xA9: [1, @]\n").errors.front().column == 11);
    const Problem more =
        refusal_of(start + "defaults: {\"\xC3\xBC\": 1, \"\xC3\xB6\": 2, typo: 3}\nr\xC3\xB6\xC3\xB6m: {}\n");
    REQUIRE(more.errors.size() == 4);
    CHECK(more.errors[1].column == 20);
    CHECK(more.errors[2].column == 28);
    CHECK(more.errors[3].column == 1);
}

TEST_CASE("a fault in an aliased value is shown where that value is written") {
    const Problem problem = refusal_of(start + "defaults: &d {throughput_mps: 99}\ntenants:\n  aurora: *d\n");
    REQUIRE(problem.errors.size() == 2);
    CHECK(problem.errors[0].path == "/defaults/throughput_mps");
    CHECK(problem.errors[1].path == "/tenants/aurora/throughput_mps");
    CHECK(problem.errors[1].line == 3);
}
