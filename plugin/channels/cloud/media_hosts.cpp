#include "channels/cloud/media_hosts.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace coexist::cloud {
namespace {

constexpr std::string_view file_host = "lookaside.fbsbx.com";
// Meta's hosts that a redirect may lead to; what is fetched there carries its proof in its own address.
constexpr std::array<std::string_view, 3> domains_of_meta = {".facebook.com", ".fbsbx.com", ".fbcdn.net"};

std::string host_of(const Poco::URI& uri) {
    std::string host = Poco::toLower(uri.getHost());
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    return host;
}

bool here(const std::string& host) {
    if (host == "localhost") return true;
    Poco::Net::IPAddress address;
    return Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback();
}

bool of_meta(const std::string& host) {
    return std::any_of(domains_of_meta.begin(), domains_of_meta.end(),
                       [&](std::string_view domain) { return std::string_view(host).ends_with(domain); });
}

std::string origin_of(const Poco::URI& uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + std::to_string(uri.getPort());
}

}  // namespace

MediaHosts::MediaHosts(std::vector<std::string> with_key, const std::string& base_url, bool metas, bool through_gateway)
    : with_key_(std::move(with_key)), metas_(metas), through_gateway_(through_gateway) {
    const Poco::URI base(base_url);
    base_origin_ = origin_of(base);
    base_is_here_ = here(host_of(base));
}

MediaRoute MediaHosts::judge(const std::string& url) const {
    MediaRoute route;
    try {
        const Poco::URI uri(url);
        const std::string host = host_of(uri);
        const bool for_tests = base_is_here_ && here(host);
        if (host.empty() || !uri.getUserInfo().empty()) return route;
        if (uri.getScheme() != "https" && !(for_tests && uri.getScheme() == "http")) return route;
        // Another port of such a host is another service.
        if (uri.getPort() != 443 && !for_tests && origin_of(uri) != base_origin_) return route;
        route.public_only = !for_tests;
        route.with_key = std::find(with_key_.begin(), with_key_.end(), host) != with_key_.end();
        route.allowed = route.with_key || (metas_ && of_meta(host));
    } catch (const Poco::Exception&) {
        return {};  // no address at all
    }
    return route;
}

std::string MediaHosts::asked_at(const std::string& url) const {
    if (!through_gateway_) return url;
    try {
        const Poco::URI uri(url);
        return host_of(uri) == file_host ? base_origin_ + uri.getPathEtc() : url;
    } catch (const Poco::Exception&) {
        return url;  // judged as what it is
    }
}

}  // namespace coexist::cloud
