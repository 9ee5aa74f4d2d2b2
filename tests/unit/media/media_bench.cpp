#include "media/media_bench.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "catch.hpp"
#include "feed/resources.hpp"
#include "secrets/digest.hpp"
#include "store/another_process.hpp"
#include "store/keys.hpp"

namespace rooms {
using namespace coexist;
namespace json = boost::json;
namespace fs = std::filesystem;
namespace {

std::int64_t clock_of(void* bench) {
    return static_cast<WriterBench*>(bench)->now_ms.load();
}

AccountId account_of(const std::string& tenant) {
    return account_id_for(TenantId(tenant), fixture_digits);
}

}  // namespace

DownloadOutcome download_ends(DownloadOutcome::Kind kind, const std::string& why) {
    return {kind, why};
}

MediaPlaceOutcome not_there() {
    MediaPlaceOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.gone = true;
    return outcome;
}

MediaPlaceOutcome no_answer_about_it() {
    MediaPlaceOutcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    outcome.reason = "No connection.";
    return outcome;
}

void ScriptedMedia::put(const std::string& id, PlatformFile file) {
    const std::lock_guard lock(guard_);
    files_[id] = std::move(file);
}

void ScriptedMedia::hang_downloads() {
    const std::lock_guard lock(guard_);
    hang_ = true;
}

int ScriptedMedia::located(const std::string& id) {
    const std::lock_guard lock(guard_);
    return static_cast<int>(id.empty() ? static_cast<std::ptrdiff_t>(located_.size())
                                       : std::count(located_.begin(), located_.end(), id));
}

std::string ScriptedMedia::first_located() {
    const std::lock_guard lock(guard_);
    return located_.empty() ? std::string() : located_.front();
}

int ScriptedMedia::downloaded() {
    const std::lock_guard lock(guard_);
    return downloaded_;
}

bool ScriptedMedia::hanging() {
    const std::lock_guard lock(guard_);
    return hanging_;
}

MediaPlaceOutcome ScriptedMedia::locate(const Line& line, const std::string& id) {
    const std::lock_guard lock(guard_);
    REQUIRE(line.token.reveal() == "the token");
    located_.push_back(id);
    const auto found = files_.find(id);
    if (found == files_.end()) return not_there();
    PlatformFile& file = found->second;
    if (!file.locations.empty()) {
        MediaPlaceOutcome outcome = file.locations.front();
        file.locations.erase(file.locations.begin());
        return outcome;
    }
    MediaPlaceOutcome outcome;
    outcome.kind = CallOutcome::Kind::accepted;
    outcome.place = {"https://files.example/" + id, file.mime_type,
                     file.announced_sha256.empty() ? sha256_hex(file.bytes) : file.announced_sha256,
                     file.announced_bytes < 0 ? static_cast<std::int64_t>(file.bytes.size()) : file.announced_bytes};
    return outcome;
}

DownloadOutcome ScriptedMedia::download(const Line& /*line*/, const std::string& url, std::int64_t most_bytes,
                                        net::BodySink& sink) {
    std::unique_lock lock(guard_);
    ++downloaded_;
    PlatformFile& file = files_.at(url.substr(url.rfind('/') + 1));
    if (!file.downloads.empty()) {
        DownloadOutcome outcome = file.downloads.front();
        file.downloads.erase(file.downloads.begin());
        return outcome;
    }
    const std::string_view bytes = file.bytes;
    sink.take(bytes.substr(0, bytes.size() / 2));
    if (hang_) {
        hanging_ = true;
        changed_.wait(lock, [this] { return aborted_; });
        hanging_ = false;
        return {DownloadOutcome::Kind::failed, "The plugin is stopping."};
    }
    if (static_cast<std::int64_t>(bytes.size()) > most_bytes) return {DownloadOutcome::Kind::too_large, "Too much."};
    sink.take(bytes.substr(bytes.size() / 2));
    return {DownloadOutcome::Kind::done, {}};
}

void ScriptedMedia::abort() {
    {
        const std::lock_guard lock(guard_);
        aborted_ = true;
    }
    changed_.notify_all();
}

MediaBench::MediaBench(const std::string& directory) : bench(directory) {
    follow();
}

MediaBench::~MediaBench() {
    stop_fetching();
}

void MediaBench::follow() {
    disk_ = std::make_unique<DiskUse>(bench.directory(), Log());
    book_ = std::make_unique<MediaBook>(settings, bench.directory());
    bench.transact([this](WriteContext&) {
        bench.writer().deliveries().on_routed(
            [this](WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) {
                for (MediaContent& one : book_->told(context, account, fact, received_at).forgotten) {
                    forgotten_.push_back(std::move(one));
                }
            });
    });
}

AccountRow MediaBench::attach(const std::string& tenant) {
    AccountRow account = fixture_account();
    account.tenant = TenantId(tenant);
    account.account_id = account_of(tenant);
    auto sealed = bench.cipher().seal(Secret("the token"), account.account_id.value);
    REQUIRE(sealed.ok());
    account.token_sealed = *sealed;
    bench.attach(account);
    return account;
}

void MediaBench::guest_sends(const std::string& wamid, const std::string& media, const std::string& sha256,
                             const std::string& mime_type, const std::string& filename) {
    json::object file{{"id", media}, {"mime_type", mime_type}};
    if (!sha256.empty()) file["sha256"] = sha256;
    if (!filename.empty()) file["filename"] = filename;
    const std::string type = filename.empty() ? "image" : "document";
    const json::object message{{"from", "4915112345678"},
                               {"id", wamid},
                               {"timestamp", std::to_string(bench.now_ms / 1000)},
                               {"type", type},
                               {type, file}};
    deliver(message);
    if (fetcher_) fetcher_->wake();
}

void MediaBench::guest_takes_back(const std::string& wamid) {
    deliver(json::object{{"from", "4915112345678"},
                         {"id", wamid + ".revoke"},
                         {"timestamp", std::to_string(bench.now_ms / 1000)},
                         {"type", "revoke"},
                         {"revoke", {{"original_message_id", wamid}}}});
    bench.transact([this](WriteContext&) {
        if (fetcher_) fetcher_->forget(std::exchange(forgotten_, {}));
    });
}

void MediaBench::deliver(const json::object& message) {
    const json::object value{
        {"messaging_product", "whatsapp"},
        {"metadata", {{"display_phone_number", fixture_digits}, {"phone_number_id", fixture_number}}},
        {"contacts", json::array{json::object{{"profile", {{"name", "Lena"}}}, {"wa_id", "4915112345678"}}}},
        {"messages", json::array{message}}};
    bench.deliver(json::serialize(json::object{
        {"object", "whatsapp_business_account"},
        {"entry",
         json::array{json::object{{"id", fixture_waba},
                                  {"changes", json::array{json::object{{"field", "messages"}, {"value", value}}}}}}}}));
}

void MediaBench::start_fetching() {
    fetcher_ = std::make_unique<MediaFetcher>(bench.writer(), *book_,
                                              MediaNeeds{bench.readers(), *platform, bench.cipher(), settings, *disk_,
                                                         bench.directory(), Clock(clock_of, &bench)},
                                              Log());
    fetcher_->start();
}

void MediaBench::stop_fetching() {
    if (fetcher_) fetcher_->stop();
    fetcher_.reset();
}

void MediaBench::restart(bool restored, bool reconfigured) {
    stop_fetching();
    bench.restart();
    follow();
    bench.transact([&](WriteContext& context) { book_->recover(context, restored, reconfigured); });
    bench.settle();
}

void MediaBench::pass_ms(std::int64_t ms) {
    bench.now_ms += ms;
    if (fetcher_) fetcher_->wake();
}

MediaRow MediaBench::row(const std::string& media, const std::string& tenant) {
    return find_media(*bench.readers().take(), media_key(account_of(tenant), media)).value_or(MediaRow{});
}

bool MediaBench::becomes(const std::string& media, MediaState state, const std::string& tenant) {
    return eventually([&] { return row(media, tenant).key != 0 && row(media, tenant).state == state; });
}

bool MediaBench::tried(const std::string& media, std::int64_t times) {
    return eventually([&] { return row(media).attempts == times; });
}

json::object MediaBench::message(const std::string& wamid, const std::string& tenant) {
    auto reader = bench.readers().take();
    const auto found = find_message(*reader, message_key(account_of(tenant), wamid));
    REQUIRE(found.has_value());
    return message_document(*reader, *found);
}

std::vector<std::string> MediaBench::files() {
    std::vector<std::string> names;
    const std::string folder = media_directory(bench.directory());
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    }
    return names;
}

}  // namespace rooms
