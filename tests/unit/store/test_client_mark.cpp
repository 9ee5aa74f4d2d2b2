#include "store/client_mark.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;

namespace {

std::vector<std::string> names(const std::string& directory) {
    std::vector<std::string> found;
    for (const MarkedClient& client : marked_clients(directory))
        found.push_back(client.name + "=" + client.settings_hash);
    return found;
}

}  // namespace

TEST_CASE("a client is seen as long as it lives, with its name and what it runs with", "[store]") {
    const rooms::TemporaryDirectory state;
    CHECK(names(state.path()).empty());
    auto worker = ClientMark::leave(state.path(), "crm 1.0, process 7", "abc");
    const auto console = ClientMark::leave(state.path(), "console", "def");
    REQUIRE((worker && console));
    CHECK(names(state.path()) == std::vector<std::string>{"console=def", "crm 1.0, process 7=abc"});
    worker.reset();
    CHECK(names(state.path()) == std::vector<std::string>{"console=def"});
}

TEST_CASE("a client that was killed is not seen, and its file goes", "[store]") {
    const rooms::TemporaryDirectory state;
    const pid_t child = ::fork();
    if (child == 0) {
        const auto mark = ClientMark::leave(state.path(), "short-lived", "abc");
        ::_exit(mark ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    const auto folder = std::filesystem::path(state.path()) / "clients";
    CHECK_FALSE(std::filesystem::is_empty(folder));
    CHECK(names(state.path()).empty());
    CHECK(std::filesystem::is_empty(folder));
}

TEST_CASE("a forked child that ends leaves its parent's mark", "[store]") {
    const rooms::TemporaryDirectory state;
    auto mark = ClientMark::leave(state.path(), "parent", "abc");
    const pid_t child = ::fork();
    if (child == 0) {
        mark.reset();
        ::_exit(0);
    }
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK(names(state.path()) == std::vector<std::string>{"parent=abc"});
}

TEST_CASE("where no mark can be written nothing is in the way", "[store]") {
    const rooms::TemporaryDirectory state;
    std::ofstream(state.path() + "/clients") << "a file in the folder's place";
    CHECK(ClientMark::leave(state.path(), "worker", "abc") == nullptr);
    CHECK(names(state.path()).empty());
}
