#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "catch.hpp"
#include "store/backup.hpp"
#include "store/consumers.hpp"
#include "store/copy_manifest.hpp"
#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
namespace fs = std::filesystem;

namespace {

std::string request(const std::string& directory) {
    return boost::json::serialize(boost::json::object{{"directory", directory}});
}

std::int64_t rows_in(const std::string& directory) {
    std::int64_t rows = 0;
    for (const std::string& name : segments_in(journal_directory(directory))) {
        rows += SegmentReader(journal_directory(directory), name).session().scalar("SELECT count(*) FROM entry");
    }
    return rows;
}

}  // namespace

TEST_CASE("a backup is a whole state that a writer opens", "[api][backup]") {
    World world;
    const auto account = world.attach("north", "4930111");
    world.guest_wrote(account, "4915100000001", "wamid.1", "Hello", 1763630000);
    world.delivered("noise");
    ConsumerStore(world.state()).start({"crm", 1, 2, world.now_ms});
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);

    const HttpAnswer answer = world.post("/admin/backup", admin_of({"north"}), request(target));
    REQUIRE(answer.status == 200);
    const auto made = body_of(answer);
    const std::string copy(made.at("directory").as_string());
    CHECK(copy == target + "/whatsapp-20251120T112200Z");
    CHECK(made.at("segments") == 1);
    CHECK(made.at("bytes").as_int64() > 8192);
    CHECK_FALSE(fs::exists(copy + ".partial"));
    struct stat directory {};
    REQUIRE(::stat(copy.c_str(), &directory) == 0);
    CHECK((directory.st_mode & 0777) == 0700);

    CHECK(rows_in(copy) == 1);
    const auto position = ConsumerStore(copy).find("crm");
    REQUIRE(position);
    CHECK(position->live == 2);
    auto opened = open_state_for_writing(copy);
    REQUIRE(opened.ok());
    Session& state = **opened;
    CHECK(meta_number(state, "copied_at", 0) == world.now_ms);
    CHECK(all_accounts(state).size() == 1);
    CHECK(quarantined(state).size() == 1);
    CHECK(state.scalar("SELECT count(*) FROM message") == 1);
    CHECK(state.scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
}

TEST_CASE("a backup during deliveries covers in its journal what its state has applied", "[api][backup]") {
    World world;
    world.attach("north", "4930111");
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    std::atomic<bool> more = true;
    std::thread deliveries([&] {
        while (more && world.journalled("noise")) {
        }
    });
    int compared = 0;
    for (int round = 0; round < 5; ++round) {
        world.now_ms += 1000;
        const auto made = back_up(world.state(), target, world.now_ms);
        if (!made.ok()) continue;
        ++compared;
        std::map<std::string, std::int64_t> newest;
        for (const std::string& name : segments_in(journal_directory(made->directory))) {
            newest[name] = SegmentReader(journal_directory(made->directory), name).newest();
        }
        auto session = open_state_for_reading(made->directory);
        for (const auto& [lane, applied] : journal_progress(*session)) CHECK(applied <= newest[lane.first]);
        CHECK(session->scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
    }
    more = false;
    deliveries.join();
    CHECK(compared == 5);
    auto writing = open_state_for_reading(world.state());
    CHECK(writing->scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
}

TEST_CASE("a segment that its process is only beginning is left out of a backup", "[api][backup]") {
    World world;
    world.delivered("noise");
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    const Session begun_now(journal_directory(world.state()) + "/9999999999999-1-00000000.journal", Access::write);
    const auto made = back_up(world.state(), target, world.now_ms);
    REQUIRE(made.ok());
    CHECK(made->segments == 1);
    CHECK(rows_in(made->directory) == 1);
}

TEST_CASE("a client makes a backup too", "[api][backup]") {
    World world;
    CHECK(world.post_as_client("/admin/backup", admin_of({"north"}), request("/no/such/place")).status == 400);
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    CHECK(world.post_as_client("/admin/backup", admin_of({"north"}), request(target)).status == 200);
}

TEST_CASE("a backup goes only where it can lie", "[api][backup]") {
    World world;
    const std::string actor = admin_of({"north"});
    const std::string target = world.directory() + "/backups";
    CHECK(code_of(world.post("/admin/backup", actor, request("backups"))) == "directory_invalid");
    CHECK(code_of(world.post("/admin/backup", actor, request(""))) == "directory_invalid");
    CHECK(code_of(world.post("/admin/backup", actor, request(target))) == "directory_missing");
    CHECK(code_of(world.post("/admin/backup", actor, request(world.state() + "/journal"))) == "directory_invalid");
    CHECK(code_of(world.post("/admin/backup", actor, R"({"directory":7})")) == "body_invalid");
    CHECK(code_of(world.post("/admin/backup", actor, R"({"directory":"/tmp","all":true})")) == "body_invalid");
    for (const auto& entry : fs::directory_iterator(world.state() + "/journal")) {
        CHECK(entry.path().filename().string().find(".journal") != std::string::npos);  // the audit's own lines
    }

    fs::create_directory(target);
    CHECK(world.post("/admin/backup", actor, request(target)).status == 200);
    const HttpAnswer again = world.post("/admin/backup", actor, request(target));
    CHECK(again.status == 409);
    CHECK(code_of(again) == "backup_exists");
}

TEST_CASE("a backup that cannot be finished leaves nothing behind", "[api][backup]") {
    World world;
    world.attach("north", "4930111");
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    const std::string broken = journal_directory(world.state()) + "/0-broken.journal";
    fs::create_directory(broken);
    const HttpAnswer refused = world.post("/admin/backup", admin_of({"north"}), request(target));
    CHECK(refused.status == 503);
    CHECK(code_of(refused) == "backup_failed");
    CHECK(fs::is_empty(target));
    fs::remove(broken);
}

TEST_CASE("a copy is accepted once, when every file is as its manifest says", "[api][backup]") {
    World world;
    world.delivered("noise");
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    const auto made = back_up(world.state(), target, world.now_ms);
    REQUIRE(made.ok());
    const std::string copy = made->directory;
    const std::string segment = segments_in(journal_directory(copy)).front();
    const std::string file = journal_directory(copy) + "/" + segment;
    const std::string kept = file + ".kept";
    fs::copy_file(file, kept);

    SECTION("whole") {
        CHECK(accept_copy(copy).ok());
        CHECK_FALSE(fs::exists(copy + "/manifest.json"));
        CHECK(accept_copy(copy).ok());
    }
    SECTION("shorter") {
        fs::resize_file(file, 4096);
        const auto refused = accept_copy(copy);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.problem().code == "copy_damaged");
        CHECK(refused.problem().detail ==
              "The state in " + copy + " came from a backup and is not as the backup was written: journal/" + segment +
                  " has 4096 bytes instead of " + std::to_string(fs::file_size(kept)) + ".");
        CHECK(refused.problem().next ==
              "Restore this backup once more, or an older one. Nothing was opened or changed.");
        CHECK(fs::exists(copy + "/manifest.json"));
    }
    SECTION("one bit is another") {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(5000);
        bytes.put('!');
        bytes.close();
        CHECK(accept_copy(copy).problem().detail.find(segment + " has another content.") != std::string::npos);
    }
    SECTION("missing") {
        fs::remove(file);
        CHECK(accept_copy(copy).problem().detail.find(segment + " is missing.") != std::string::npos);
    }
    SECTION("the manifest itself is half") {
        fs::resize_file(copy + "/manifest.json", 40);
        CHECK(accept_copy(copy).problem().detail.find("manifest.json cannot be read.") != std::string::npos);
    }
}

TEST_CASE("a backup whose journal lost rows that the state has applied is refused", "[api][backup]") {
    World world;
    world.delivered("noise");
    const std::string target = world.directory() + "/backups";
    fs::create_directory(target);
    {
        Session damage(state_path(world.state()), Access::write);
        damage.execute("UPDATE journal_progress SET applied = 99");
    }
    const auto refused = back_up(world.state(), target, world.now_ms);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().detail.find("has lost rows") != std::string::npos);
    CHECK(fs::is_empty(target));
}
