#include "actions/catalogue.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "channels/cloud/error_table.hpp"
#include "channels/coex/card.hpp"
#include "channels/meow/card.hpp"
#include "channels/meta/card.hpp"
#include "config/embedded.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

const std::vector<std::string> languages{"en", "tr", "es"};

void collect(const json::value& value, const std::string& place, std::map<std::string, std::string>& texts) {
    if (const json::string* text = value.if_string()) {
        texts[place] = std::string(text->data(), text->size());
        return;
    }
    if (const json::array* list = value.if_array()) {
        for (const json::value& step : *list) collect(step, place + "/" + std::to_string(texts.size()), texts);
        return;
    }
    for (const auto& [name, below] : value.as_object()) collect(below, place + "/" + std::string(name), texts);
}

std::map<std::string, std::string> texts_of(const std::string& language) {
    std::map<std::string, std::string> texts;
    const std::string_view file = embedded::file("catalogue/" + language + ".json");
    REQUIRE(!file.empty());
    collect(json::parse(json::string_view(file.data(), file.size())), "", texts);
    return texts;
}

std::string wrong_with(const std::string& place, const std::string& text) {
    if (text.empty()) return "is empty";
    if (text.front() == ' ' || text.back() == ' ' || text.find("  ") != std::string::npos) return "has loose spaces";
    const bool button = place.size() > 6 && place.compare(place.size() - 6, 6, "/title") == 0;
    if (place == "/language") return "";
    if (button && text.size() > 60) return "is too long for a button";
    if (button == (text.back() == '.')) return button ? "is a button with a full stop" : "does not end as a sentence";
    return "";
}

}  // namespace

TEST_CASE("every text is there in every language") {
    const auto english = texts_of("en");
    for (const std::string& language : languages) {
        const auto texts = texts_of(language);
        CHECK(texts.at("/language") == language);
        for (const auto& [place, text] : english) {
            INFO(language << " " << place);
            CHECK(texts.count(place) == 1);
        }
        CHECK(texts.size() == english.size());
    }
}

TEST_CASE("texts are whole sentences, and buttons are short") {
    for (const std::string& language : languages) {
        for (const auto& [place, text] : texts_of(language)) {
            INFO(language << " " << place << ": " << text);
            CHECK(wrong_with(place, text).empty());
        }
    }
}

TEST_CASE("sentences are translated, not copied") {
    const auto english = texts_of("en");
    for (const char* language : {"tr", "es"}) {
        for (const auto& [place, text] : texts_of(language)) {
            INFO(language << " " << place);
            CHECK(text != english.at(place));
        }
    }
}

TEST_CASE("each action of each provider has a title and a description, and no other has") {
    for (const ChannelCard* card : {&coex_card(), &meta_card(), &meow_card()}) {
        for (std::size_t place = 0; place < card->action_count; ++place) {
            const std::string_view action = card->actions[place].id;
            INFO(name_of(card->provider) << " " << action);
            for (const std::string& language : languages) {
                CHECK(!title_of(action, name_of(card->provider), language).empty());
                CHECK(!description_of(action, name_of(card->provider), language).empty());
            }
        }
    }
    CHECK(title_of("pause", "coex", "en").empty());
    CHECK(title_of("disconnect", "meta", "en").empty());
    CHECK(title_of("pause", "telegram", "en").empty());
    CHECK(description_of("make_coffee", "coex", "en").empty());
}

TEST_CASE("why a provider lacks an action is told in every language, in English with the channel's own words") {
    struct Provided {
        const char* provider;
        std::optional<OtherAction> (*instead_of)(std::string_view);
    };
    for (const Provided& provided :
         {Provided{"coex", coex_instead_of}, Provided{"meta", meta_instead_of}, Provided{"meow", meow_instead_of}}) {
        for (const char* action : {"adopt",
                                   "send_text",
                                   "refresh",
                                   "confirm_phone_opened",
                                   "accept_history",
                                   "decline_history",
                                   "disconnect",
                                   "pause",
                                   "resume",
                                   "remove",
                                   "send_group",
                                   "edit_profile",
                                   "start_call",
                                   "send_broadcast",
                                   "set_disappearing",
                                   "send_view_once",
                                   "send_live_location",
                                   "send_to_channel",
                                   "post_status",
                                   "edit_message",
                                   "delete_message",
                                   "send_image",
                                   "react",
                                   "send_template",
                                   "mark_read"}) {
            INFO(provided.provider << " " << action);
            const auto other = provided.instead_of(action);
            CHECK(why_not(action, provided.provider, "en") == (other ? other->why : std::string_view()));
            CHECK(why_not(action, provided.provider, "tr").empty() == !other);
        }
    }
}

TEST_CASE("a locale is matched by its language, and an unknown one gets English") {
    for (const char* turkish : {"tr", "tr-TR", "tr_TR", "TR", "tr-Latn-CY", "tr_TR.UTF-8"}) {
        CHECK(title_of("disconnect", "coex", turkish) == "Bağlantıyı kes");
    }
    CHECK(title_of("disconnect", "coex", "es-419") == "Desconectar");
    for (const char* other : {"", "de-DE", "en-GB", "t", "trv", "x-tr", "-tr", "C"}) {
        CHECK(title_of("disconnect", "coex", other) == "Disconnect");
    }
}

TEST_CASE("a refusal that is known has words in the reader's language, another has none") {
    const auto turkish = refusal_text("role_missing", "tr-TR");
    REQUIRE(turkish);
    CHECK(turkish->detail == "Rolünüz buna izin vermiyor.");
    CHECK(!turkish->next.empty());
    CHECK(refusal_text("role_missing", "en")->detail == "Your role does not allow this.");
    CHECK_FALSE(refusal_text("no_such_code", "en"));
    CHECK_FALSE(refusal_text("", "en"));
}

TEST_CASE("whatever the platform says is told in every language") {
    std::size_t count = 0;
    const cloud::ErrorRow* const rows = cloud::error_rows(count);
    REQUIRE(count > 80);
    std::set<std::string> said;
    for (std::size_t place = 0; place < count; ++place) {
        said.insert(std::string(rows[place].sentence));
        said.insert(std::string(rows[place].next));
    }
    // Of codes that are not in the table.
    for (const auto& [code, transient, http] :
         {std::tuple{999999, true, 400}, {999999, false, 400}, {-1, false, 429}, {-1, false, 401}, {-1, false, 404}}) {
        const cloud::ErrorRow& judged = cloud::judge_error(code, 0, transient, http);
        said.insert(std::string(judged.sentence));
        said.insert(std::string(judged.next));
    }
    for (const char* locale : {"tr", "es-MX"}) {
        for (const std::string& english : said) {
            INFO(locale << ": " << english);
            const std::string_view words = platform_words(english, locale);
            CHECK(words != english);
            CHECK(words.back() == '.');
        }
        const std::string name = "catalogue/platform." + std::string(locale).substr(0, 2) + ".json";
        const std::string_view file = embedded::file(name);
        const json::value all = json::parse(json::string_view(file.data(), file.size()));
        CHECK(all.as_object().size() == said.size());  // and nothing that nobody says any more
    }
    CHECK(platform_words("Something new.", "tr") == "Something new.");
    CHECK(platform_words("Choose another template.", "en") == "Choose another template.");
}
