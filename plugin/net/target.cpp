#include "net/target.hpp"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>

#include "net/exchange_watch.hpp"

namespace coexist::net {

namespace {

bool printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || static_cast<unsigned char>(c) == 0x7f;
    });
}

bool token(std::string_view text) {
    return !text.empty() && text.find_first_not_of(
                                "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

[[noreturn]] void refuse(const char* why) {
    throw ExchangeFailed{Failure::invalid_request, why};
}

}  // namespace

std::string Origin::name() const {
    const bool six = host.find(':') != std::string::npos;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Origin::host_header() const {
    std::string header = name();
    if (port == (secure ? 443 : 80)) header.resize(header.rfind(':'));
    return header;
}

Target target_of(const Request& request) {
    if (!token(request.method)) refuse("The request's method is not a word.");
    for (const auto& [name, value] : request.headers) {
        if (!token(name) || !printable(value)) refuse("A header of the request holds characters that cannot be sent.");
    }
    if (!printable(request.content_type)) refuse("The content type holds characters that cannot be sent.");
    if (!printable(request.url) || request.url.find(' ') != std::string::npos) {
        refuse("The request's address holds characters that cannot be sent.");
    }
    Target target;
    try {
        const Poco::URI uri(request.url);
        const std::string& scheme = uri.getScheme();
        if (scheme != "https" && scheme != "http") refuse("The request's address must begin with https://.");
        target.origin.secure = scheme == "https";
        target.origin.host = Poco::toLower(uri.getHost());
        target.origin.port = uri.getPort();
        target.origin.public_only = request.public_only;
        target.path = uri.getPathEtc();
        if (const auto fragment = target.path.find('#'); fragment != std::string::npos) target.path.resize(fragment);
    } catch (const Poco::Exception&) {
        refuse("The request's address is not a URL.");
    }
    std::string& host = target.origin.host;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.empty() || target.origin.port == 0) refuse("The request's address names no host.");
    if (target.path.empty() || target.path.front() != '/') target.path.insert(target.path.begin(), '/');
    return target;
}

}  // namespace coexist::net
