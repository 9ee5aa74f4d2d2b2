#include "catch.hpp"
#include "outbox/number_paces.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t second = 1'000'000;

AccountRow number_of(Provider provider) {
    AccountRow account;
    account.id = 7;
    account.provider = provider;
    return account;
}

/// How many messages leave in so many seconds if one leaves whenever it may; each is answered 20 ms later.
int leave_within(NumberPaces& paces, const AccountRow& account, std::int64_t from, std::int64_t seconds) {
    int left = 0;
    std::int64_t answer_at = 0;
    for (std::int64_t now = from; now < from + seconds * second; now += 1000) {
        if (answer_at != 0 && now >= answer_at) {
            paces.ended(account.id, now);
            answer_at = 0;
        }
        if (answer_at != 0 || paces.next_at(account, now) > now) continue;
        paces.take(account, std::to_string(left), now);
        answer_at = now + 20'000;
        ++left;
    }
    return left;
}

}  // namespace

TEST_CASE("rule E: a coexistence number's pace is shared with what comes in", "[outbox][pains]") {
    NumberPaces paces;
    paces.on_rate([](const AccountRow&) { return SendRate{15, 20}; });
    const AccountRow account = number_of(Provider::coex);
    CHECK(leave_within(paces, account, 10 * second, 2) == 30);
    paces.ended(account.id, 12 * second);
    for (int guest = 0; guest < 18; ++guest) paces.came(account.id, 20 * second);
    CHECK(leave_within(paces, account, 20 * second, 1) == 2);
    CHECK(leave_within(paces, account, 22 * second, 1) >= 14);
}

TEST_CASE("a number that the platform slowed down sends five a second for a minute", "[outbox]") {
    NumberPaces paces;
    paces.on_rate([](const AccountRow&) { return SendRate{80, 80}; });
    const AccountRow account = number_of(Provider::meta);
    CHECK(leave_within(paces, account, 10 * second, 1) > 40);
    paces.ended(account.id, 11 * second);
    paces.slow_down(account.id, 72 * second);
    CHECK(leave_within(paces, account, 13 * second, 4) <= 21);
    CHECK(leave_within(paces, account, 80 * second, 1) > 40);
}

TEST_CASE("nothing of a number leaves before the second after its former owner's last message", "[outbox]") {
    NumberPaces paces;
    paces.on_rate([](const AccountRow&) { return SendRate{15, 20}; });
    const AccountRow account = number_of(Provider::coex);
    paces.left(account.id, "7>a", 10 * second);
    paces.left(account.id, "7>b", 9 * second);
    CHECK(paces.next_at(account, 10 * second) == 11 * second);
    CHECK(paces.next_at(account, 12 * second) == 12 * second);
}

TEST_CASE("what a former owner borrowed towards one person stays borrowed", "[outbox]") {
    NumberPaces paces;
    paces.on_rate([](const AccountRow&) { return SendRate{80, 80}; });
    const AccountRow account = number_of(Provider::meta);
    for (int message = 0; message < 10; ++message) paces.left(account.id, "7>a", 100 * second);
    CHECK(paces.next_to(account, "7>a", 106 * second) > 159 * second);
    CHECK(paces.next_to(account, "7>a", 161 * second) == 161 * second);
    CHECK(paces.next_to(account, "7>b", 106 * second) == 106 * second);
}
