#pragma once
#include <functional>
#include <memory>
#include <string>

#include "channel/media_desk.hpp"
#include "config/settings.hpp"
#include "ingest/disk_use.hpp"
#include "media/incoming_file.hpp"
#include "media/media_book.hpp"
#include "runtime/clock.hpp"
#include "secrets/token_cipher.hpp"
#include "store/media.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// What a try at a file stands on. References outlive it.
struct MediaNeeds {
    ReaderPool& readers;
    MediaDesk& desk;
    const TokenCipher& cipher;
    const Settings& settings;
    DiskUse& disk;
    std::string directory;  ///< the state's
    Clock clock;
};

/// What a try brought. With `file`: the verdict is `kept`, once the file is published.
struct MediaTry {
    MediaVerdict verdict;
    std::unique_ptr<IncomingFile> file;
};

/// One try at one file: asks where it lies, judges size, kind, room and place before a byte is fetched, fetches, and
/// compares the hash. Waits for the network; on a thread of the fetcher's. Throws nothing but what memory throws.
MediaTry try_media(const MediaNeeds& needs, const MediaRow& row);

/// The folder of files that are coming in; a former process's downloads in it are worth nothing.
std::string incoming_folder(const std::string& directory);
/// How the names of uploads in it begin; all others are downloads of the owner.
inline constexpr const char* upload_prefix = "upload-";

}  // namespace coexist
