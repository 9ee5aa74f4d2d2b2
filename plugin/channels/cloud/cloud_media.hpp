#pragma once
#include <memory>
#include <string>

#include "channel/media_desk.hpp"
#include "channels/cloud/routes_to_meta.hpp"
#include "net/http_client.hpp"

namespace coexist::cloud {

/// Files of the Cloud API, from Meta or a gateway (Meta, "Media").
class CloudMedia : public MediaDesk {
  public:
    /// `http`: of its own, so that neither its pauses nor its end touch the calls for messages.
    CloudMedia(std::shared_ptr<net::HttpClient> http, std::shared_ptr<const RoutesToMeta> routes)
        : http_(std::move(http)), routes_(std::move(routes)) {}

    /// Always asks anew, also where the webhook carried an address: that is over after five minutes, and 404 then.
    MediaPlaceOutcome locate(const Line& line, const std::string& platform_id) override;
    DownloadOutcome download(const Line& line, const std::string& url, std::int64_t most_bytes,
                             net::BodySink& sink) override;
    UploadOutcome upload(const Line& line, const FileToUpload& file) override;
    void abort() override { http_->abort(); }

  private:
    std::shared_ptr<net::HttpClient> http_;
    std::shared_ptr<const RoutesToMeta> routes_;
};

}  // namespace coexist::cloud
