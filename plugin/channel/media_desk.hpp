#pragma once
#include <cstdint>
#include <string>

#include "channel/channel.hpp"
#include "channel/platform_call.hpp"
#include "net/http.hpp"

namespace coexist {

/// Where a file lies, as the platform says just now.
struct MediaPlace {
    std::string url;  ///< good for minutes; told by others, so that it leads nowhere before it was judged
    std::string mime_type;
    std::string sha256;      ///< lower-case hex; empty: not told
    std::int64_t bytes = 0;  ///< 0: not told
};

struct MediaPlaceOutcome : CallOutcome {
    bool gone = false;  ///< refused, because the platform has no such file for us
    MediaPlace place;
};

/// How a download ended.
struct DownloadOutcome {
    enum class Kind {
        done,
        gone,         ///< the address is over: a fresh one may work
        denied,       ///< the host does not take the key
        too_large,    ///< more came than was to be taken
        not_allowed,  ///< the address leads where the key may not go, or nobody may
        failed        ///< anything else: it may be tried again
    };
    Kind kind = Kind::failed;
    std::string reason;  ///< one plain sentence without secrets; empty when done
};

/// A file of ours on its way to the platform.
struct FileToUpload {
    std::string path;
    std::string mime_type;
};

struct UploadOutcome : CallOutcome {
    std::string platform_id;  ///< of this number only, and good for 30 days (Meta, "Media: upload")
};

/// How the files of messages are fetched and given. Calls wait for the network and are made by the owner's own threads;
/// all are thread-safe.
class MediaDesk {
  public:
    virtual ~MediaDesk() = default;

    /// Asks the platform where a file lies.
    virtual MediaPlaceOutcome locate(const Line& line, const std::string& platform_id) = 0;
    /// Fetches it, part by part. The account's key goes only to hosts of the configuration; redirects are judged like
    /// the address itself; private addresses are refused.
    virtual DownloadOutcome download(const Line& line, const std::string& url, std::int64_t most_bytes,
                                     net::BodySink& sink) = 0;
    /// Gives the platform a file for messages of this line's number. May be repeated: what came twice lies there twice.
    virtual UploadOutcome upload(const Line& line, const FileToUpload& file) = 0;
    /// Ends running calls soon, for good.
    virtual void abort() = 0;
};

}  // namespace coexist
