#pragma once
#include <string>

#include "loopback_server.hpp"

namespace loopback {

/// A certification authority of its own in a temporary folder, which goes with it.
class Authority {
  public:
    Authority();
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;

    [[nodiscard]] std::string ca_file() const { return folder_ + "/ca.pem"; }
    /// A certificate for these subject alternative names ("DNS:localhost,IP:127.0.0.1"), valid until `days` from now.
    Identity issue(const std::string& alternative_names, int days = 2);

  private:
    std::string folder_;
    EVP_PKEY* key_;
    X509* certificate_;
    int issued_ = 0;
};

}  // namespace loopback
