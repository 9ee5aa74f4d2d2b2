#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "ingest/write_context.hpp"
#include "model/fact.hpp"
#include "store/media.hpp"

namespace coexist {

/// What one try at a file came to.
struct MediaVerdict {
    MediaState state = MediaState::waiting;
    std::string why;             ///< one plain sentence; empty when kept
    bool counts = true;          ///< whether it was a try at the platform
    std::int64_t again_at = 0;   ///< waiting: not before, Unix ms; 0: by the number of tries
    std::string mime_type = {};  ///< kept
    std::string content = {};    ///< kept: SHA-256, lower-case hex
    std::int64_t bytes = 0;      ///< kept
};

/// A content of a tenant.
struct MediaContent {
    TenantId tenant;
    std::string content;
};

/// What a delivery means for the fetcher, once its transaction is committed.
struct MediaNews {
    bool to_fetch = false;
    std::vector<MediaContent> forgotten;  ///< whose bytes may go
};

/// What is known of each file: made by the messages that name it, changed by what the tries come to. Everything happens
/// inside the writer's transactions; a message whose file changed goes to the end of the feed.
class MediaBook {
  public:
    /// `settings` outlive the book. `directory`: the state's.
    MediaBook(const Settings& settings, std::string directory)
        : settings_(settings), directory_(std::move(directory)) {}

    /// A delivery's fact was applied; `received_at`: Unix ms. Facts that are told again change nothing, unless a later
    /// webhook tells of a file that was given up. A file whose messages were all taken back is forgotten.
    MediaNews told(WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) const;
    /// Takes in what a try came to; answers whether the file is kept. A file that its tenant has no room for is not.
    bool settle(WriteContext& context, std::int64_t key, const MediaVerdict& verdict) const;
    /// At the owner's start. `restored`: files may be missing beside the state. `reconfigured`: what was given up
    /// because of the configuration is tried again while the platform has it.
    void recover(WriteContext& context, bool restored, bool reconfigured) const;

    /// Lets go of files that were kept as long as the configuration says, some at a time: their messages tell so. Puts
    /// whose bytes may go into `forgotten`; answers whether there are more.
    bool expire(WriteContext& context, std::vector<MediaContent>& forgotten) const;

  private:
    bool told_of_file(WriteContext& context, const AccountRow& account, std::int64_t message, const Media& file,
                      std::int64_t received_at) const;
    static void withdraw(WriteContext& context, std::int64_t key, MediaNews& news);
    static void tell(WriteContext& context, std::int64_t key);
    static void again(WriteContext& context, MediaRow row);

    const Settings& settings_;
    const std::string directory_;
};

}  // namespace coexist
