#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "catch.hpp"
#include "store/another_process.hpp"
#include "store/owner_lock.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::AnotherProcess;
using rooms::eventually;
using rooms::TemporaryDirectory;

namespace {

/// Runs `body` in a forked child and answers its exit code.
template <class Body>
int in_child(const Body& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string holder_of_refusal(const std::string& directory) {
    auto second = OwnerLock::take(directory, "the second");
    if (second.ok()) return "nobody";
    CHECK(second.problem().code == "owner_exists");
    return second.problem().detail;
}

}  // namespace

TEST_CASE("child: holds the owner's lock until it is killed", "[.child]") {
    auto lock = OwnerLock::take(rooms::given("state"), "the other process");
    if (!lock.ok()) std::_Exit(1);
    rooms::raise_flag(rooms::given("flag"));
    for (;;) ::pause();
}

TEST_CASE("a state has one owner in a process, under every name of its directory", "[store]") {
    const TemporaryDirectory directory;
    const std::string linked = directory.path() + "-linked";
    std::filesystem::create_directory_symlink(directory.path(), linked);
    CHECK_FALSE(OwnerLock::held(directory.path()));
    {
        auto first = OwnerLock::take(directory.path(), "the first");
        REQUIRE(first.ok());
        CHECK(OwnerLock::held(directory.path()));
        CHECK(OwnerLock::held(linked));
        CHECK(holder_of_refusal(directory.path()).find("This process") != std::string::npos);
        CHECK(holder_of_refusal(linked).find("This process") != std::string::npos);
    }
    std::filesystem::remove(linked);
    CHECK_FALSE(OwnerLock::held(directory.path()));
    CHECK(OwnerLock::take(directory.path(), "the next").ok());
}

TEST_CASE("asking who owns a state does not give the state away", "[store]") {
    const TemporaryDirectory directory;
    auto first = OwnerLock::take(directory.path(), "the first");
    REQUIRE(first.ok());
    CHECK(OwnerLock::held(directory.path()));
    CHECK_FALSE(OwnerLock::take(directory.path(), "the second").ok());
    // Closing any descriptor of the file would drop the lock: a child can tell whether it is still there.
    CHECK(in_child([&] { return OwnerLock::held(directory.path()) ? 0 : 1; }) == 0);
}

TEST_CASE("another process is refused and told who owns the state", "[store]") {
    const TemporaryDirectory directory;
    const std::string flag = directory.path() + "/ready";
    AnotherProcess owner("child: holds the owner's lock until it is killed",
                         {{"state", directory.path()}, {"flag", flag}});
    REQUIRE(eventually([&] { return rooms::flag_raised(flag); }));
    CHECK(OwnerLock::held(directory.path()));
    CHECK(holder_of_refusal(directory.path()).find("the other process") != std::string::npos);
    owner.kill();
    CHECK_FALSE(OwnerLock::held(directory.path()));
    CHECK(OwnerLock::take(directory.path(), "the heir").ok());
}

TEST_CASE("a forked child abandons the lock without freeing its parent's", "[store]") {
    const TemporaryDirectory directory;
    auto lock = OwnerLock::take(directory.path(), "the parent");
    REQUIRE(lock.ok());
    const int told = in_child([&] {
        (*lock)->abandon();
        if (!OwnerLock::held(directory.path())) return 1;
        auto mine = OwnerLock::take(directory.path(), "the child");
        if (mine.ok()) return 2;
        return mine.problem().detail.find("the parent") == std::string::npos ? 3 : 0;
    });
    CHECK(told == 0);
    CHECK(in_child([&] { return OwnerLock::held(directory.path()) ? 0 : 1; }) == 0);
}

TEST_CASE("a child may own the state that its parent gave up", "[store]") {
    const TemporaryDirectory directory;
    auto lock = OwnerLock::take(directory.path(), "the parent");
    REQUIRE(lock.ok());
    int pipe[2] = {-1, -1};
    REQUIRE(::pipe(pipe) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        char byte = 0;
        ::close(pipe[1]);
        if (::read(pipe[0], &byte, 1) != 1) ::_exit(9);
        (*lock)->abandon();
        if (OwnerLock::held(directory.path())) ::_exit(1);
        ::_exit(OwnerLock::take(directory.path(), "the child").ok() ? 0 : 2);
    }
    lock->reset();
    ::close(pipe[0]);
    REQUIRE(::write(pipe[1], "x", 1) == 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[1]);
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a lock file that cannot be written is a problem that says what to do", "[store]") {
    const auto lock = OwnerLock::take("/nowhere/at/all", "somebody");
    REQUIRE_FALSE(lock.ok());
    CHECK(lock.problem().code == "state_unwritable");
    CHECK_FALSE(lock.problem().next.empty());
    CHECK_FALSE(OwnerLock::held("/nowhere/at/all"));
}
