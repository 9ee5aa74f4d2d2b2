// Where files may be fetched, and which are kept.
#include "catch.hpp"
#include "channels/cloud/media_hosts.hpp"
#include "media/media_rules.hpp"

using namespace coexist;
using cloud::MediaHosts;

namespace {

const MediaHosts metas({"lookaside.fbsbx.com", "graph.facebook.com"}, "https://graph.facebook.com", true, false);
const MediaHosts partners({"waba-v2.360dialog.io"}, "https://waba-v2.360dialog.io", false, true);
const MediaHosts tests({"127.0.0.1"}, "http://127.0.0.1:9801", true, false);

bool with_key(const MediaHosts& hosts, const char* url) {
    const cloud::MediaRoute route = hosts.judge(url);
    return route.allowed && route.with_key;
}

bool without_key(const MediaHosts& hosts, const char* url) {
    const cloud::MediaRoute route = hosts.judge(url);
    return route.allowed && !route.with_key;
}

bool refused(const MediaHosts& hosts, const char* url) {
    return !hosts.judge(url).allowed;
}

}  // namespace

TEST_CASE("the account's key goes to the configured media hosts and to no other", "[media]") {
    CHECK(with_key(metas, "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3"));
    CHECK(with_key(metas, "https://LOOKASIDE.fbsbx.com/x"));
    CHECK(with_key(metas, "https://graph.facebook.com/x"));
    CHECK(without_key(metas, "https://scontent.xx.fbcdn.net/v/photo.jpg?oh=1"));
    CHECK(without_key(metas, "https://www.facebook.com/x"));
    for (const char* url :
         {"https://evil.example/x", "https://lookaside.fbsbx.com.evil.example/x", "https://fbcdn.net.evil.example/x",
          "https://evilfbcdn.net/x", "https://lookaside.fbsbx.com@evil.example/x",
          "https://user:pass@lookaside.fbsbx.com/x", "http://lookaside.fbsbx.com/x",
          "https://lookaside.fbsbx.com:8443/x", "ftp://lookaside.fbsbx.com/x", "file:///etc/passwd",
          "//lookaside.fbsbx.com/x", "/relative", "", "https://", "https://169.254.169.254/latest/meta-data",
          "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x"}) {
        INFO(url);
        CHECK(refused(metas, url));
    }
}

TEST_CASE("a gateway's files come from the gateway, also where it names Meta's address", "[media]") {
    CHECK(partners.asked_at("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=A%2Bb") ==
          "https://waba-v2.360dialog.io:443/whatsapp_business/attachments/?mid=1&ext=2&hash=A%2Bb");
    CHECK(partners.asked_at("https://elsewhere.example/x") == "https://elsewhere.example/x");
    CHECK(metas.asked_at("https://lookaside.fbsbx.com/x") == "https://lookaside.fbsbx.com/x");
    CHECK(with_key(partners, "https://waba-v2.360dialog.io:443/whatsapp_business/attachments/?mid=1"));
    CHECK(refused(partners, "https://lookaside.fbsbx.com/x"));        // it would not take the gateway's key
    CHECK(refused(partners, "https://scontent.xx.fbcdn.net/x.jpg"));  // nothing of Meta's was configured
}

TEST_CASE("this machine itself is asked only where the road's own base is there, for tests", "[media]") {
    CHECK(with_key(tests, "http://127.0.0.1:9801/x"));
    CHECK_FALSE(tests.judge("http://127.0.0.1:9801/x").public_only);
    CHECK(refused(tests, "http://localhost:9801/x"));
    CHECK(refused(tests, "http://127.0.0.2:9801/x"));
    CHECK(refused(tests, "http://10.0.0.1:9801/x"));
    CHECK(metas.judge("https://lookaside.fbsbx.com/x").public_only);
    CHECK(tests.judge("https://scontent.xx.fbcdn.net/x").public_only);
}

TEST_CASE("kinds of files are compared without case and parameters", "[media]") {
    const std::vector<std::string> types{"image/*", "audio/ogg"};
    CHECK(type_allowed({}, "application/x-anything"));
    CHECK(type_allowed(types, "image/jpeg"));
    CHECK(type_allowed(types, "Audio/OGG; codecs=opus"));
    CHECK_FALSE(type_allowed(types, "audio/mpeg"));
    CHECK_FALSE(type_allowed(types, "imagex/png"));
    CHECK_FALSE(type_allowed(types, ""));
}

TEST_CASE("no file is tried more than five times in its first hour, and none more than every two hours in the end",
          "[media]") {
    std::int64_t first_hour = 0;
    std::int64_t at = 0;
    for (std::int64_t tries = 1; at <= 60 * 60'000; ++tries) {
        ++first_hour;
        at += wait_after_tries(tries);
    }
    CHECK(first_hour <= 5);
    CHECK(wait_after_tries(50) == 2 * 60 * 60'000);
}
