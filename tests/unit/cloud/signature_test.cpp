#include "channels/cloud/signature.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "channels/cloud/sha256_text.hpp"
#include "fixtures.hpp"

using namespace coexist::cloud;

namespace {

constexpr const char* secret = "fixture-app-secret-0123456789abcdef";
const std::string digits = "70d6b3fb53c7cfb187224944604f4e949ba66ce8256579eddad95b09d21a36c2";

std::string signed_body() {
    return fixtures::read("meta_payloads/sig_escaped_body.json");
}

}  // namespace

TEST_CASE("the signature holds for the exact bytes and not for the same JSON written anew", "[cloud][signature]") {
    const SignatureKey key(secret);
    CHECK(key.verify("sha256=" + digits, signed_body()));
    CHECK_FALSE(key.verify("sha256=" + digits, fixtures::read("meta_payloads/sig_unescaped_body.json")));
    CHECK_FALSE(key.verify("sha256=" + digits, signed_body() + "\n"));
    CHECK(key.verify("sha256=" + digits, signed_body()));  // the context starts anew each time
}

TEST_CASE("hex digits of either case are taken, anything else is refused", "[cloud][signature]") {
    const SignatureKey key(secret);
    std::string upper = digits;
    for (char& letter : upper) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    CHECK(key.verify("sha256=" + upper, signed_body()));
    for (const std::string& header :
         {std::string(), digits, "sha1=" + digits, std::string("sha256="), "sha256=" + digits.substr(1),
          "sha256=" + digits + "0", "sha256=g" + digits.substr(1), "sha256= " + digits}) {
        INFO(header);
        CHECK_FALSE(key.verify(header, signed_body()));
    }
    for (std::size_t place = 0; place < digits.size(); ++place) {
        std::string wrong = digits;
        wrong[place] = wrong[place] == '0' ? '1' : '0';
        if (key.verify("sha256=" + wrong, signed_body())) FAIL("accepted a wrong digit at " << place);
    }
}

TEST_CASE("gateways write another prefix or none", "[cloud][signature]") {
    CHECK(SignatureKey(secret, "").verify(digits, signed_body()));
    CHECK_FALSE(SignatureKey(secret, "").verify("sha256=" + digits, signed_body()));
    CHECK(SignatureKey(secret, "v1,").verify("v1," + digits, signed_body()));
}

TEST_CASE("another secret refuses, and an empty one refuses everything", "[cloud][signature]") {
    CHECK_FALSE(SignatureKey("another secret").verify("sha256=" + digits, signed_body()));
    // HMAC-SHA256 of nothing under an empty key: what a forgotten secret would accept.
    CHECK_FALSE(SignatureKey("").verify("sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", ""));
}

TEST_CASE("an empty body has a signature too", "[cloud][signature]") {
    // RFC 4231 has no empty message; the value is of `openssl dgst -sha256 -hmac key` over nothing.
    CHECK(SignatureKey("key").verify("sha256=5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0", ""));
}

TEST_CASE("many threads verify with one key", "[cloud][signature]") {
    const SignatureKey key(secret);
    const std::string body = signed_body();
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    threads.reserve(16);
    for (int number = 0; number < 16; ++number) {
        threads.emplace_back([&key, &body, &wrong] {
            for (int turn = 0; turn < 500; ++turn) {
                if (!key.verify("sha256=" + digits, body)) ++wrong;
                if (key.verify("sha256=" + digits, "other")) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("a hash is told in hex whichever way it was written", "[cloud][media]") {
    const std::string hex = "1b3cc3dab3c13bb4d143f750dc3068bddd6a0d8df91a59adefbe1d73a13cd46e";
    CHECK(sha256_hex("GzzD2rPBO7TRQ/dQ3DBovd1qDY35Glmt774dc6E81G4=") == hex);
    CHECK(sha256_hex("GzzD2rPBO7TRQ/dQ3DBovd1qDY35Glmt774dc6E81G4") == hex);
    CHECK(sha256_hex("1B3CC3DAB3C13BB4D143F750DC3068BDDD6A0D8DF91A59ADEFBE1D73A13CD46E") == hex);
    CHECK(sha256_hex("").empty());
    CHECK(sha256_hex("not a hash").empty());
    CHECK(sha256_hex(std::string(64, 'x')).empty());
}
