// What each captured or documented webhook says, one fact a line, in golden/*.txt. A person has read every line against
// the webhook and Meta's page; what is not as it was read is left in the system's temporary folder, to be read and
// copied.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "cloud/fact_line.hpp"
#include "cloud/fold.hpp"

using namespace coexist::cloud;
namespace fs = std::filesystem;

namespace {

constexpr const char* our_app = "610987654321005";

struct Group {
    const char* file;
    std::vector<std::string> beginnings;  ///< of the fixtures' names; the longest that fits decides
};

const std::array groups{
    Group{"01_texts", {"msg_text"}},
    Group{"02_ads", {"msg_text_ctwa"}},
    Group{"03_usernames", {"msg_text_bsuid", "msg_image_bsuid"}},
    Group{"04_media", {"msg_image", "msg_video", "msg_audio", "msg_document", "msg_sticker", "msg_media_too_large"}},
    Group{"05_reactions", {"msg_reaction", "echo_reaction"}},
    Group{"06_places_and_cards", {"msg_location", "msg_contacts"}},
    Group{"07_answers_and_orders", {"msg_button", "msg_interactive", "msg_order"}},
    Group{"08_edits_and_revokes", {"msg_edit", "msg_revoke"}},
    Group{"09_system", {"msg_system"}},
    Group{"10_unsupported", {"msg_unsupported", "msg_unknown", "msg_future"}},
    Group{"11_statuses", {"status_"}},
    Group{"12_statuses_failed", {"status_failed"}},
    Group{"13_statuses_of_people", {"status_bsuid", "status_identity", "status_callback", "status_group"}},
    Group{"14_echoes", {"echo_"}},
    Group{"15_history_chunks", {"history_"}},
    Group{"16_history_threads", {"history_thread", "history_no_to"}},
    Group{"17_history_files", {"history_media"}},
    Group{"18_history_declined", {"history_declined"}},
    Group{"19_history_large", {"history_large"}},
    Group{"20_address_book", {"state_sync"}},
    Group{"21_account_removed", {"account_update_partner_removed", "account_update_partner_app"}},
    Group{"22_account_life", {"account_update"}},
    Group{
        "23_account_record",
        {"account_update_ad", "account_update_auth", "account_update_country", "account_update_mm",
         "account_update_partner_cert", "account_update_unknown", "account_update_verified", "account_update_volume"}},
    Group{"24_number",
          {"account_alerts", "account_review", "business_", "phone_number", "security", "msg_value_errors"}},
    Group{"25_templates", {"template_"}},
    Group{"26_people_and_agents", {"user_preferences", "standby", "messaging_handovers"}},
    Group{"27_other_fields",
          {"payment", "partner_solutions", "flows", "automatic", "calls", "unknown", "msg_text_group"}},
    Group{"28_batches_and_tests", {"batch", "dashboard", "test_", "retry", "sig_", "msg_two"}},
};

const char* file_of(const std::string& fixture) {
    const char* file = nullptr;
    std::size_t longest = 0;
    for (const Group& group : groups) {
        for (const std::string& beginning : group.beginnings) {
            if (fixture.rfind(beginning, 0) != 0 || beginning.size() <= longest) continue;
            longest = beginning.size();
            file = group.file;
        }
    }
    return file;
}

std::string bytes_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

}  // namespace

TEST_CASE("every webhook says what was read and approved", "[cloud][golden]") {
    const fs::path fixtures_of_meta = fs::path(TEST_FIXTURES) / "meta_payloads";
    std::set<std::string> names;
    for (const auto& file : fs::directory_iterator(fixtures_of_meta)) {
        if (file.path().extension() == ".json") names.insert(file.path().stem().string());
    }
    REQUIRE(names.size() == 189);
    std::map<std::string, std::string> said;
    WebhookReader reader;
    for (const std::string& name : names) {
        const char* const file = file_of(name);
        INFO(name);
        REQUIRE(file != nullptr);
        std::string& text = said[file];
        text += "# " + name + "\n";
        const std::string body = fixtures::read("meta_payloads/" + name + ".json");
        for (const coexist::Fact& fact : read_webhook(body, Fold::received_at, reader, our_app).facts) {
            text += line_of(fact) + "\n";
        }
    }
    CHECK(said.size() == groups.size());
    const fs::path approved = fs::path(TEST_FIXTURES).parent_path() / "unit" / "cloud" / "golden";
    const fs::path received = fs::temp_directory_path() / "coexist-received" / "golden";
    for (const auto& [file, text] : said) {
        const bool same = bytes_of(approved / (file + ".txt")) == text;
        if (!same) {
            fs::create_directories(received);
            std::ofstream(received / (file + ".txt"), std::ios::binary) << text;
        }
        INFO(file << ": read " << (received / (file + ".txt")).string());
        CHECK(same);
    }
}
