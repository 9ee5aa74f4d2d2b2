#include "catch.hpp"
#include "running_host.hpp"

namespace {

crm::ChildEnd check(const std::string& name, const std::string& only) {
    return crm::run_child({built("crm-plugin-check").string(), "--only", only, built(name + ".so").string()},
                          std::chrono::seconds(60));
}

}  // namespace

TEST_CASE("the conformance tool finds each broken rule by its id, and only there") {
    struct Row {
        const char* plugin;
        const char* id;
    };
    for (const Row& row : {Row{"toy_two_symbols", "abi.one-symbol"}, Row{"toy_without_entry", "abi.one-symbol"},
                           Row{"toy_other_major", "abi.other-majors"}, Row{"toy_other_major", "abi.static-entry"},
                           Row{"toy_without_handler", "register.well-formed"},
                           Row{"toy_broken_schema", "register.well-formed"}, Row{"toy_throws", "register.well-formed"},
                           Row{"toy_crashes", "abi.static-entry"}, Row{"toy_early_thread", "life.no-thread"}}) {
        CAPTURE(row.plugin, row.id);
        const crm::ChildEnd broken = check(row.plugin, row.id);
        CHECK(broken.exit_code == 1);
        CHECK(broken.out.rfind(std::string(row.id) + " failed\n  seen: ", 0) == 0);
        const crm::ChildEnd good = check("toy", row.id);
        CAPTURE(good.out);
        CHECK(good.exit_code == 0);
        CHECK(good.out.rfind(std::string(row.id) + " ok\n", 0) == 0);
    }
}

TEST_CASE("the conformance tool knows no check that it was not told of") {
    CHECK(check("toy", "no.such-check").exit_code == 2);
    CHECK(crm::run_child({built("crm-plugin-check").string()}, std::chrono::seconds(10)).exit_code == 2);
}
