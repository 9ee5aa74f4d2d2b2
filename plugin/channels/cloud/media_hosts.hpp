#pragma once
#include <string>
#include <vector>

namespace coexist::cloud {

/// Whom an address of a file leads to, and what may go with the request.
struct MediaRoute {
    bool allowed = false;
    bool with_key = false;    ///< the account's key may go there
    bool public_only = true;  ///< the host must lie on the public Internet
};

/// Where the files of one road may be fetched. An address comes from the platform's answer or from a redirect, so it is
/// judged before anything is asked there: https, without a user's name in it, on a host of the configuration (which
/// gets the key) or on one of Meta's own (which does not). Plain http and this machine itself only where the road's own
/// base URL is on this machine, for tests. Immutable.
class MediaHosts {
  public:
    /// `with_key`: names in lower case. `metas`: follow redirects to Meta's hosts, without the key. `through_gateway`:
    /// an address on Meta's own file host is asked for at the base URL's host instead (360dialog, "Retrieve media").
    MediaHosts(std::vector<std::string> with_key, const std::string& base_url, bool metas, bool through_gateway);

    [[nodiscard]] MediaRoute judge(const std::string& url) const;
    /// Where to ask for what the platform says lies at `url`.
    [[nodiscard]] std::string asked_at(const std::string& url) const;

  private:
    std::vector<std::string> with_key_;
    std::string base_origin_;  ///< "https://host:port"
    bool metas_;
    bool through_gateway_;
    bool base_is_here_;  ///< on this machine
};

}  // namespace coexist::cloud
