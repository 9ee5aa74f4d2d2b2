#include "model/campaign_rules.hpp"

#include "catch.hpp"
#include "model/calling_codes.hpp"
#include "model/quiet_hours.hpp"

using namespace coexist;

TEST_CASE("a campaign goes to who agreed and did not say stop since", "[campaigns]") {
    struct Case {
        const char* what;
        CampaignWish wish;
        bool marketing;
        const char* reason;
    };
    constexpr std::int64_t now = 1000;
    const Case cases[] = {
        {"agreed", {0, 0, false, 500}, true, ""},
        {"no proof", {0, 0, false, 0}, true, "no_opt_in"},
        {"a proof from the future", {0, 0, false, 1001}, true, "no_opt_in"},
        {"said stop after he agreed", {600, 0, false, 500}, true, "opted_out"},
        {"in the same second", {500, 0, false, 500}, true, "opted_out"},
        {"agreed after he said stop", {400, 0, false, 500}, true, ""},
        {"wants them again", {600, 700, false, 500}, true, ""},
        {"said stop once more", {800, 700, false, 500}, true, "opted_out"},
        {"switched off in WhatsApp", {0, 900, true, 950}, true, "marketing_stopped"},
        {"switched marketing off, and this is none", {0, 0, true, 500}, false, ""},
        {"said stop, and this is no marketing", {600, 0, false, 500}, false, "opted_out"},
    };
    for (const Case& one : cases) {
        INFO(one.what);
        CHECK(reason_against(one.wish, one.marketing, now) == one.reason);
    }
}

TEST_CASE("a word of one's own is known however it is written, and never inside a sentence", "[campaigns]") {
    const std::vector<std::string> words{"STOP", "Abmelden", "IPTAL"};
    for (const char* said :
         {"STOP", "stop", " Stop! ", "*STOP*", "\"stop.\"", "ABMELDEN", "iptal", "\xc4\xb0PTAL", "\xc4\xb1ptal"}) {
        INFO(said);
        CHECK(is_word_of(said, words));
    }
    for (const char* said : {"", "...", "please stop", "stopp", "Where does the bus stop?", "Non-stop", "st op"}) {
        INFO(said);
        CHECK_FALSE(is_word_of(said, words));
    }
    CHECK_FALSE(is_word_of(std::string(100'000, 's'), words));
}

TEST_CASE("quiet hours hold over midnight, and tell how long still", "[campaigns]") {
    const QuietHours night{21 * 60, 9 * 60};
    CHECK(quiet_for(night, 20 * 60 + 59) == 0);
    CHECK(quiet_for(night, 21 * 60) == 12 * 60);
    CHECK(quiet_for(night, 0) == 9 * 60);
    CHECK(quiet_for(night, 8 * 60 + 59) == 1);
    CHECK(quiet_for(night, 9 * 60) == 0);
    const QuietHours noon{12 * 60, 14 * 60};
    CHECK(quiet_for(noon, 11 * 60) == 0);
    CHECK(quiet_for(noon, 13 * 60) == 60);
    CHECK(quiet_for(noon, 14 * 60) == 0);
    const QuietHours until_midnight{22 * 60, 0};
    CHECK(quiet_for(until_midnight, 23 * 60) == 60);
    CHECK(quiet_for(until_midnight, 0) == 0);
    for (const int minute : {0, 600, 1439}) CHECK(quiet_for({600, 600}, minute) == 0);
}

TEST_CASE("a number's country is that of the longest code that fits", "[campaigns]") {
    const std::pair<const char*, const char*> numbers[] = {
        {"4915112345678", "DE"}, {"905321112233", "TR"}, {"34600111222", "ES"}, {"12125550100", "US"},
        {"18095550100", "DO"},   {"79161234567", "RU"},  {"77011234567", "KZ"}, {"447700900123", "GB"},
        {"5511987654321", "BR"}, {"393331234567", "IT"}, {"35312345678", "IE"}, {"99812345678", "UZ"},
        {"8613800138000", "CN"}, {"85212345678", "HK"},  {"3531", "IE"},        {"1", "US"},
    };
    for (const auto& [number, country] : numbers) {
        INFO(number);
        CHECK(country_of_number(number) == country);
    }
    for (const char* number : {"", "0151", "8881234", "999"}) CHECK(country_of_number(number).empty());
}
