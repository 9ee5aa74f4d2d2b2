// A hotel left its agency; a year later its guests' names still lay in tables that nobody had thought of.
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "ingest/gone_numbers.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"
#include "persons/tenant_erasing.hpp"
#include "store/another_process.hpp"
#include "store/forget_tenant.hpp"
#include "store/notes.hpp"
#include "store/opt_outs.hpp"
#include "store/state_schema.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;
namespace fs = std::filesystem;

namespace {

const TenantId hotel("hotel-1");
const TenantId neighbour("hotel-2");

/// The same delivery to the neighbour's number, from a guest of its own.
std::string to_neighbour(std::string body) {
    const std::pair<const char*, const char*> others[] = {{rooms::fixture_number, "310987654329999"},
                                                          {rooms::fixture_digits, "34911222333"},
                                                          {rooms::fixture_waba, "210987654329999"},
                                                          {"4915112345678", "34600111222"},
                                                          {"Lena Vogt", "Pablo Ruiz"},
                                                          {"NDkxNTExMjM0NTY3OB", "MzQ2MDAxMTEyMjIB"}};
    for (const auto& [was, is] : others) {
        for (std::size_t at = body.find(was); at != std::string::npos; at = body.find(was, at)) {
            body.replace(at, std::string(was).size(), is);
        }
    }
    return body;
}

AccountRow neighbours_number() {
    AccountRow row = rooms::fixture_account();
    row.account_id = AccountId("acc_00000000000000aa");
    row.tenant = neighbour;
    row.digits = "34911222333";
    row.phone_number_id = PhoneNumberId("310987654329999");
    row.waba_id = WabaId("210987654329999");
    return row;
}

void set_asked(WriterBench& bench, const char* state) {
    bench.transact([&](WriteContext& context) {
        for (AccountRow row : accounts_of_tenant(context.session, hotel)) {
            row.asked = state;
            row.asked_at = context.now_ms;
            context.fold.account_changed(row);
        }
    });
}

/// Two hotels over one app, each with a guest, notes and somebody who said stop.
void live_through(WriterBench& bench) {
    bench.attach(rooms::fixture_account());
    bench.attach(neighbours_number());
    for (const char* name :
         {"msg_text", "echo_text", "msg_edit_text", "status_batch_out_of_order", "state_sync_initial_batch",
          "history_phase0_chunk1_two_threads", "account_alerts_profile_picture_lost", "msg_two_users_in_one_value"}) {
        bench.deliver(delivery(name));
        bench.deliver(to_neighbour(delivery(name)));
    }
    bench.transact([](WriteContext& context) {
        for (const TenantId& tenant : {hotel, neighbour}) {
            const AccountRow account = accounts_of_tenant(context.session, tenant).front();
            NoteRow note{0, "note-" + tenant.value, tenant, account.id,
                         7, context.now_ms,         "sam",  "likes the quiet room"};
            if (tenant == neighbour) note.text = "comes with two dogs";
            insert_note(context.session, note);
            note_opt_out(context.session, tenant, {"mark", "1:49" + tenant.value, 1'795'000'000, "staff:sam", 0, {}});
        }
    });
    set_asked(bench, "disconnected");
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

std::string files_with(const WriterBench& bench, const std::string& bytes) {
    std::string found;
    for (const auto& entry : fs::recursive_directory_iterator(bench.directory())) {
        if (entry.is_regular_file() && bytes_of(entry.path()).find(bytes) != std::string::npos) {
            found += entry.path().filename().string() + " ";
        }
    }
    return found;
}

std::string ask(WriterBench& bench) {
    TenantErasureCommand command;
    command.tenant = hotel;
    command.at = bench.now_ms;
    command.operation = operation_of_erasure(hotel, count_tenant_erasures(*bench.readers().take(), hotel));
    command.actor = "ann";
    REQUIRE(bench.journal().append_and_wait(row_of(command)));
    bench.settle();
    return command.operation.value;
}

std::string state_of(WriterBench& bench, const std::string& operation) {
    const auto row = find_operation(*bench.readers().take(), OperationId(operation));
    REQUIRE(row);
    return row->state;
}

/// Lets the owner's chores work until the operation is over, or until `enough`.
void work(WriterBench& bench, const std::string& operation, const std::function<bool()>& enough = {}) {
    const TenantEraser eraser(bench.directory(), bench.writer().deliveries().erasures(), erasure_key_of(bench.cipher()),
                              nullptr);
    TenantErasing erasing(bench.writer(), bench.journal(), eraser, marker_of(bench.cipher()), bench.directory(),
                          bench.clock(), Log());
    erasing.start();
    REQUIRE(rooms::eventually([&] {
        if (enough) return enough();
        return bench.scalar("SELECT count(*) FROM tenant_erasure WHERE state = 'persons'") == 0;
    }));
    erasing.stop();
    if (enough) return;
    bench.sweep();
    REQUIRE(rooms::eventually([&] { return state_of(bench, operation) != "pending"; }));
}

/// All tables' texts, those of the neighbour alone.
std::string dump(WriterBench& bench) {
    return rooms::dump_of(*bench.readers().take());
}

void check_gone(WriterBench& bench) {
    for (const char* bytes : {"4915112345678", "Lena Vogt", "NDkxNTExMjM0NTY3OB", rooms::fixture_digits,
                              rooms::fixture_number, "likes the quiet room", "Hotel Bosporus"}) {
        INFO(bytes);
        CHECK(files_with(bench, bytes).empty());
    }
    CHECK_FALSE(files_with(bench, "34600111222").empty());
    CHECK_FALSE(files_with(bench, "comes with two dogs").empty());
}

}  // namespace

TEST_CASE("every table that holds something of a tenant is one that his erasure looks after", "[persons]") {
    WriterBench bench;
    auto session = bench.readers().take();
    std::set<std::string> found;
    Statement& tables =
        session
            ->sql(
                "SELECT DISTINCT tables.name FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS "
                "columns WHERE tables.type = 'table' AND columns.name IN ('tenant', 'account')")
            .with();
    while (tables.next()) found.insert(tables.text(0));
    tables.reset();
    const std::vector<std::string>& known = tables_of_tenants();
    CHECK(found == std::set<std::string>(known.begin(), known.end()));
}

TEST_CASE("of an erased tenant no byte is left, his neighbour over the same app has all of his", "[persons]") {
    WriterBench bench;
    live_through(bench);
    WriterBench alone;
    alone.attach(neighbours_number());
    const std::string operation = ask(bench);
    work(bench, operation);
    CHECK(state_of(bench, operation) == "succeeded");
    check_gone(bench);
    CHECK(bench.scalar("SELECT count(*) FROM account") == 1);
    CHECK(bench.scalar("SELECT count(*) FROM operation WHERE tenant = 'hotel-1'") == 1);
    CHECK(bench.scalar("SELECT count(*) FROM audit WHERE tenant = 'hotel-1' AND action NOT LIKE 'erase%'") == 0);
    // Who said stop is not written to because his hotel was forgotten.
    CHECK(bench.scalar("SELECT count(*) FROM opt_out WHERE tenant = 'hotel-1' AND stopped_at > 0 AND recipient = '' "
                       "AND stopped_by = 'staff'") == 1);
    CHECK(bench.scalar("SELECT count(*) FROM feed WHERE tenant = 'hotel-1' AND kind = 9 AND key = (SELECT id FROM "
                       "merged WHERE kind = 9 AND key = 0)") == 1);
    CHECK(bench.scalar("SELECT count(*) FROM feed WHERE tenant = 'hotel-1' AND kind = 9") ==
          bench.scalar("SELECT count(*) FROM erasure") + 1);  // each person, then all

    SECTION("a fold that is built anew tells of nobody, and tells hosts again that the tenant is gone") {
        const std::string before = dump(bench);
        bench.now_ms += 60'000;
        bench.transact(
            [](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
        bench.restart();
        bench.settle();
        CHECK(dump(bench) == before);
        check_gone(bench);
        CHECK(bench.scalar("SELECT count(*) FROM feed WHERE kind = 9 AND key = (SELECT id FROM merged WHERE kind = 9 "
                           "AND key = 0)") == 1);
    }
    SECTION("what the platform tries again is forgotten after the time that a connection may take") {
        bench.deliver(delivery("msg_text"));
        CHECK(bench.scalar("SELECT count(*) FROM parked") == 1);
        CHECK(bench.scalar("SELECT count(*) FROM message WHERE wamid LIKE '%NDkxNTEx%'") == 0);
        bench.now_ms += gone_number_waits_ms + 1000;
        bench.transact([&](WriteContext& context) { bench.writer().deliveries().expire_parked(context, 0); });
        CHECK(bench.scalar("SELECT count(*) FROM parked") == 0);
        bench.sweep();
        CHECK(files_with(bench, "4915112345678").empty());
    }
    SECTION("connected anew it begins anew: its old chats stay away, new words come in") {
        bench.deliver(delivery("echo_image"));  // just before the number was put on record
        CHECK(bench.scalar("SELECT count(*) FROM parked") == 1);
        AccountRow row = rooms::fixture_account();
        row.generation_start = bench.now_ms;
        bench.attach(row);
        bench.deliver(delivery("history_phase0_chunk1_two_threads"));
        bench.deliver(delivery("msg_text"));
        CHECK(bench.scalar("SELECT count(*) FROM identity WHERE tenant = 'hotel-1'") == 0);
        boost::json::value later = boost::json::parse(delivery("msg_text"));
        auto& message = later.at("entry").at(0).at("changes").at(0).at("value").at("messages").at(0).as_object();
        message["timestamp"] = std::to_string(bench.now_ms / 1000 + 900);
        message["id"] = "wamid.again";
        bench.deliver(boost::json::serialize(later));
        CHECK(bench.scalar("SELECT count(*) FROM message WHERE wamid = 'wamid.again'") == 1);
    }
}

TEST_CASE("an erasure that the process did not finish is finished by the next", "[persons]") {
    WriterBench bench;
    live_through(bench);
    const std::string operation = ask(bench);
    work(bench, operation, [&] { return bench.scalar("SELECT count(*) FROM erasure") > 0; });
    bench.restart();
    bench.settle();
    work(bench, operation);
    CHECK(state_of(bench, operation) == "succeeded");
    check_gone(bench);
}

TEST_CASE("a tenant whose number is connected stays, and hears which one it is", "[persons]") {
    WriterBench bench;
    live_through(bench);
    set_asked(bench, "connected");
    const auto stays = why_tenant_stays(*bench.readers().take(), hotel);
    REQUIRE(stays);
    CHECK(stays->code == "tenant_has_numbers");
    CHECK(stays->detail == "Numbers of this tenant are still connected: +905321110022 (coex).");
    CHECK(stays->next ==
          "End each of them first: disconnect a coexistence number and follow the steps on its phone, remove any "
          "other. Then ask again; nothing was erased.");
    const std::string before = dump(bench);
    const std::string operation = ask(bench);
    CHECK(state_of(bench, operation) == "failed");
    CHECK(bench.scalar("SELECT count(*) FROM erasure") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM message") > 0);

    SECTION("also where it is connected between the asking and the end") {
        set_asked(bench, "disconnected");
        bench.now_ms += 1000;
        const std::string second = ask(bench);
        CHECK(state_of(bench, second) == "pending");
        set_asked(bench, "connected");
        work(bench, second);
        CHECK(state_of(bench, second) == "failed");
        CHECK(bench.scalar("SELECT count(*) FROM account") == 2);
        CHECK(bench.scalar("SELECT count(*) FROM conversation_note") == 2);
    }
}
