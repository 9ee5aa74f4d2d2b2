#include "model/account_standing.hpp"

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "model/account_checks.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t second = 1000;
constexpr std::int64_t told_at = 1'795'010'000;  // Unix seconds
constexpr std::int64_t came = (told_at + 1) * second;

LifeEvent event(std::int64_t at = told_at, std::int64_t received_at = told_at) {
    return {at, {}, {}, {}, received_at};
}

AccountLife life_of(std::initializer_list<std::pair<LifeKind, LifeEvent>> events) {
    AccountLife life;
    for (const auto& [kind, one] : events) life.newest[kind] = one;
    return life;
}

CallSign read_sign(std::int64_t asked_at, SignKind kind, const char* reason = "") {
    return {asked_at, kind, true, reason};
}

AccountSigns signs_of(std::initializer_list<CallSign> signs) {
    AccountSigns joined;
    for (const CallSign& sign : signs) {
        AccountSigns one;
        one.newest.insert(sign);
        join(joined, one);
    }
    return joined;
}

const AccountLife removed = life_of({{LifeKind::partner_removed, event()}});
const AccountLife in_one_second = life_of({{LifeKind::offboarded, event()}, {LifeKind::reconnected, event()}});

}  // namespace

TEST_CASE("a read overrides the platform's word only if it was asked a minute later, twice", "[standing]") {
    struct Row {
        const char* what;
        AccountSigns signs;
        Attachment attachment;
    };
    const auto present = [](std::int64_t after) { return read_sign(came + after, SignKind::present); };
    const Row row = GENERATE_COPY(values<Row>({
        {"no read", {}, Attachment::removed},
        {"one read, late enough", signs_of({present(60 * second)}), Attachment::removed},
        {"two reads, both too soon", signs_of({present(0), present(59'999)}), Attachment::removed},
        {"two reads, one of them too soon", signs_of({present(59'999), present(120 * second)}), Attachment::removed},
        {"two reads, late enough", signs_of({present(60 * second), present(61 * second)}), Attachment::attached},
        {"the same read told twice", signs_of({present(60 * second), present(60 * second)}), Attachment::removed},
        {"two reads from before the webhook", signs_of({present(-9 * second), present(-8 * second)}),
         Attachment::removed},
    }));
    INFO(row.what);
    CHECK(standing_of(removed, row.signs, 0).attachment == row.attachment);
}

TEST_CASE("offboarded and reconnected in one second are held until one read was asked", "[standing]") {
    CHECK(standing_of(in_one_second, {}, 0).attachment == Attachment::undecided);
    CHECK(standing_of(in_one_second, {}, 0).reason == "UNDECIDED");
    const auto before = signs_of({read_sign(came - 5 * second, SignKind::present)});
    CHECK(standing_of(in_one_second, before, 0).attachment == Attachment::undecided);
    const auto found = signs_of({read_sign(came, SignKind::present)});
    CHECK(standing_of(in_one_second, found, 0).attachment == Attachment::attached);
    const auto gone = signs_of({read_sign(came, SignKind::absent, "NUMBER_NOT_IN_APP")});
    CHECK(standing_of(in_one_second, gone, 0).attachment == Attachment::offboarded);
    const auto unclear = signs_of({read_sign(came, SignKind::unclear)});
    CHECK(standing_of(in_one_second, unclear, 0).attachment == Attachment::undecided);
}

TEST_CASE("what calls show counts until a later read or word says otherwise", "[standing]") {
    const auto gone = signs_of({{came, SignKind::absent, false, "NUMBER_NOT_REGISTERED"}});
    const Standing lost = standing_of({}, gone, 0);
    CHECK(lost.attachment == Attachment::removed);
    CHECK(lost.reason == "NUMBER_NOT_REGISTERED");
    CHECK(lost.since == came);
    CHECK_FALSE(lost.told);

    const auto found = signs_of(
        {{came, SignKind::absent, false, "NUMBER_NOT_REGISTERED"}, read_sign(came + second, SignKind::present)});
    CHECK(standing_of({}, found, 0).attachment == Attachment::attached);

    const AccountLife back = life_of({{LifeKind::reconnected, event(told_at, told_at + 5)}});
    CHECK(standing_of(back, gone, 0).attachment == Attachment::attached);
    const auto gone_again = signs_of({{came + 90 * second, SignKind::absent, false, "NUMBER_NOT_REGISTERED"}});
    CHECK(standing_of(back, gone_again, 0).attachment == Attachment::removed);
    // An earlier connection's call says nothing of this one.
    CHECK(standing_of({}, gone, came + 1).attachment == Attachment::attached);
}

TEST_CASE("rule D: the same webhooks and answers in any order, repeated, stand for the same", "[standing][pains]") {
    std::vector<AccountLife> lives{life_of({{LifeKind::partner_removed, event()}}),
                                   life_of({{LifeKind::partner_removed, event(told_at, told_at + 9)}}),
                                   life_of({{LifeKind::offboarded, event(told_at - 5, told_at + 2)}}),
                                   life_of({{LifeKind::reconnected, event(told_at - 5, told_at + 3)}})};
    std::vector<CallSign> signs{read_sign(came + 60 * second, SignKind::present),
                                read_sign(came + 61 * second, SignKind::present),
                                read_sign(came + 5 * second, SignKind::absent, "NUMBER_NOT_IN_APP"),
                                {came + 62 * second, SignKind::no_access, false, "TOKEN_INVALID"}};
    std::vector<int> order{0, 1, 2, 3, 4, 5, 6, 7};
    AccountLife first_life;
    AccountSigns first_signs;
    bool first = true;
    std::size_t orders = 0;
    do {
        AccountLife life;
        AccountSigns joined;
        for (const int place : order) {
            for (int times = 0; times <= place % 2; ++times) {
                AccountSigns one;
                if (place < 4) {
                    join(life, lives[static_cast<std::size_t>(place)]);
                } else {
                    one.newest.insert(signs[static_cast<std::size_t>(place) - 4]);
                    join(joined, one);
                }
            }
        }
        if (first) {
            first_life = life;
            first_signs = joined;
        }
        first = false;
        if (life == first_life && joined == first_signs) ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(orders == 40320);
    // The event that came twice came first at told_at.
    CHECK(first_life.newest.at(LifeKind::partner_removed).received_at == told_at);
    CHECK(standing_of(first_life, first_signs, 0).attachment == Attachment::attached);
    CHECK(access_lost(first_signs, 0));
}

TEST_CASE("rule D: a number is read every 6 to 12 hours, at a time of its own", "[standing][pains]") {
    const auto signs = signs_of({read_sign(came, SignKind::present)});
    std::int64_t earliest = 24 * hour_ms;
    std::int64_t latest = 0;
    for (int number = 0; number < 1000; ++number) {
        const std::int64_t wait = next_check({{}, signs, 0}, "acc_" + std::to_string(number)) - came;
        CHECK(wait == next_check({{}, signs, 0}, "acc_" + std::to_string(number)) - came);
        earliest = std::min(earliest, wait);
        latest = std::max(latest, wait);
    }
    CHECK(earliest >= 6 * hour_ms);
    CHECK(earliest < 6 * hour_ms + hour_ms / 10);
    CHECK(latest < 12 * hour_ms);
    CHECK(latest > 12 * hour_ms - hour_ms / 10);
}

TEST_CASE("the next read comes sooner where something is to be looked into", "[standing]") {
    struct Row {
        const char* what;
        AccountLife life;
        AccountSigns signs;
        std::int64_t due;
    };
    const Row row = GENERATE_COPY(values<Row>({
        {"removed: once the platform's parts agree", removed, {}, came + settling_ms},
        {"removed, yet found once", removed, signs_of({read_sign(came + settling_ms, SignKind::present)}),
         came + 2 * settling_ms},
        {"two words of one second", in_one_second, {}, came},
        {"a doubt", life_of({{LifeKind::doubted, event()}}), {}, came + 5 * second},
        {"a send was refused", {}, signs_of({{came, SignKind::no_access, false, "TOKEN_INVALID"}}), came + 5 * second},
        {"a read did not find it", {}, signs_of({read_sign(came, SignKind::absent)}), came + settling_ms},
    }));
    INFO(row.what);
    CHECK(next_check({row.life, row.signs, came - hour_ms}, "acc_1") == row.due);
}

TEST_CASE("a doubt that a read looked into since is over", "[standing]") {
    const auto doubt = life_of({{LifeKind::doubted, event()}});
    const auto looked = signs_of({read_sign(came + 5 * second, SignKind::present)});
    CHECK(next_check({doubt, looked, 0}, "acc_1") >= came + 6 * hour_ms);
}

TEST_CASE("a token is forgotten after a confirming read or a day, never on our own calls' word alone", "[standing]") {
    const std::int64_t day = 24 * hour_ms;
    const auto gone = [](std::int64_t after) { return signs_of({read_sign(came + after, SignKind::absent)}); };
    CHECK_FALSE(token_is_over({removed, {}, 0}, came + hour_ms));
    CHECK(token_is_over({removed, {}, 0}, came + day));
    CHECK_FALSE(token_is_over({removed, gone(30 * second), 0}, came + hour_ms));
    CHECK(token_is_over({removed, gone(settling_ms), 0}, came + hour_ms));
    CHECK(token_is_over({removed, signs_of({read_sign(came + settling_ms, SignKind::no_access)}), 0}, came + hour_ms));
    CHECK_FALSE(
        token_is_over({removed, signs_of({read_sign(came + settling_ms, SignKind::unclear)}), 0}, came + hour_ms));
    CHECK_FALSE(token_is_over({life_of({{LifeKind::offboarded, event()}}), {}, 0}, came + 2 * day));
    CHECK_FALSE(token_is_over({{}, gone(0), 0}, came + day + hour_ms));
    CHECK(token_is_over({{}, signs_of({read_sign(came, SignKind::absent), read_sign(came + day, SignKind::absent)}), 0},
                        came + day));
}
