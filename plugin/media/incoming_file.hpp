#pragma once
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace coexist {

/// A file while it comes in: written part by part and never held in memory, hashed on the way, and durable under its
/// last name before anybody is told of it. Taken away again if it is not published.
class IncomingFile : public net::BodySink {
  public:
    /// Opens `path`, which only this one uses; its folder is made where it is missing. Throws std::system_error.
    explicit IncomingFile(std::string path);
    ~IncomingFile() override;
    IncomingFile(const IncomingFile&) = delete;
    IncomingFile& operator=(const IncomingFile&) = delete;

    /// Throws std::system_error when the disk does not take it.
    void take(std::string_view part) override;
    [[nodiscard]] std::int64_t bytes() const { return bytes_; }
    /// What the disk said when it did not take a part; empty if it did.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    /// SHA-256 of all that came, lower-case hex. No part may follow.
    std::string sha256();
    /// Makes it durable as `target` (synced, renamed, folders synced). Throws std::system_error.
    void publish(const std::string& target);

  private:
    struct FreeDigest {
        void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
    };
    std::string path_;
    int descriptor_ = -1;
    std::int64_t bytes_ = 0;
    std::string trouble_;
    std::string sha256_;
    std::unique_ptr<EVP_MD_CTX, FreeDigest> digest_;
};

}  // namespace coexist
