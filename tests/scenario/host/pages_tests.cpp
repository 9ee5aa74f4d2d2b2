#include "catch.hpp"
#include "raw_client.hpp"
#include "running_host.hpp"

namespace {

RunningHost& host() {
    static RunningHost running;
    return running;
}

const std::string origin = "Origin: http://host\r\n";  // the raw client names its server "host"

Heard post_form(const std::string& target, const std::string& form, const std::string& headers) {
    return ask(host().port(), "POST", target, "Content-Type: application/x-www-form-urlencoded\r\n" + headers, form);
}

std::string cookie_of(const Heard& heard) {
    const std::size_t begin = heard.head.find("crm_session=");
    return begin == std::string::npos ? std::string() : heard.head.substr(begin, heard.head.find(';', begin) - begin);
}

}  // namespace

TEST_CASE("a person signs in with a token and has a session in that browser") {
    const Heard signed_in = post_form("/signin", "to=%2Fplugins%2Ftoy%2Fopen&token=" + host().token("ann"), origin);
    REQUIRE(signed_in.status == 303);
    CHECK(signed_in.head.find("location: /plugins/toy/open\r\n") != std::string::npos);
    CHECK(signed_in.head.find("httponly; samesite=lax") != std::string::npos);
    const std::string session = "Cookie: other=1; " + cookie_of(signed_in) + "\r\n";
    CHECK(ask(host().port(), "GET", "/plugins/toy/open/staff", session).status == 200);
    CHECK(ask(host().port(), "GET", "/plugins/toy/open/staff", "Cookie: crm_session=crm_0000\r\n").status == 401);
}

TEST_CASE("what a browser sends by itself opens nothing of the host's own REST") {
    const std::string session =
        "Cookie: " + cookie_of(post_form("/signin", "token=" + host().token("ann"), origin)) + "\r\n";
    CHECK(ask(host().port(), "GET", "/api/me", session).status == 401);
    CHECK(ask(host().port(), "POST", "/api/actions", session, "{}").status == 401);
}

TEST_CASE("a browser without a session is sent to the sign-in page and back") {
    const Heard sent = ask(host().port(), "GET", "/plugins/toy/open/staff", "Accept: text/html\r\n");
    CHECK(sent.status == 303);
    CHECK(sent.head.find("location: /signin?to=/plugins/toy/open/staff\r\n") != std::string::npos);
    CHECK(ask(host().port(), "GET", "/").status == 303);
    const Heard page = ask(host().port(), "GET", "/signin?to=/plugins/toy/open/staff");
    CHECK(page.status == 200);
    CHECK(page.body.find("value=\"/plugins/toy/open/staff\"") != std::string::npos);
}

TEST_CASE("the sign-in page leads nowhere else and takes no wrong token and no foreign form") {
    const std::string token = "&token=" + host().token("ann");
    for (const char* elsewhere : {"to=https%3A%2F%2Fevil.example", "to=%2F%2Fevil.example", "to=%2F%5Cevil.example"}) {
        CAPTURE(elsewhere);
        CHECK(post_form("/signin", elsewhere + token, origin).head.find("location: /\r\n") != std::string::npos);
    }
    const Heard wrong = post_form("/signin", "token=crm_0000", origin);
    CHECK(wrong.status == 403);
    CHECK(wrong.body.find("This token is unknown, or its time is over.") != std::string::npos);
    CHECK(cookie_of(wrong).empty());
    CHECK(post_form("/signin", "x=1" + token, "Origin: https://evil.example\r\n").status == 403);
    CHECK(post_form("/signin", "x=1" + token, "").status == 403);
    const Heard script = ask(host().port(), "GET", "/signin?to=%2F%22%3E%3Cscript%3E");
    CHECK(script.body.find("<script>") == std::string::npos);
}

TEST_CASE("signing out ends the session in that browser") {
    const Heard out = post_form("/signout", "", origin);
    CHECK(out.status == 303);
    CHECK(out.head.find("crm_session=; path=/; httponly; samesite=lax; max-age=0") != std::string::npos);
}
