#include "catch.hpp"
#include "secrets/digest.hpp"
#include "secrets/token_cipher.hpp"

#include <cstdlib>
#include <set>

using namespace coexist;

namespace {

constexpr std::string_view key_a = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::string_view key_a_hex = "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f";
constexpr std::string_view key_b = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TokenCipher cipher_of(std::string_view key) {
    Result<TokenCipher> cipher = TokenCipher::from_key(Secret(key));
    REQUIRE(cipher.ok());
    return std::move(cipher).value();
}

std::string sealed(const TokenCipher& cipher, std::string_view token, std::string_view account) {
    Result<std::string> text = cipher.seal(Secret(token), account);
    REQUIRE(text.ok());
    return *text;
}

std::string refusal(const Result<Secret>& opened) {
    return opened ? "opened" : opened.problem().code;
}

}  // namespace

TEST_CASE("a sealed token opens again, for its account") {
    const TokenCipher cipher = cipher_of(key_a);
    for (const std::string& token :
         {std::string("EAAGm0PX4ZCpsBA"), std::string(), std::string(4000, 'x'), std::string("\0\xff", 2)}) {
        const std::string text = sealed(cipher, token, "account-1");
        CHECK(text.rfind("v1." + cipher.key_id() + ".", 0) == 0);
        const Result<Secret> opened = cipher.open(text, "account-1");
        REQUIRE(opened.ok());
        CHECK((opened->reveal() == token));
    }
}

TEST_CASE("a token sealed before stays readable by every later version") {
    const std::string text = "v1.c965b147.AAECAwQFBgcICQoLAkOXXOiOp2v5MiiPacBORNRvkPqxL6QitQ==";
    const Result<Secret> opened = cipher_of(key_a).open(text, "account-1");
    REQUIRE(opened.ok());
    CHECK(opened->reveal() == "EAAG-kept");
}

TEST_CASE("the same token is never sealed the same way twice") {
    const TokenCipher cipher = cipher_of(key_a);
    std::set<std::string> texts;
    for (int round = 0; round < 100; ++round) texts.insert(sealed(cipher, "token", "account-1"));
    CHECK(texts.size() == 100);
}

TEST_CASE("a key may be written as base64 or as hex") {
    CHECK(cipher_of(key_a).key_id() == cipher_of(key_a_hex).key_id());
    CHECK(cipher_of(key_a).key_id() != cipher_of(key_b).key_id());
    CHECK(refusal(cipher_of(key_a_hex).open(sealed(cipher_of(key_a), "t", "a"), "a")) == "opened");
}

TEST_CASE("another key is told from a damaged token, with what follows from it") {
    const Result<Secret> opened = cipher_of(key_b).open(sealed(cipher_of(key_a), "token", "a"), "a");
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.problem().code == "secrets_key_changed");
    CHECK(opened.problem().detail == "A stored token was sealed under the key " + cipher_of(key_a).key_id() +
                                         ", but secrets_key now holds the key " + cipher_of(key_b).key_id() + ".");
    CHECK(opened.problem().next ==
          "Put the old key back where secrets_key points. If it is lost, no stored token can be read any more: every "
          "account must be connected or adopted anew; messages and contacts are not affected.");
}

TEST_CASE("a token of another account does not open") {
    const TokenCipher cipher = cipher_of(key_a);
    CHECK(refusal(cipher.open(sealed(cipher, "token", "account-1"), "account-2")) == "sealed_secret_corrupted");
    CHECK(refusal(cipher.open(sealed(cipher, "token", ""), "account-2")) == "sealed_secret_corrupted");
}

TEST_CASE("no change to any character of a sealed token goes unseen") {
    const TokenCipher cipher = cipher_of(key_a);
    const std::string text = sealed(cipher, "token", "a");
    const std::set<std::string> refusals = {"sealed_secret_corrupted", "secrets_key_changed", "sealed_secret_newer"};
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char other : {'A', 'b', '7', '.', '='}) {
            std::string changed = text;
            if (changed[at] == other) continue;
            changed[at] = other;
            INFO(at << other);
            CHECK(refusals.count(refusal(cipher.open(changed, "a"))) == 1);
        }
        CHECK(refusal(cipher.open(text.substr(0, at), "a")) == "sealed_secret_corrupted");
    }
    CHECK(refusal(cipher.open("v2" + text.substr(2), "a")) == "sealed_secret_newer");
    CHECK(refusal(cipher.open(text + "AAAA", "a")) == "sealed_secret_corrupted");
}

TEST_CASE("what is no key is refused with how to make one, and without repeating it") {
    for (const std::string& wrong :
         {std::string("hunter2hunter2"), std::string(43, 'A'), std::string(44, 'A'), std::string(64, 'g'),
          to_base64(std::string(31, 'k')), to_base64(std::string(33, 'k')), std::string()}) {
        const Result<TokenCipher> cipher = TokenCipher::from_key(Secret(wrong));
        REQUIRE_FALSE(cipher.ok());
        CHECK(cipher.problem().code == "secrets_key_invalid");
        CHECK(cipher.problem().next.find("openssl rand -base64 32") != std::string::npos);
        CHECK((wrong.empty() || cipher.problem().detail.find(wrong) == std::string::npos));
    }
}

TEST_CASE("the cipher is loaded from where secrets_key points") {
    ::setenv("COEXIST_TEST_KEY", std::string(key_a).c_str(), 1);
    const Result<TokenCipher> cipher = TokenCipher::load({SecretRef::Source::env, "COEXIST_TEST_KEY"});
    REQUIRE(cipher.ok());
    CHECK(cipher->key_id() == cipher_of(key_a).key_id());
    ::unsetenv("COEXIST_TEST_KEY");
    const Result<TokenCipher> none = TokenCipher::load({SecretRef::Source::env, "COEXIST_TEST_KEY"});
    REQUIRE_FALSE(none.ok());
    CHECK(none.problem().code == "secret_unavailable");
    CHECK(none.problem().next.find("openssl rand -base64 32") != std::string::npos);
}
