// What becomes of a file that a message names: fetched once, verified, kept; or given up with its reason.
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "media/media_bench.hpp"
#include "media/media_rules.hpp"
#include "secrets/digest.hpp"
#include "store/another_process.hpp"
#include "store/state_schema.hpp"

using namespace coexist;
using rooms::MediaBench;
using rooms::PlatformFile;

namespace {

const std::string photo = "the bytes of a photo, which are many more in real life";
constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24LL * 60 * minute_ms;

std::string content_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string text_of(const boost::json::object& document, const char* name) {
    const auto* found = document.if_contains("media");
    const auto* member = found == nullptr ? nullptr : found->as_object().if_contains(name);
    return member == nullptr ? std::string() : std::string(member->as_string());
}

PlatformFile file(const std::string& bytes) {
    PlatformFile made;
    made.bytes = bytes;
    return made;
}

/// The file was written that long ago.
void written_before(const std::string& path, std::chrono::hours age) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
}

}  // namespace

TEST_CASE("rule E: a photo is fetched, verified, kept under its hash, and its message goes to the end of the feed",
          "[media][pains]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    CHECK(text_of(media.message("wamid.1"), "state") == "waiting");
    const std::int64_t before = media.bench.scalar("SELECT max(seq) FROM feed");
    media.start_fetching();
    REQUIRE(media.becomes("111", MediaState::kept));
    const MediaRow row = media.row("111");
    CHECK(row.content == sha256_hex(photo));
    CHECK(row.bytes == static_cast<std::int64_t>(photo.size()));
    CHECK(content_of(media_path(media.bench.directory(), TenantId("hotel-1"), row.content)) == photo);
    const auto shown = media.message("wamid.1");
    CHECK(text_of(shown, "state") == "kept");
    CHECK(text_of(shown, "href") == "/v1/media/" + media_id(row.key).value);
    CHECK(media.bench.scalar("SELECT max(seq) FROM feed") == before + 1);
    CHECK(media.bench.scalar("SELECT kind FROM feed ORDER BY seq DESC LIMIT 1") ==
          static_cast<int>(SubjectKind::message));
}

TEST_CASE("a delivery that comes again, and a second message with the same file, fetch nothing again", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.platform->put("222", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    REQUIRE(media.becomes("111", MediaState::kept));
    media.guest_sends("wamid.1", "111", sha256_hex(photo));  // the platform repeats what it is not sure of
    media.guest_sends("wamid.2", "111", sha256_hex(photo));  // the same id in another message
    media.guest_sends("wamid.3", "222", sha256_hex(photo));  // forwarded: another id, the same bytes
    CHECK(media.row("222").state == MediaState::kept);
    CHECK(text_of(media.message("wamid.2"), "state") == "kept");
    CHECK(text_of(media.message("wamid.3"), "state") == "kept");
    CHECK(media.platform->downloaded() == 1);
    CHECK(media.platform->located() == 1);
    CHECK(media.files().size() == 1);
}

TEST_CASE("tenants share nothing, not even equal bytes", "[media]") {
    MediaBench media;
    media.attach("hotel-1");
    media.platform->put("111", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    REQUIRE(media.becomes("111", MediaState::kept));
    CHECK(media_path("/s", TenantId("hotel-1"), "abcd") != media_path("/s", TenantId("hotel-2"), "abcd"));
    CHECK(media_file_bytes(*media.bench.readers().take(), TenantId("hotel-2"), sha256_hex(photo)) == std::nullopt);
}

TEST_CASE("what is not the announced file is not kept, and after a second try it is called damaged", "[media]") {
    MediaBench media;
    media.attach();
    PlatformFile other = file(photo);
    other.announced_sha256 = sha256_hex("another photo");
    media.platform->put("111", other);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.tried("111", 1));
    CHECK(media.row("111").state == MediaState::waiting);
    media.pass_ms(minute_ms);
    REQUIRE(media.becomes("111", MediaState::damaged));
    CHECK(media.files().empty());
    CHECK(text_of(media.message("wamid.1"), "reason") ==
          "What came is not the file that the platform announced: its hash differs.");
}

TEST_CASE("where the platform announces no hash, that of the webhook counts", "[media]") {
    MediaBench media;
    media.attach();
    PlatformFile unannounced = file("something else");
    MediaPlaceOutcome place;
    place.kind = CallOutcome::Kind::accepted;
    place.place = {"https://files.example/111", "image/jpeg", "", 0};
    unannounced.locations = {place, place};
    media.platform->put("111", unannounced);
    media.start_fetching();
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    REQUIRE(media.tried("111", 1));
    CHECK(media.row("111").state == MediaState::waiting);
    CHECK(media.files().empty());
}

TEST_CASE("limits are judged before a byte is fetched, and again while it comes", "[media]") {
    MediaBench media;
    media.settings.defaults.media.largest_bytes = 40;
    media.settings.defaults.media.types = {"image/*", "application/pdf"};
    media.attach();
    media.start_fetching();
    SECTION("a file that is announced as too large") {
        media.platform->put("111", file(photo));
        media.guest_sends("wamid.1", "111");
        REQUIRE(media.becomes("111", MediaState::too_large));
        CHECK(media.platform->downloaded() == 0);
    }
    SECTION("one that lied about its size") {
        PlatformFile liar = file(photo);
        liar.announced_bytes = 4;
        media.platform->put("111", liar);
        media.guest_sends("wamid.1", "111");
        REQUIRE(media.becomes("111", MediaState::too_large));
        CHECK(media.files().empty());
    }
    SECTION("one of a kind that the configuration leaves out") {
        PlatformFile program = file("MZ");
        program.mime_type = "application/x-msdownload";
        media.platform->put("111", program);
        media.guest_sends("wamid.1", "111", {}, "application/x-msdownload", "invoice.exe");
        REQUIRE(media.becomes("111", MediaState::type_not_allowed));
        CHECK(media.platform->downloaded() == 0);
        CHECK(text_of(media.message("wamid.1"), "reason") ==
              "Files of the kind application/x-msdownload are not kept here.");
    }
}

TEST_CASE("a tenant's quota is kept to the byte, and a raised one lets in what had no room", "[media]") {
    MediaBench media;
    media.settings.defaults.media.quota_bytes = 100;
    media.attach();
    media.platform->put("111", file(std::string(60, 'a')));
    media.platform->put("222", file(std::string(41, 'b')));
    media.platform->put("333", file(std::string(40, 'c')));
    PlatformFile silent = file(std::string(10, 'd'));
    silent.announced_bytes = 0;  // its size is not told: only its bytes tell
    media.platform->put("444", silent);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::kept));
    media.guest_sends("wamid.2", "222");
    REQUIRE(media.becomes("222", MediaState::over_quota));
    media.guest_sends("wamid.3", "333");
    REQUIRE(media.becomes("333", MediaState::kept));
    media.guest_sends("wamid.4", "444");
    REQUIRE(media.becomes("444", MediaState::over_quota));
    CHECK(rooms::eventually([&] { return media.files().size() == 2; }));  // what was begun is taken away after the word
    media.stop_fetching();
    media.settings.defaults.media.quota_bytes = 1000;
    media.restart(false, true);
    media.platform = std::make_shared<rooms::ScriptedMedia>();
    media.platform->put("222", file(std::string(41, 'b')));
    media.platform->put("444", silent);
    media.start_fetching();
    CHECK(media.becomes("222", MediaState::kept));
    CHECK(media.becomes("444", MediaState::kept));
}

TEST_CASE("an address that is over is asked for once more, at once", "[media]") {
    MediaBench media;
    media.attach();
    PlatformFile late = file(photo);
    late.downloads = {rooms::download_ends(DownloadOutcome::Kind::gone)};
    media.platform->put("111", late);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::kept));
    CHECK(media.platform->located() == 2);
    CHECK(media.row("111").attempts == 1);
}

TEST_CASE("a file that the platform does not have is gone after a second look", "[media]") {
    MediaBench media;
    media.attach();
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.tried("111", 1));
    CHECK(media.row("111").state == MediaState::waiting);
    media.pass_ms(minute_ms);
    REQUIRE(media.becomes("111", MediaState::gone));
    CHECK(text_of(media.message("wamid.1"), "reason") == "The platform has this file no more.");
    CHECK(media.platform->located() == 2);
}

TEST_CASE("rule E: while the platform cannot be reached a file waits, longer each time, until its 7 days are over",
          "[media][pains]") {
    MediaBench media;
    media.attach();
    PlatformFile away = file(photo);
    away.locations.assign(200, rooms::no_answer_about_it());
    media.platform->put("111", away);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.tried("111", 1));
    CHECK(media.row("111").why == "No connection.");
    const std::int64_t first_wait = media.row("111").not_before - media.bench.now_ms;
    CHECK(first_wait == wait_after_tries(1));
    media.pass_ms(first_wait);
    REQUIRE(media.tried("111", 2));
    CHECK(media.row("111").not_before - media.bench.now_ms == wait_after_tries(2));
    media.pass_ms(7 * day_ms - 2 * minute_ms);  // the next try would come too late
    REQUIRE(media.becomes("111", MediaState::gone));
    CHECK(text_of(media.message("wamid.1"), "reason") ==
          "The platform has files for 7 days only, and these are over. The last try: No connection.");
}

TEST_CASE("a file that was told more than 7 days ago is not asked for", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.guest_sends("wamid.1", "111");
    media.bench.now_ms += 8 * day_ms;
    SECTION("where it waited so long") {
        media.start_fetching();
        REQUIRE(media.becomes("111", MediaState::gone));
    }
    SECTION("where its message is read again from the journal") {
        media.bench.transact([](WriteContext& context) { context.session.execute("DELETE FROM media"); });
        want_rebuild(media.bench.directory());
        media.restart();
        REQUIRE(media.becomes("111", MediaState::gone));
        media.start_fetching();
    }
    CHECK(media.platform->located() == 0);
}

TEST_CASE("a file that lies elsewhere, or that its host does not give out, is given up with the reason", "[media]") {
    MediaBench media;
    media.attach();
    PlatformFile foreign = file(photo);
    foreign.downloads = {rooms::download_ends(DownloadOutcome::Kind::not_allowed, "It lies on evil.example.")};
    media.platform->put("111", foreign);
    PlatformFile locked = file(photo);
    locked.downloads.assign(3, rooms::download_ends(DownloadOutcome::Kind::denied));
    media.platform->put("222", locked);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::host_not_allowed));
    CHECK(text_of(media.message("wamid.1"), "reason") == "It lies on evil.example.");
    media.guest_sends("wamid.2", "222");
    for (std::int64_t times = 1; times < tries_until_refused; ++times) {
        REQUIRE(media.tried("222", times));
        media.pass_ms(10 * minute_ms);
    }
    CHECK(media.becomes("222", MediaState::refused));
}

TEST_CASE("files stay at the platform where the configuration says so, until it says otherwise", "[media]") {
    MediaBench media;
    media.settings.defaults.media.fetch = false;
    media.attach();
    media.platform->put("111", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    CHECK(media.row("111").state == MediaState::off);
    CHECK(media.platform->located() == 0);
    media.stop_fetching();
    media.settings.defaults.media.fetch = true;
    media.restart(false, true);
    media.start_fetching();
    CHECK(media.becomes("111", MediaState::kept));
}

TEST_CASE("a later webhook that tells of a file again has it fetched again; a repetition has not", "[media]") {
    MediaBench media;
    media.attach();
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.tried("111", 1));
    media.pass_ms(minute_ms);
    REQUIRE(media.becomes("111", MediaState::gone));
    media.platform->put("111", file(photo));
    media.guest_sends("wamid.1", "111");
    CHECK(media.row("111").state == MediaState::gone);
    media.pass_ms(10 * minute_ms);
    media.guest_sends("wamid.1", "111");  // as media follow-ups of a second sign-up do
    CHECK(media.becomes("111", MediaState::kept));
}

TEST_CASE("an owner that ends in the middle of a download begins it anew, and leaves nothing half", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.platform->hang_downloads();
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(rooms::eventually([&] { return media.platform->hanging(); }));
    media.restart();
    CHECK(media.files().empty());
    CHECK(media.row("111").attempts == 0);
    media.platform = std::make_shared<rooms::ScriptedMedia>();
    media.platform->put("111", file(photo));
    media.start_fetching();
    CHECK(media.becomes("111", MediaState::kept));
    CHECK(media.files().size() == 1);
}

TEST_CASE("a fold that is built anew finds its files, and fetches none again", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    REQUIRE(media.becomes("111", MediaState::kept));
    want_rebuild(media.bench.directory());
    media.restart();
    media.start_fetching();
    REQUIRE(rooms::eventually(
        [&] { return media.bench.scalar("SELECT count(*) FROM message WHERE wamid = 'wamid.1'") == 1; }));
    CHECK(text_of(media.message("wamid.1"), "state") == "kept");
    CHECK(media.row("111").state == MediaState::kept);
    CHECK(media.platform->downloaded() == 1);
}

TEST_CASE("after a restored backup a file that is missing is fetched anew, or becomes a placeholder", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.platform->put("222", file("another"));
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::kept));
    media.bench.now_ms += 6 * day_ms;
    media.guest_sends("wamid.2", "222");
    REQUIRE(media.becomes("222", MediaState::kept));
    media.bench.now_ms += 2 * day_ms;
    media.stop_fetching();
    std::filesystem::remove_all(media_directory(media.bench.directory()));
    media.restart(true, false);
    media.start_fetching();
    CHECK(media.becomes("222", MediaState::kept));
    CHECK(media.row("111").state == MediaState::gone);
    CHECK(media.files().size() == 1);
}

TEST_CASE("what its writer takes back is forgotten with its bytes, unless another message shows it", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.platform->put("222", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111", sha256_hex(photo));
    REQUIRE(media.becomes("111", MediaState::kept));
    media.guest_sends("wamid.2", "222", sha256_hex(photo));
    media.guest_sends("wamid.3", "222", sha256_hex(photo));
    media.guest_takes_back("wamid.1");
    CHECK(media.row("111").state == MediaState::gone);
    media.guest_takes_back("wamid.2");
    CHECK(media.row("222").state == MediaState::kept);
    CHECK(media.files().size() == 1);
    media.guest_takes_back("wamid.3");
    CHECK(media.row("222").state == MediaState::gone);
    CHECK(rooms::eventually([&] { return media.files().empty(); }));
    CHECK(media.bench.scalar("SELECT count(*) FROM media_file") == 0);
}

TEST_CASE("what was taken back before it came is not fetched", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.guest_takes_back("wamid.1");
    media.guest_sends("wamid.1", "111");
    CHECK(media.row("111").state == MediaState::gone);
    media.start_fetching();
    media.guest_sends("wamid.2", "222");
    REQUIRE(media.tried("222", 1));
    CHECK(media.platform->located("111") == 0);
}

TEST_CASE("bytes that a crash left without a row are taken away at the next start", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::kept));
    media.stop_fetching();
    const std::string orphan = media_path(media.bench.directory(), TenantId("hotel-1"), sha256_hex("nobody's"));
    std::filesystem::create_directories(std::filesystem::path(orphan).parent_path());
    std::ofstream(orphan) << "nobody's";
    written_before(orphan, std::chrono::hours(2));
    CHECK(media.files().size() == 2);
    media.start_fetching();
    CHECK(rooms::eventually([&] { return media.files().size() == 1; }));
    CHECK(media.files().front() == sha256_hex(photo));
}

TEST_CASE("an upload that another process is taking in outlives the owner's start", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    const std::string folder = incoming_folder(media.bench.directory());
    const std::string kept =
        media_path(media.bench.directory(), TenantId("hotel-1"), sha256_hex("its row is on its way"));
    std::filesystem::create_directories(folder);
    std::filesystem::create_directories(std::filesystem::path(kept).parent_path());
    for (const std::string& name :
         {folder + "/upload-1-2", folder + "/upload-of-a-crash", folder + "/half-a-download", kept}) {
        std::ofstream(name) << "bytes";
    }
    written_before(folder + "/upload-of-a-crash", std::chrono::hours(2));
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    REQUIRE(media.becomes("111", MediaState::kept));
    const std::vector<std::string> names = media.files();
    const std::set<std::string> left(names.begin(), names.end());
    CHECK(left == std::set<std::string>{"upload-1-2", sha256_hex("its row is on its way"), sha256_hex(photo)});
}

TEST_CASE("a guest's photo does not wait behind an import's files", "[media]") {
    MediaBench media;
    media.attach();
    for (int number = 0; number < 20; ++number) {
        const std::string id = std::to_string(1000 + number);
        media.platform->put(id, file("imported " + id));
        media.guest_sends("wamid." + id, id);
    }
    media.platform->put("111", file(photo));
    media.guest_sends("wamid.1", "111");
    media.start_fetching();
    REQUIRE(media.becomes("1000", MediaState::kept));
    CHECK(media.platform->first_located() == "111");
}

TEST_CASE("a nearly full disk keeps what is left of it for messages", "[media]") {
    MediaBench media;
    media.attach();
    media.platform->put("111", file(photo));
    media.set_disk_budget(1);
    media.start_fetching();
    media.guest_sends("wamid.1", "111");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK(media.row("111").state == MediaState::waiting);
    CHECK(media.platform->downloaded() == 0);
    media.set_disk_budget(0);
    CHECK(media.becomes("111", MediaState::kept));
}
