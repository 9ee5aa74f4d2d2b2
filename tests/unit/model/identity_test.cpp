#include "model/identity.hpp"

#include "catch.hpp"
#include "model/contact.hpp"
#include "model/hash.hpp"

using namespace coexist;

TEST_CASE("a phone number is its digits, however it is written", "[identity]") {
    CHECK(digits_of("+90 532 111 00 22") == "905321110022");
    CHECK(digits_of("905321110022") == "905321110022");
    CHECK(digits_of("+49 (30) 123-45") == "493012345");
    CHECK(digits_of("").empty());
}

TEST_CASE("hashes never change: rows are keyed by them", "[identity]") {
    CHECK(hex64(hash64("")) == "efd01f60ba992926");
    CHECK(hex64(hash64("wamid.1")) == "70d9c0c6f36e9582");
    CHECK(hash_of({IdentityKind::wa_id, "905321110022"}) == hash64("wa_id:905321110022"));
    CHECK(hash_of({IdentityKind::wa_id, "1"}) != hash_of({IdentityKind::lid, "1"}));
    CHECK(hex64(0xabcULL) == "0000000000000abc");
}

TEST_CASE("the owner's address book names a contact before his profile and his username", "[contact]") {
    ContactNames names;
    CHECK(name_of(names).empty());
    names.username = NameRegister{{1, {}}, "lena.travels", false};
    CHECK(name_of(names) == "lena.travels");
    names.profile = NameRegister{{1, {}}, "Lena V.", false};
    CHECK(name_of(names) == "Lena V.");
    names.address_book = NameRegister{{1, {}}, "Lena Vogt", false};
    CHECK(name_of(names) == "Lena Vogt");
    names.address_book->removed = true;
    CHECK(name_of(names) == "Lena V.");
}

TEST_CASE("a removal from the address book beats an add of the same second and yields to a later one", "[contact]") {
    ContactNames added;
    added.address_book = NameRegister{{10, {}}, "Zoe", false};
    ContactNames removed;
    removed.address_book = NameRegister{{10, {}}, "", true};
    ContactNames joined = removed;
    join(joined, added);
    CHECK(joined.address_book->removed);
    added.address_book->evidence.at = 11;
    join(joined, added);
    CHECK(name_of(joined) == "Zoe");
}
