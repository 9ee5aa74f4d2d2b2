// What broke for the users of other systems, as rules (clusters B to E); each test is named after its rule.
#include <boost/json.hpp>

#include "catch.hpp"
#include "channels/cloud/webhook_lane.hpp"
#include "feed/event.hpp"
#include "feed/resources.hpp"
#include "ingest/fold_bench.hpp"
#include "ingest/following_host.hpp"
#include "ingest/state_dump.hpp"
#include "store/keys.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::FoldBench;
namespace json = boost::json;

namespace {

const AccountId number = account_id_for(TenantId("hotel-1"), rooms::fixture_digits);

json::object shown(FoldBench& bench, const std::string& wamid) {
    const auto row = find_message(bench.session(), resolve_alias(bench.session(), message_key(number, wamid)));
    REQUIRE(row);
    return message_document(bench.session(), *row);
}

std::string text(const json::object& document, const char* name) {
    const json::value* found = document.if_contains(name);
    return found == nullptr ? "(none)" : std::string(found->as_string());
}

/// Events of one type that the feed has.
std::size_t told(FoldBench& bench, const std::string& type) {
    std::size_t count = 0;
    for (const FeedRow& row : rooms::all_told(bench.session())) {
        const auto event = told_event_of(bench.session(), row, 1, rooms::fixture_time * 1000);
        if (event && event->type == type) ++count;
    }
    return count;
}

std::string with(std::string body, const std::string& before, const std::string& after) {
    for (std::size_t at = body.find(before); at != std::string::npos; at = body.find(before, at + after.size())) {
        body.replace(at, before.size(), after);
    }
    return body;
}

json::object account(FoldBench& bench) {
    return account_document(bench.session(), *find_account(bench.session(), number));
}

const std::string past = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBNDA5RDk5MzNDMDM0Nzc4NzlCAA==";
const std::string placeholder = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBRUVEMEU5RTFCMjk3QjA1RDE4AA==";
const std::string words = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBNDQ2NjM2REZENkI0Mjc5MjJBAA==";
const std::string echo = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGQ0ZCQzVGNzhFOEUxMzYxOAA=";

}  // namespace

TEST_CASE("rule B: nothing imported notifies, opens a window or counts as a sign of life", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("history_phase0_chunk1_two_threads"));
    bench.deliver(delivery("history_phase1_chunk2_mixed_types"));
    bench.deliver(delivery("history_media_followup_inbound"));
    const json::object message = shown(bench, past);
    CHECK(text(message, "origin") == "imported");
    CHECK(message.at("silent").as_bool());
    CHECK(message.at("read_by_business").as_bool());
    CHECK(bench.session().scalar("SELECT max(customer_at) FROM conversation") == 0);
    CHECK(bench.session().scalar("SELECT max(unconfirmed_at) FROM conversation") == 0);
    CHECK(bench.session().scalar("SELECT count(*) FROM account_life WHERE last_inbound_at + last_echo_at > 0") == 0);
    CHECK(bench.session().scalar("SELECT count(*) FROM conversation") == 3);
}

TEST_CASE("rule B: a live message of a chat that is being imported stays live, whichever came first",
          "[ingest][pains]") {
    const std::string live = with(with(delivery("msg_text"), words, past), "1795010000", "1794938000");
    for (const bool live_first : {true, false}) {
        FoldBench bench;
        if (live_first) bench.deliver(live);
        bench.deliver(delivery("history_phase0_chunk1_two_threads"));
        if (!live_first) bench.deliver(live);
        const json::object message = shown(bench, past);
        CHECK(text(message, "origin") == "customer");
        CHECK_FALSE(message.contains("silent"));
        CHECK(text(message, "text") == "Guten Tag, haben Sie am 24. ein Zimmer frei?");
        CHECK(bench.session().scalar("SELECT customer_at FROM conversation WHERE customer_at > 0") == 1794938000);
    }
}

TEST_CASE("rule B: a piece counts as come only with all of its messages", "[ingest][pains]") {
    auto road = rooms::cloud_road("main");
    const Observation observation = road->read(delivery("history_large_chunk"), rooms::fixture_time);
    CHECK(std::holds_alternative<HistoryFact>(observation.facts.back().said));
    CHECK(observation.facts.size() == 121);
}

TEST_CASE("rule B: progress is cumulative, in any order, and a gap is seen", "[ingest][pains]") {
    FoldBench bench;
    for (const char* name : {"history_phase2_progress_100", "history_phase1_chunk2_mixed_types",
                             "history_phase0_chunk1_two_threads", "history_phase0_chunk1_two_threads"}) {
        bench.deliver(delivery(name));
    }
    const json::object history = account(bench).at("history").as_object();
    CHECK(history.at("progress").as_int64() == 100);
    CHECK(json::serialize(history.at("phases")) == R"([{"phase":0,"chunks":1,"highest_chunk":1},)"
                                                   R"({"phase":1,"chunks":1,"highest_chunk":2},)"
                                                   R"({"phase":2,"chunks":1,"highest_chunk":3}])");
}

TEST_CASE("rule B: one repeated message breaks no batch, and second-granular times repeat nothing", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("history_two_items_one_webhook"));
    bench.deliver(delivery("history_phase0_chunk1_two_threads"));
    bench.deliver(delivery("history_two_numbers_two_entries"));
    CHECK(bench.session().scalar("SELECT count(*) FROM message") == 8);
}

TEST_CASE("rule B: imported messages of a person without a phone number are linked to him", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("history_thread_bsuid_only"));
    bench.deliver(delivery("msg_text_bsuid_with_phone"));
    CHECK(bench.session().scalar("SELECT count(*) FROM conversation") == 1);
    CHECK(bench.session().scalar("SELECT count(*) FROM message WHERE peer = 0") == 0);
}

TEST_CASE("rule B: a declined import is an outcome, not a failure", "[ingest][pains]") {
    for (const char* name :
         {"history_declined_2593109", "history_declined_value_level_errors", "history_declined_bare_value"}) {
        FoldBench bench;
        bench.deliver(delivery(name));
        const json::object history = account(bench).at("history").as_object();
        CHECK(history.at("declined").as_bool());
        CHECK(history.at("error").at("code").as_int64() == 2593109);
        CHECK(text(account(bench), "state") == "connected");
    }
}

TEST_CASE("rule B: a file replaces its placeholder and nothing replaces the file", "[ingest][pains]") {
    for (const bool file_first : {true, false}) {
        FoldBench bench;
        if (file_first) bench.deliver(delivery("history_media_followup_inbound"));
        bench.deliver(delivery("history_phase0_chunk1_two_threads"));
        if (!file_first) bench.deliver(delivery("history_media_followup_inbound"));
        const json::object message = shown(bench, placeholder);
        CHECK_FALSE(message.at("placeholder").as_bool());
        CHECK(text(message.at("media").as_object(), "id") == "3330000000000001");
        CHECK(text(message, "sent_at") == "2026-11-17T18:53:20Z");
    }
}

TEST_CASE("rule B: live traffic goes first, and only pure history waits", "[ingest][pains]") {
    for (const char* name : {"history_large_chunk", "history_media_followup_echo", "history_declined_2593109"}) {
        CHECK(cloud::history_only(delivery(name)));
    }
    CHECK_FALSE(cloud::history_only(delivery("batch_multi_entry_multi_change")));
}

TEST_CASE("rule C: an echo is the business app's, opens no window, and fires the events of a sent message",
          "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("echo_text"));
    const json::object message = shown(bench, echo);
    CHECK(text(message, "origin") == "business_app");
    CHECK(text(message, "direction") == "out");
    CHECK(told(bench, "message.changed") == 1);
    CHECK(told(bench, "conversation.changed") == 1);
    CHECK(bench.session().scalar("SELECT max(customer_at + unconfirmed_at) FROM conversation") == 0);
    CHECK(bench.session().scalar("SELECT last_echo_at FROM account_life") > 0);
}

TEST_CASE("rule C: an echo is matched by its id only, never by its text", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("echo_text"));
    bench.deliver(with(delivery("echo_text"), echo, "wamid.another"));
    CHECK(bench.session().scalar("SELECT count(*) FROM message") == 2);
    bench.deliver(delivery("echo_text"));
    CHECK(bench.session().scalar("SELECT count(*) FROM message") == 2);
}

TEST_CASE("rule C: an echo of our own send stays our own message", "[ingest][pains]") {
    FoldBench bench;
    bench.ask_for_send();
    bench.deliver(delivery("echo_of_api_message_duplicate"));
    bench.answer_send();
    CHECK(bench.session().scalar("SELECT count(*) FROM message") == 1);
    CHECK(text(shown(bench, rooms::sent_wamid), "origin") == "api");
}

TEST_CASE("rule C: both sides of an echo may be missing", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(with(delivery("echo_text"), R"("to": "4915112345678",)", ""));
    CHECK(bench.session().scalar("SELECT count(*) FROM message WHERE peer = 0") == 1);
    CHECK(bench.session().scalar("SELECT count(*) FROM conversation") == 0);
    bench.deliver(delivery("echo_text"));
    CHECK(bench.session().scalar("SELECT last_at FROM conversation") == 1795010060);
}

TEST_CASE("rule C: an edit or a revoke changes the original, and a revoke leaves a tombstone where it is not known",
          "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("echo_edit"));
    bench.deliver(delivery("echo_text"));
    CHECK(text(shown(bench, echo), "text") == "Natuerlich, ich reserviere Zimmer 14.");
    FoldBench other;
    other.deliver(delivery("echo_revoke"));
    other.deliver(delivery("echo_text"));
    CHECK(shown(other, echo).at("revoked").as_bool());
    CHECK_FALSE(shown(other, echo).contains("text"));
    CHECK(other.session().scalar("SELECT count(*) FROM message") == 1);
}

TEST_CASE("rule D: a removal tells its reason, who did it and when, from any of its shapes", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("account_update_partner_removed_companion_inactivity"));
    CHECK(text(account(bench), "state") == "disconnected");
    CHECK(text(account(bench), "reason") == "COMPANION_INACTIVITY");
    CHECK(text(account(bench), "initiated_by") == "SYSTEM");
    CHECK(text(account(bench), "since") == "2026-11-18T13:53:20Z");
    for (const char* shape : {"waba_info", "bare", "phone_only"}) {
        FoldBench one;
        one.deliver(delivery(std::string("account_update_partner_removed_") + shape));
        CHECK(text(account(one), "state") == "disconnected");
    }
}

TEST_CASE("rule D: events that come under fields of their own count too", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(with(delivery("account_update_account_offboarded"), "\"field\": \"account_update\"",
                       "\"field\": \"account_offboarded\""));
    CHECK(text(account(bench), "state") == "offboarded");
}

TEST_CASE("rule D: inbound is never dropped because of a flag of ours", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("account_update_partner_removed_coex"));
    bench.deliver(delivery("account_update_restriction"));
    bench.deliver(delivery("msg_text"));
    CHECK(text(shown(bench, words), "text") == "Guten Tag, haben Sie am 24. ein Zimmer frei?");
    CHECK(account(bench).at("flags").at("restricted").as_array().size() == 2);
}

TEST_CASE("rule D: what the platform announces is shown on the account, each subject once", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("phone_number_quality_update_throughput"));
    bench.deliver(delivery("account_alerts_profile_picture_lost"));
    bench.deliver(delivery("template_quality_update"));
    bench.deliver(delivery("account_update_disabled_update"));
    const json::object shown_account = account(bench);
    const json::array& notices = shown_account.at("notices").as_array();
    REQUIRE(notices.size() == 2);  // templates are many, and not the account's
    CHECK(text(notices[0].as_object(), "word") == "THROUGHPUT_UPGRADE");
    CHECK(text(notices[1].as_object(), "detail") == "WARNING: Please reupload your profile picture");
    CHECK(text(shown_account.at("flags").as_object(), "ban") == "DISABLE");
    CHECK(bench.session().scalar("SELECT count(*) FROM account_notice") == 3);
}

TEST_CASE("rule E: a repeated webhook is one message and one set of events", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("msg_text"));
    const std::int64_t newest = feed_last(bench.session());
    bench.deliver(delivery("msg_text"));
    CHECK(feed_last(bench.session()) == newest);
    CHECK(bench.session().scalar("SELECT count(*) FROM message") == 1);
}

TEST_CASE("rule E: a person is a set of names that merge and are never re-keyed", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("msg_text"));
    bench.deliver(delivery("msg_text_bsuid_only"));
    CHECK(bench.session().scalar("SELECT count(*) FROM contact") == 2);
    bench.deliver(delivery("msg_text_bsuid_with_phone"));
    CHECK(bench.session().scalar("SELECT count(*) FROM contact") == 1);
    CHECK(bench.session().scalar("SELECT count(*) FROM conversation") == 1);
    CHECK(told(bench, "contact.merged") == 1);
}

TEST_CASE("rule E: a number that a person shares on our request is his own", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("msg_text"));
    bench.deliver(delivery("msg_contacts_shared_by_request_button"));
    CHECK(bench.session().scalar("SELECT count(*) FROM contact") == 1);
    FoldBench other;
    other.deliver(delivery("msg_text"));
    other.deliver(delivery("msg_contacts_origin_other_vcard"));
    CHECK(other.session().scalar("SELECT count(*) FROM identity") == 1);
}

TEST_CASE("rule E: what cannot be shown is a typed placeholder with its code", "[ingest][pains]") {
    struct Row {
        const char* name;
        std::int64_t code;
    };
    for (const Row& row : {Row{"msg_unsupported_131051", 131051}, Row{"msg_unsupported_131060", 131060},
                           Row{"msg_media_too_large_131052", 131052}}) {
        FoldBench bench;
        bench.deliver(delivery(row.name));
        const auto messages = messages_with(
            bench.session(), 1, {static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, "4915112345678"}))},
            std::nullopt, 10);
        REQUIRE(messages.size() == 1);
        const json::object document = message_document(bench.session(), messages.front());
        CHECK(document.at("placeholder").as_bool());
        CHECK(text(document, "type") == "unsupported");
        CHECK(document.at("error").at("code").as_int64() == row.code);
    }
}

TEST_CASE("rule E: the window is decided by the last live words of the customer", "[ingest][pains]") {
    FoldBench bench;
    bench.deliver(delivery("msg_text"));
    for (const char* name : {"echo_text", "msg_edit_text", "msg_revoke", "msg_system_number_changed_legacy",
                             "history_phase0_chunk1_two_threads", "status_sent_pricing_utility"}) {
        bench.deliver(delivery(name));
    }
    CHECK(bench.session().scalar("SELECT max(customer_at) FROM conversation") == 1795010000);
    FoldBench other;
    other.deliver(delivery("msg_unsupported_131060"));
    other.deliver(delivery("standby_messages"));
    CHECK(other.session().scalar("SELECT max(customer_at) FROM conversation") == 0);
    CHECK(other.session().scalar("SELECT max(unconfirmed_at) FROM conversation") == 1795010000);
}

TEST_CASE("rule E: who wants no marketing is known under each of his names", "[ingest][pains]") {
    for (const bool stop_first : {true, false}) {
        FoldBench bench;
        const std::string stop = with(delivery("user_preferences_stop_bsuid"), "1795010000", "1795010001");
        if (stop_first) bench.deliver(stop);
        bench.deliver(delivery("user_preferences_resume"));
        bench.deliver(delivery("msg_text_bsuid_with_phone"));
        if (!stop_first) bench.deliver(stop);
        const auto contacts = contacts_of_tenant(bench.session(), TenantId("hotel-1"), std::nullopt, 10);
        REQUIRE(contacts.size() == 1);
        const json::object person =
            contact_document(bench.session(), *find_contact(bench.session(), TenantId("hotel-1"), contacts.front()));
        CHECK(text(person.at("preferences").at("marketing_messages").as_object(), "value") == "stop");
    }
}
