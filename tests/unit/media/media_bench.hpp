#pragma once
#include <boost/json/object.hpp>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "channel/media_desk.hpp"
#include "ingest/disk_use.hpp"
#include "ingest/writer_bench.hpp"
#include "media/media_book.hpp"
#include "media/media_fetcher.hpp"

namespace rooms {

/// What the platform has under an id, and how it behaves.
struct PlatformFile {
    std::string bytes;
    std::string mime_type = "image/jpeg";
    std::string announced_sha256;  ///< empty: the true one
    std::int64_t announced_bytes = -1;
    std::vector<coexist::DownloadOutcome> downloads;    ///< answers of the host, in this order, before the bytes come
    std::vector<coexist::MediaPlaceOutcome> locations;  ///< answers of the platform, before it tells the place
};

coexist::DownloadOutcome download_ends(coexist::DownloadOutcome::Kind kind,
                                       const std::string& why = "As the test says.");
coexist::MediaPlaceOutcome not_there();
coexist::MediaPlaceOutcome no_answer_about_it();

/// A platform of the test's own, with files by id. Thread-safe.
class ScriptedMedia : public coexist::MediaDesk {
  public:
    void put(const std::string& id, PlatformFile file);
    /// Downloads break off after their first part, and wait until aborted.
    void hang_downloads();
    int located(const std::string& id = {});
    int downloaded();
    std::string first_located();
    bool hanging();

    coexist::MediaPlaceOutcome locate(const coexist::Line& line, const std::string& id) override;
    coexist::DownloadOutcome download(const coexist::Line& line, const std::string& url, std::int64_t most_bytes,
                                      coexist::net::BodySink& sink) override;
    /// No bench of this room gives it files.
    coexist::UploadOutcome upload(const coexist::Line&, const coexist::FileToUpload&) override { return {}; }
    void abort() override;

  private:
    std::mutex guard_;
    std::condition_variable changed_;
    std::map<std::string, PlatformFile> files_;
    std::vector<std::string> located_;
    int downloaded_ = 0;
    bool hang_ = false;
    bool hanging_ = false;
    bool aborted_ = false;
};

/// The writer's bench with files: deliveries name them, and a fetcher brings them.
class MediaBench {
  public:
    explicit MediaBench(const std::string& directory = {});
    ~MediaBench();

    /// Connects the fixtures' number, as an account of this tenant.
    coexist::AccountRow attach(const std::string& tenant = "hotel-1");
    /// A delivery with one photo (or another file): `more` are members of its object.
    void guest_sends(const std::string& wamid, const std::string& media, const std::string& sha256_hex = {},
                     const std::string& mime_type = "image/jpeg", const std::string& filename = {});
    void guest_takes_back(const std::string& wamid);
    void start_fetching();
    void stop_fetching();
    /// The owner's death and its next start; settings may have been changed.
    void restart(bool restored = false, bool reconfigured = false);
    /// Moves the clock and wakes the fetcher.
    void pass_ms(std::int64_t ms);
    /// Bytes that the state may take; 0: what the disk has.
    void set_disk_budget(std::int64_t bytes) { disk_->set_budget(bytes); }

    coexist::MediaRow row(const std::string& media, const std::string& tenant = "hotel-1");
    /// Waits until the file is in that state.
    bool becomes(const std::string& media, coexist::MediaState state, const std::string& tenant = "hotel-1");
    /// Waits until so many tries were made.
    bool tried(const std::string& media, std::int64_t times);
    boost::json::object message(const std::string& wamid, const std::string& tenant = "hotel-1");
    /// Paths below the folder of files, kept or coming in.
    std::vector<std::string> files();

    WriterBench bench;
    coexist::Settings settings;
    std::shared_ptr<ScriptedMedia> platform = std::make_shared<ScriptedMedia>();

  private:
    void deliver(const boost::json::object& message);
    void follow();
    std::unique_ptr<coexist::DiskUse> disk_;
    std::unique_ptr<coexist::MediaBook> book_;
    std::unique_ptr<coexist::MediaFetcher> fetcher_;
    std::vector<coexist::MediaContent> forgotten_;
};

}  // namespace rooms
