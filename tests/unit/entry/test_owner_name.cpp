#include <unistd.h>

#include "catch.hpp"
#include "entry/host_bench.hpp"
#include "entry/owner_name.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::AnotherProcess;
using rooms::Host;
using rooms::TemporaryDirectory;

TEST_CASE("the owner of a state is told by process, host, program, machine and time", "[entry]") {
    const std::int64_t since = 1795261683'456;  // 2026-11-21 11:48:03 UTC
    CHECK(words({"crm-host 0.1.0", "/usr/bin/crm-host", "frontdesk", 4711, since}) ==
          "process 4711 (crm-host 0.1.0, program /usr/bin/crm-host) on frontdesk since 2026-11-21 11:48:03 UTC");
    CHECK(words({"", "/usr/sbin/php-fpm8.2", "frontdesk", 4711, since}) ==
          "process 4711 (program /usr/sbin/php-fpm8.2) on frontdesk since 2026-11-21 11:48:03 UTC");
    CHECK(words({"Hotel CRM 3", "", "", 4711, since}) == "process 4711 (Hotel CRM 3) since 2026-11-21 11:48:03 UTC");
    CHECK(words({"", "", "", 4711, 0}) == "process 4711 since 1970-01-01 00:00:00 UTC");
}

TEST_CASE("this process knows its own name", "[entry]") {
    const OwnerName mine = this_process("a test", 5);
    CHECK(mine.process == ::getpid());
    CHECK(mine.program.find("unit-tests") != std::string::npos);
    CHECK_FALSE(mine.machine.empty());
}

TEST_CASE("child: owns a state until it is ended", "[.child]") {
    const Host owner = Host::running(rooms::given("state"));
    rooms::raise_flag(rooms::given("flag"));
    for (;;) ::pause();
}

TEST_CASE("a second owner is refused by the name of the first", "[entry]") {
    const TemporaryDirectory directory;
    const std::string flag = directory.path() + "/ready";
    AnotherProcess first("child: owns a state until it is ended", {{"state", directory.path()}, {"flag", flag}});
    REQUIRE(rooms::eventually([&] { return rooms::flag_raised(flag); }));
    Host second(directory.path(), "owner");
    REQUIRE(second.configure(rooms::configuration()).ok());
    const crm::Reply refused = second.start();
    CHECK(rooms::code_of(refused) == "owner_exists");
    const auto problem = rooms::document_of(refused);
    const std::string detail(problem.at("detail").as_string());
    const OwnerName mine = this_process({}, 0);
    const std::string begin = "The state in " + directory.path() + " is worked by process ";
    const std::string middle = " (program " + mine.program + ") on " + mine.machine + " since 20";
    CAPTURE(detail);
    CHECK(detail.substr(0, begin.size()) == begin);
    CHECK(detail.find(middle) != std::string::npos);
    CHECK(detail.substr(detail.size() - 5) == " UTC.");
    CHECK(problem.at("next").as_string() == "Stop that one first, or open this one with role \"client\".");
}
