#include <algorithm>

#include "catch.hpp"
#include "web/bundle.hpp"
#include "web/staff_app.hpp"

using namespace coexist;

namespace {

std::string header(const HttpAnswer& answer, std::string_view name) {
    const auto found =
        std::find_if(answer.headers.begin(), answer.headers.end(), [&](const auto& one) { return one.first == name; });
    return found == answer.headers.end() ? std::string() : found->second;
}

HttpAnswer ask(std::string_view path, std::vector<std::pair<std::string_view, std::string_view>> headers = {},
               std::string_view method = "GET", const Settings& settings = {}) {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return staff_app(settings, request);
}

/// A file whose name holds its hash, as the page's entry names it.
std::string hashed_file() {
    const std::string entry(web::find_asset("wa-channels.js")->plain);
    const std::size_t begin = entry.find("./") + 2;
    return "/app/" + entry.substr(begin, entry.find('\'', begin) - begin);
}

}  // namespace

TEST_CASE("the staff app's page runs its own files only", "[web]") {
    const HttpAnswer page = ask("/app/");
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(page.body.find("<wa-channels page>") != std::string::npos);
    CHECK(page.body.find("<script>") == std::string::npos);
    CHECK(header(page, "content-security-policy") ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' "
          "blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    CHECK(header(page, "cache-control") == "no-cache");
}

TEST_CASE("the configuration says whose pages may show the staff app in a frame", "[web]") {
    Settings settings;
    settings.frame_ancestors = {"https://crm.example.com", "https://desk.example.com:8443"};
    const std::string policy = header(ask("/app/", {}, "GET", settings), "content-security-policy");
    CHECK(policy.find("frame-ancestors 'self' https://crm.example.com https://desk.example.com:8443") !=
          std::string::npos);
}

TEST_CASE("Meta's script may run in the staff app where the configuration says so, and nowhere else", "[web]") {
    const auto policy_with = [](bool enabled) {
        Settings settings;
        for (const char* script : {"https://connect.facebook.net/en_US/sdk.js", "http://127.0.0.1:9801/en_US/sdk.js",
                                   "https://connect.facebook.net/de_DE/sdk.js"}) {
            App app;
            app.signup.emplace().sdk = {enabled, script};
            settings.apps.push_back(app);
        }
        settings.apps.emplace_back();  // adopted by token only
        return header(ask("/app/", {}, "GET", settings), "content-security-policy");
    };
    CHECK(policy_with(false) == header(ask("/app/"), "content-security-policy"));
    CHECK(policy_with(true) ==
          "default-src 'none'; script-src 'self' http://127.0.0.1:9801 https://connect.facebook.net; style-src 'self'; "
          "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' http://127.0.0.1:9801 "
          "https://connect.facebook.net https://www.facebook.com https://web.facebook.com; frame-src "
          "https://www.facebook.com https://web.facebook.com; base-uri 'none'; form-action 'none'; frame-ancestors "
          "'self'");
}

TEST_CASE("a file whose name holds its hash is kept for ever", "[web]") {
    const HttpAnswer file = ask(hashed_file());
    REQUIRE(file.status == 200);
    CHECK(file.content_type == "text/javascript; charset=utf-8");
    CHECK(header(file, "cache-control") == "public, max-age=31536000, immutable");
    CHECK(header(file, "x-content-type-options") == "nosniff");
}

TEST_CASE("who has the same file already gets 304", "[web]") {
    const HttpAnswer first = ask("/app/");
    const std::string tag = header(first, "etag");
    REQUIRE(tag.size() > 10);
    const HttpAnswer again = ask("/app/", {{"if-none-match", tag}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(ask("/app/", {{"if-none-match", "\"other\""}}).status == 200);
}

TEST_CASE("files are packed for whoever takes it", "[web]") {
    const std::string path = hashed_file();
    const HttpAnswer plain = ask(path);
    CHECK(header(plain, "content-encoding").empty());
    const HttpAnswer packed = ask(path, {{"accept-encoding", "br, gzip;q=0.8, *;q=0.1"}});
    CHECK(header(packed, "content-encoding") == "gzip");
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
    CHECK(header(packed, "vary") == "accept-encoding");
    CHECK(header(ask(path, {{"accept-encoding", "gzip;q=0"}}), "content-encoding").empty());
}

TEST_CASE("the staff app has its own names and no others", "[web]") {
    CHECK(is_staff_app("/app"));
    CHECK(is_staff_app("/app/assets/x.js"));
    CHECK_FALSE(is_staff_app("/apps"));
    CHECK_FALSE(is_staff_app("/v1/accounts"));
    CHECK(ask("/app/assets/none.js").status == 404);
    CHECK(ask("/app/../app/index.html").status == 404);
    const HttpAnswer folder = ask("/app");
    CHECK(folder.status == 308);
    CHECK(header(folder, "location") == "app/");
    const HttpAnswer posted = ask("/app/", {}, "POST");
    CHECK(posted.status == 405);
    CHECK(header(posted, "allow") == "GET");
}
