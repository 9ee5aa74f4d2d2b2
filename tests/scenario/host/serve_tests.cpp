#include <chrono>
#include <fstream>
#include <thread>

#include "catch.hpp"
#include "raw_client.hpp"
#include "running_host.hpp"

namespace json = boost::json;

namespace {

const std::string mount = "/plugins/toy";

RunningHost& host() {
    static RunningHost running;
    return running;
}

Heard get(const std::string& target, const std::string& user = {}) {
    return ask(host().port(), "GET", target, user.empty() ? std::string() : bearer(host().token(user)));
}

Heard post(const std::string& target, const std::string& body, const std::string& user = {}) {
    return ask(host().port(), "POST", target, user.empty() ? std::string() : bearer(host().token(user)), body);
}

std::string text(const json::value& document, const char* name) {
    return json::value_to<std::string>(document.at(name));
}

/// Asks until the answer holds; the feed needs a moment.
template <typename Holds>
bool soon(Holds holds) {
    for (int time = 0; time < 200; ++time) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
}

std::string event(const std::string& type, const std::string& subject, const std::string& revision,
                  const std::string& data) {
    return R"({"type":")" + type + R"(","subject":")" + subject + R"(","revision":")" + revision +
           R"(","tenantid":"harbour","data":)" + data + "}\n";
}

}  // namespace

TEST_CASE("a public route gets the raw path, query and body, and lower-case header names") {
    const Heard heard = ask(host().port(), "POST", mount + "/open/a%20b?hub.challenge=1%2B1&x=%zz",
                            "X-Hub-Signature: AbC\r\n", "{\"k\" :  1}");
    REQUIRE(heard.status == 200);
    const json::value echo = heard.json();
    CHECK(text(echo, "method") == "POST");
    CHECK(text(echo, "path") == "/open/a%20b");
    CHECK(text(echo, "query") == "hub.challenge=1%2B1&x=%zz");
    CHECK(text(echo, "body") == "{\"k\" :  1}");
    CHECK(text(echo, "peer").rfind("127.0.0.1:", 0) == 0);
    CHECK(text(echo.at("headers"), "x-hub-signature") == "AbC");
    CHECK(echo.at("actor").is_null());
}

TEST_CASE("routes let in whom their access level names") {
    struct Row {
        const char* path;
        const char* user;
        int status;
    };
    for (const Row& row :
         {Row{"/open", "", 200}, Row{"/open/staff", "", 401}, Row{"/open/staff", "bob", 200},
          Row{"/open/staff", "ann", 200}, Row{"/open/staff/deeper", "", 401}, Row{"/open/staffroom", "", 200},
          Row{"/admin", "", 401}, Row{"/admin/x", "bob", 403}, Row{"/admin/x", "ann", 200}}) {
        CAPTURE(row.path, row.user);
        CHECK(get(mount + row.path, row.user).status == row.status);
    }
    CHECK(ask(host().port(), "GET", mount + "/admin", "Authorization: Bearer crm_0000\r\n").status == 401);
    CHECK(get(mount + "/admin").head.find("www-authenticate: bearer") != std::string::npos);
}

TEST_CASE("the actor is the token's user, with roles, tenants and language") {
    const json::value ann = get(mount + "/admin", "ann").json().at("actor");
    CHECK(text(ann, "id") == "ann");
    CHECK(json::serialize(ann.at("roles")) == R"(["admin"])");
    CHECK(json::serialize(ann.at("tenants")) == R"(["harbour"])");
    CHECK(text(ann, "locale") == "pt");
    const Heard eve = ask(host().port(), "GET", mount + "/open/staff",
                          bearer(host().token("eve")) + "Accept-Language: de-AT,de;q=0.9\r\n");
    CHECK(text(eve.json().at("actor"), "locale") == "de-AT");
    CHECK(json::serialize(eve.json().at("actor").at("tenants")) == R"(["harbour","seaside"])");
}

TEST_CASE("paths that no route covers are 404, methods that no route takes 405") {
    CHECK(get(mount + "/none").status == 404);
    CHECK(get("/nowhere").status == 404);
    CHECK(get("/plugins/toybox/open").status == 404);
    const Heard heard = ask(host().port(), "DELETE", mount + "/open");
    CHECK(heard.status == 405);
    CHECK(heard.head.find("allow: get, post\r\n") != std::string::npos);
    CHECK(get(mount + "/open/staff/../../admin").status == 400);
    CHECK(get(mount + "/open/%2E%2e/admin").status == 400);
    CHECK(get(mount + "/open/a..b").status == 200);
}

TEST_CASE("a body above the route's limit is 413, told by length or found while it comes") {
    CHECK(post(mount + "/small", std::string(16, 'a')).status == 200);
    const Heard told = post(mount + "/small", std::string(17, 'a'));
    CHECK(told.status == 413);
    CHECK(told.code() == "body_too_large");
    RawClient chunked(host().port());
    chunked.send("POST " + mount +
                 "/small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n9\r\n123456789\r\n9\r\n123456789\r\n0\r\n\r\n");
    CHECK(chunked.hear().status == 413);
    const Heard large = post(mount + "/submit", std::string((4 << 20) - 100, 'b'));
    CHECK(large.status == 200);
    CHECK(post(mount + "/submit", std::string((4 << 20) + 1, 'b')).status == 413);
}

TEST_CASE("a chunked body arrives whole") {
    RawClient client(host().port());
    client.send("POST " + mount +
                "/open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    CHECK(text(client.hear().json(), "body") == "abcdefg");
}

TEST_CASE("submitted requests are answered when the plugin calls back, at once or later") {
    CHECK(text(post(mount + "/submit", "later").json(), "body") == "later");
    CHECK(text(post(mount + "/submit/at-once", "now").json(), "body") == "now");
}

TEST_CASE("pipelined requests are answered in their order on one connection") {
    RawClient client(host().port());
    std::string requests;
    for (int each = 0; each < 20; ++each) {
        const std::string path = each % 3 == 0 ? "/submit" : each % 3 == 1 ? "/open" : "/none";
        requests.append("POST ").append(mount).append(path);
        requests.append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n").append(std::to_string(10 + each));
    }
    client.send(requests);
    for (int each = 0; each < 20; ++each) {
        const Heard heard = client.hear();
        CAPTURE(each, heard.body);
        if (each % 3 == 2) {
            CHECK(heard.status == 404);
        } else {
            REQUIRE(heard.status == 200);
            CHECK(text(heard.json(), "body") == std::to_string(10 + each));
        }
    }
}

TEST_CASE("a file is sent whole, with the plugin's headers, and HEAD tells its length") {
    const Heard file = get(mount + "/file");
    REQUIRE(file.status == 200);
    CHECK(file.body.size() == 300003);
    CHECK(file.body.substr(300000) == "end");
    CHECK(file.head.find("x-toy: yes\r\n") != std::string::npos);
    CHECK(file.head.find("content-type: text/plain\r\n") != std::string::npos);
    const Heard head = ask(host().port(), "HEAD", mount + "/file");
    CHECK(head.status == 200);
    CHECK(head.head.find("content-length: 300003\r\n") != std::string::npos);
}

TEST_CASE("a part of a file is sent where one range of it is asked for") {
    const auto part = [](const std::string& headers) { return ask(host().port(), "GET", mount + "/file", headers); };
    const Heard last = part("Range: bytes=300000-\r\n");
    CHECK(last.status == 206);
    CHECK(last.body == "end");
    CHECK(last.head.find("content-range: bytes 300000-300002/300003\r\n") != std::string::npos);
    CHECK(last.head.find("x-toy: yes\r\n") != std::string::npos);
    CHECK(part("Range: bytes=-2\r\n").body == "nd");
    CHECK(part("Range: bytes=299999-300000\r\n").body.size() == 2);
    CHECK(part("Range: bytes=299990-999999999999999999999999\r\n").body.size() == 13);
    CHECK(get(mount + "/file").head.find("accept-ranges: bytes\r\n") != std::string::npos);

    const Heard behind = part("Range: bytes=300003-\r\n");
    CHECK(behind.status == 416);
    CHECK(behind.body.empty());
    CHECK(behind.head.find("content-range: bytes */300003\r\n") != std::string::npos);
    // Several ranges, other units, what is no range, and a proof that does not hold: the whole.
    for (const char* headers :
         {"Range: bytes=0-1,5-6\r\n", "Range: lines=0-1\r\n", "Range: bytes=9-3\r\n", "Range: bytes=a-b\r\n",
          "Range: bytes=-\r\n", "Range: bytes=0-1\r\nIf-Range: \"another\"\r\n"}) {
        CAPTURE(headers);
        const Heard whole = part(headers);
        CHECK(whole.status == 200);
        CHECK(whole.body.size() == 300003);
    }
    const Heard head = ask(host().port(), "HEAD", mount + "/file", "Range: bytes=0-1\r\n");
    CHECK(head.status == 200);
}

TEST_CASE("a client may ask before it sends its body") {
    RawClient client(host().port());
    client.send("POST " + mount + "/open HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    CHECK(client.hear().status == 100);
    client.send("body");
    CHECK(text(client.hear().json(), "body") == "body");
}

TEST_CASE("what is no HTTP is refused and the connection ended") {
    for (const char* bytes :
         {"nonsense\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n",
          "POST /plugins/toy/open HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST /plugins/toy/open HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"}) {
        CAPTURE(bytes);
        RawClient client(host().port());
        client.send(bytes);
        CHECK(client.hear().status == 400);
        CHECK(client.ended(5));
    }
    RawClient large(host().port());
    large.send("GET /healthz HTTP/1.1\r\nX-Large: " + std::string(20000, 'x') + "\r\n\r\n");
    CHECK(large.hear().status == 431);
}

TEST_CASE("events of the feed become records that only their tenant's people see") {
    const std::string events =
        event("account.changed", "account/acc", "0001", R"({"id":"acc","tenant":"harbour","provider":"toy"})") +
        event("contact.changed", "contact/c1", "0002", R"({"id":"c1","name":"Anna"})") +
        event("message.changed", "message/m1", "0003", R"({"id":"m1","contact":"c1","account":"acc","text":"hello"})");
    REQUIRE(post(mount + "/emit", events).status == 202);
    REQUIRE(soon([] { return get("/api/timeline?contact=c1", "ann").status == 200; }));
    REQUIRE(soon([] { return get("/api/timeline?contact=c1", "ann").body.find("hello") != std::string::npos; }));
    CHECK(get("/api/accounts", "eve").body.find("\"acc\"") != std::string::npos);
    CHECK(get("/api/accounts", "bob").body == R"({"accounts":[]})");
    CHECK(get("/api/contacts", "bob").body == R"({"contacts":[]})");
    CHECK(get("/api/timeline?contact=c1", "bob").status == 404);
    CHECK(get("/api/timeline", "ann").status == 400);
    CHECK(get("/api/accounts").status == 401);

    // The same deliveries again, an older one, and a newer one.
    post(mount + "/emit",
         events + event("message.changed", "message/m1", "0002", R"({"id":"m1","contact":"c1","text":"old"})") +
             event("message.changed", "message/m1", "0004", R"({"id":"m1","contact":"c1","text":"new"})"));
    CHECK(soon([] {
        const std::string body = get("/api/timeline?contact=c1", "ann").body;
        return body.find("new") != std::string::npos && body.find("hello") == std::string::npos;
    }));

    const Heard done =
        post("/api/actions", R"({"account":"acc","action":"wave","input":{"to":"all"},"idempotency_key":"k1"})", "eve");
    REQUIRE(done.status == 200);
    const json::value result = done.json().at("operation").at("result");
    CHECK(text(result, "account") == "acc");
    CHECK(text(result, "action") == "wave");
    CHECK(text(result, "key") == "k1");
    CHECK(json::serialize(result.at("input")) == R"({"to":"all"})");
    CHECK(text(result.at("actor"), "id") == "eve");
    CHECK(post("/api/actions", R"({"account":"acc","provider":"toy","action":"wave"})", "bob").status == 404);
    CHECK(get("/api/actions?account=acc", "bob").status == 404);
    CHECK(get("/api/actions?account=acc", "ann").status == 200);
    CHECK(get("/api/actions?provider=toy", "bob").status == 200);
    CHECK(post("/api/actions", "{", "ann").status == 400);
    CHECK(post("/api/actions", R"({"action":"wave"})", "ann").status == 400);
    CHECK(get("/api/operations/op1", "ann").status == 200);
    CHECK(get("/api/operations/op2", "ann").status == 404);
    CHECK(get("/api/metrics", "bob").status == 403);
    CHECK(get("/api/metrics", "ann").status == 403);
    CHECK(get("/metrics", "ann").status == 403);
}

TEST_CASE("an orderly stop answers what was asked, then ends with 0") {
    RunningHost own;
    RawClient late(own.port());
    RawClient idle(own.port());
    late.send("POST " + mount + "/submit/late HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    int exit_code = -1;
    std::thread stopper([&] { exit_code = own.stop(); });
    const Heard heard = late.hear();
    CHECK(heard.status == 200);
    CHECK(heard.head.find("connection: close\r\n") != std::string::npos);
    CHECK(idle.ended(5));
    stopper.join();
    CHECK(exit_code == 0);
}
