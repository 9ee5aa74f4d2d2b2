#include "catch.hpp"
#include "secrets/secret.hpp"

#include <ostream>
#include <string>
#include <type_traits>

using namespace coexist;

namespace {

template <class T, class = void>
struct CanBePrinted : std::false_type {};
template <class T>
struct CanBePrinted<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

static_assert(CanBePrinted<std::string>::value);
static_assert(!CanBePrinted<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_convertible_v<std::string, Secret>);

}  // namespace

TEST_CASE("a secret is read only by revealing it") {
    const Secret secret("token");
    CHECK(secret.reveal() == "token");
    CHECK(secret.clone().reveal() == "token");
    CHECK(secret.size() == 5);
    CHECK(Secret().empty());
    CHECK(Secret().reveal().empty());
}

TEST_CASE("a secret that moves leaves nothing behind") {
    Secret first("token");
    Secret second(std::move(first));
    CHECK(first.empty());  // NOLINT(bugprone-use-after-move): what is left is the point
    CHECK(second.reveal() == "token");
    Secret third("other");
    third = std::move(second);
    CHECK(third.reveal() == "token");
    CHECK(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("taking over a string wipes its bytes") {
    std::string text = "short";  // short texts live inside the string itself
    const char* bytes = text.data();
    const Secret secret = Secret::taking(text);
    CHECK(secret.reveal() == "short");
    CHECK(text.empty());
    CHECK(std::string(bytes, 5) == std::string(5, '\0'));
}
