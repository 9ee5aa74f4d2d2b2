// A hotel erased a guest; weeks later the same chats were imported once more and he was back, name, number and words.
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "catch.hpp"
#include "feed/event.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"
#include "store/baseline.hpp"
#include "store/contacts.hpp"
#include "store/erasures.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;
namespace fs = std::filesystem;

namespace {

constexpr const char* guest_number = "4915112345678";

std::int64_t guest() {
    return static_cast<std::int64_t>(hash_of({IdentityKind::wa_id, guest_number}));
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

/// The files below the state in which these bytes stand.
std::string files_with(const WriterBench& bench, const std::string& bytes) {
    std::string found;
    for (const auto& entry : fs::recursive_directory_iterator(bench.directory())) {
        if (!entry.is_regular_file()) continue;
        if (bytes_of(entry.path()).find(bytes) != std::string::npos) found += entry.path().filename().string() + " ";
    }
    return found;
}

std::string dump(WriterBench& bench) {
    return rooms::dump_of(*bench.readers().take());
}

/// All that the feed says, as text.
std::string told(WriterBench& bench) {
    auto reader = bench.readers().take();
    std::string all;
    for (const FeedRow& row : rooms::all_told(*reader)) {
        const auto event = told_event_of(*reader, row, 1, bench.now_ms);
        if (event) all += text_of(*event) + "\n";
    }
    return all;
}

/// A webhook in which the guest writes at this time, Unix seconds.
std::string written_at(std::int64_t at, const std::string& id, const std::string& text) {
    boost::json::value body = boost::json::parse(delivery("msg_text"));
    auto& message = body.at("entry").at(0).at("changes").at(0).at("value").at("messages").at(0).as_object();
    message["timestamp"] = std::to_string(at);
    message["id"] = id;
    message["text"].as_object()["body"] = text;
    return boost::json::serialize(body);
}

const std::vector<std::string> deliveries = {"msg_text",
                                             "echo_text",
                                             "msg_edit_text",
                                             "msg_reaction_add",
                                             "status_batch_out_of_order",
                                             "state_sync_initial_batch",
                                             "history_phase0_chunk1_two_threads",
                                             "msg_text_bsuid_with_phone",
                                             "msg_two_users_in_one_value",
                                             "batch_multi_entry_multi_change"};

std::string without_lines_of(const std::string& text, const std::string& title) {
    std::istringstream lines(text);
    std::string left;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(title + " ", 0) != 0) left += line + "\n";
    }
    return left;
}

void live_through(WriterBench& bench) {
    bench.attach(rooms::fixture_account());
    for (const std::string& name : deliveries) bench.deliver(delivery(name));
}

}  // namespace

TEST_CASE("who is erased is in no table and in no event any more, and his neighbours stay", "[persons]") {
    WriterBench bench;
    live_through(bench);
    REQUIRE(dump(bench).find(guest_number) != std::string::npos);
    const std::int64_t others = bench.scalar("SELECT count(*) FROM contact") - 1;
    const std::string id = bench.erase(guest());

    CHECK(dump(bench).find(guest_number) == std::string::npos);
    CHECK(dump(bench).find("Lena Vogt") == std::string::npos);
    CHECK(bench.scalar("SELECT count(*) FROM contact") == others);
    CHECK(bench.scalar("SELECT count(*) FROM message") > 0);
    const std::string said = told(bench);
    CHECK(said.find(guest_number) == std::string::npos);
    CHECK(said.find("contact.erased") != std::string::npos);
    CHECK(bench.scalar("SELECT messages FROM erasure") > 2);
    CHECK(bench.scalar("SELECT count(*) FROM audit WHERE action = 'erase_contact'") == 1);
    // Every event that is left leads to something.
    auto reader = bench.readers().take();
    for (const FeedRow& row : rooms::all_told(*reader)) {
        CHECK(told_event_of(*reader, row, 1, bench.now_ms).has_value());
    }
}

TEST_CASE("no retry, replay, late echo or second import brings an erased person back", "[persons]") {
    WriterBench bench;
    live_through(bench);
    bench.erase(guest());
    const std::string before = dump(bench);
    for (const std::string& name : deliveries) bench.deliver(delivery(name));
    bench.deliver(delivery("echo_image"));
    bench.deliver(delivery("status_read_with_pricing_no_delivered"));
    bench.deliver(delivery("state_sync_edit_is_add"));
    CHECK(dump(bench).find(guest_number) == std::string::npos);
    CHECK(dump(bench).find("Lena Vogt") == std::string::npos);

    bench.now_ms += 60'000;
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
    bench.restart();
    bench.settle();
    CHECK(dump(bench).find(guest_number) == std::string::npos);
    CHECK(told(bench).find("contact.erased") != std::string::npos);
}

TEST_CASE("his bytes leave the files, what others said stays in them, and a new fold is what it was", "[persons]") {
    WriterBench bench;
    live_through(bench);
    bench.settle();
    bench.erase(guest());
    bench.sweep();
    for (const char* bytes : {guest_number, "Lena Vogt", "haben Sie am 24. ein Zimmer frei", "ich reserviere Zimmer 12",
                              "NDkxNTExMjM0NTY3O"}) {
        INFO(bytes);
        CHECK(files_with(bench, bytes).empty());
    }
    const bool others_stay = !files_with(bench, "393331234567").empty();
    CHECK(others_stay);
    CHECK(has_baseline(bench.directory()));

    const std::string before = dump(bench);
    bench.now_ms += 60'000;
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
    bench.restart();
    bench.settle();
    CHECK(dump(bench) == before);
    CHECK(bench.scalar("SELECT count(*) FROM feed") ==
          bench.scalar("SELECT count(*) FROM (SELECT DISTINCT tenant, kind, key FROM feed)"));

    SECTION("a second import leaves no bytes either") {
        for (const std::string& name : deliveries) bench.deliver(delivery(name));
        CHECK_FALSE(files_with(bench, guest_number).empty());
        bench.sweep();
        CHECK(files_with(bench, guest_number).empty());
    }
}

TEST_CASE("whenever the erasure comes among his deliveries, and in whatever order they come, the same is left",
          "[persons]") {
    std::mt19937 chance(20261121);  // the same every time
    std::string expected;
    for (int round = 0; round < 12; ++round) {
        WriterBench bench;
        bench.attach(rooms::fixture_account());
        bench.deliver(delivery("msg_text"));  // he must be known to be erased
        std::vector<std::string> names = deliveries;
        names.insert(names.end(), deliveries.begin(), deliveries.end());
        std::shuffle(names.begin(), names.end(), chance);
        const std::size_t at = chance() % (names.size() + 1);
        for (std::size_t index = 0; index < names.size(); ++index) {
            if (index == at) bench.erase(guest());
            REQUIRE(bench.journalled(delivery(names[index])));
        }
        bench.settle();
        if (at == names.size()) bench.erase(guest());
        CHECK(dump(bench).find(guest_number) == std::string::npos);
        // That the number was alive is told by his messages too, and stays true.
        const std::string left = without_lines_of(dump(bench), "life");
        if (expected.empty()) expected = left;
        INFO("round " << round);
        CHECK(left == expected);
    }
}

TEST_CASE("what could not be read and holds his number goes, and waits for no decision any more", "[persons]") {
    WriterBench bench;
    live_through(bench);
    bench.deliver(std::string("{ from: ") + guest_number);
    bench.deliver("{ from: 34600111222");
    REQUIRE(bench.set_aside().size() == 2);
    bench.erase(guest());
    bench.sweep();
    CHECK(files_with(bench, guest_number).empty());
    REQUIRE(bench.set_aside().size() == 1);
    CHECK_FALSE(files_with(bench, "34600111222").empty());
}

TEST_CASE("who writes again after his erasure begins anew", "[persons]") {
    WriterBench bench;
    live_through(bench);
    bench.erase(guest());
    bench.now_ms += 3'600'000;
    const std::int64_t later = bench.now_ms / 1000;
    bench.deliver(written_at(later, "wamid.anew", "Ich bin wieder da."));
    CHECK(dump(bench).find("Ich bin wieder da.") != std::string::npos);
    CHECK(dump(bench).find("Lena Vogt") != std::string::npos);
    CHECK(dump(bench).find("Zimmer frei") == std::string::npos);
    CHECK(bench.scalar("SELECT count(*) FROM message WHERE wamid = 'wamid.anew'") == 1);

    SECTION("and what is older stays away all the same") {
        const std::string before = dump(bench);
        for (const std::string& name : deliveries) bench.deliver(delivery(name));
        CHECK(dump(bench).find("Zimmer frei") == std::string::npos);
    }
    SECTION("and can be erased again") {
        bench.erase(guest());
        CHECK(dump(bench).find(guest_number) == std::string::npos);
        bench.deliver(written_at(later, "wamid.anew", "Ich bin wieder da."));
        CHECK(dump(bench).find("wieder da") == std::string::npos);
    }
}

TEST_CASE("a time that makes no sense does not keep away what is written after an erasure", "[persons]") {
    WriterBench bench;
    live_through(bench);
    const std::string absurd = written_at(bench.now_ms / 1000 + 86'400 * 3650, "wamid.absurd", "Aus der Zukunft");
    bench.deliver(absurd);
    bench.erase(guest());
    bench.deliver(absurd);
    CHECK(dump(bench).find("Zukunft") == std::string::npos);
    bench.now_ms += 3'600'000;
    bench.deliver(written_at(bench.now_ms / 1000, "wamid.anew", "Ich bin wieder da."));
    CHECK(dump(bench).find("Ich bin wieder da.") != std::string::npos);
}

TEST_CASE("what we wrote to an erased person is forgotten, and what waits for him is not sent", "[persons]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    bench.transact([&](WriteContext& context) {
        const AccountRow account = all_accounts(context.session).front();
        OperationRow operation = rooms::fixture_operation(account);
        operation.input_hash = "0123abcd";
        tell_operation(context, operation);
        bench.ledger().enqueue(context, account, rooms::fixture_send(account));
    });
    REQUIRE(dump(bench).find("Sent by CRM") != std::string::npos);
    bench.erase(guest());
    CHECK(dump(bench).find("Sent by CRM") == std::string::npos);
    CHECK(bench.scalar("SELECT count(*) FROM send") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM operation WHERE state = 'failed' AND input_hash = 'erased'") == 1);
    CHECK(told(bench).find("contact_erased") != std::string::npos);
}
