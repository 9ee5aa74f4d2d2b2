#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "entry/log_file.hpp"
#include "runtime/clock.hpp"
#include "runtime/timestamps.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

std::string days_ago(int days) {
    return rfc3339(Clock().now_ms() - days * day_ms);
}

void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

std::string read(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

LogSettings kept_for(const std::string& path, int days) {
    LogSettings settings;
    settings.file = path;
    settings.keep = std::chrono::days(days);
    return settings;
}

}  // namespace

TEST_CASE("a log is begun anew after half of the time that its lines are kept", "[log]") {
    const rooms::TemporaryDirectory directory;
    const std::string path = directory.path() + "/plugin.log";

    SECTION("an old one goes aside") {
        write(path, days_ago(8) + " info state: old\n");
        LogFile(kept_for(path, 14)).write(LogLevel::info, "state", "new");
        CHECK(read(path).find("old") == std::string::npos);
        CHECK(read(path).find("new") != std::string::npos);
        CHECK(read(path + ".1").find("old") != std::string::npos);
    }
    SECTION("a young one goes on") {
        write(path, days_ago(6) + " info state: old\n");
        LogFile(kept_for(path, 14)).write(LogLevel::info, "state", "new");
        CHECK(read(path).find("old") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(path + ".1"));
    }
    SECTION("one that was put aside longer ago than lines are kept is gone at the next start") {
        write(path + ".1", "older\n");
        std::filesystem::last_write_time(path + ".1",
                                         std::filesystem::file_time_type::clock::now() - std::chrono::hours(15 * 24));
        LogFile(kept_for(path, 14)).write(LogLevel::info, "state", "new");
        CHECK_FALSE(std::filesystem::exists(path + ".1"));
    }
}
