#include "catch.hpp"
#include "secrets/digest.hpp"

using namespace coexist;

namespace {

std::string hex(const Sha256& digest) {
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

TEST_CASE("SHA-256 is that of FIPS 180-2's examples") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA256 is that of RFC 4231's examples") {
    CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(hex(hmac_sha256("", "")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("constant-time comparison says what == says") {
    CHECK(constant_time_equal("", ""));
    CHECK(constant_time_equal("word", "word"));
    CHECK_FALSE(constant_time_equal("word", "worD"));
    CHECK_FALSE(constant_time_equal("word", "words"));
    CHECK_FALSE(constant_time_equal("", "w"));
}

TEST_CASE("base64 is that of RFC 4648, and only one text stands for given bytes") {
    for (const auto& [bytes, text] :
         {std::pair{"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
        CHECK(to_base64(bytes) == text);
        CHECK(from_base64(text) == bytes);
    }
    for (const char* wrong : {"", "Zg", "Zg=", "Zh==", "Z===", "====", "Zg==Zg==", " Zg==", "Zm9v\n", "Zm9*", "Z-8="}) {
        INFO(wrong);
        CHECK_FALSE(from_base64(wrong));
    }
}

TEST_CASE("hexadecimal digits of either case are read, and nothing else") {
    CHECK(from_hex("00ffA0") == std::string("\0\xff\xa0", 3));
    CHECK(to_hex(std::string("\0\xff\xa0", 3)) == "00ffa0");
    CHECK_FALSE(from_hex("0"));
    CHECK_FALSE(from_hex("0g"));
}
