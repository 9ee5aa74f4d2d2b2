#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "ingest/fold_bench.hpp"
#include "ingest/following_host.hpp"
#include "ingest/state_dump.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::FoldBench;
using rooms::FollowingHost;

namespace {

constexpr const char* answer = "(the platform's answer)";

/// Deliveries that touch each other: content, edits, revokes and reactions of the same messages, a message of ours with
/// its statuses and echo, people whose names meet later, the address book, the number's life.
constexpr const char* related[] = {"msg_text",
                                   "retry_duplicate_of_msg_text",
                                   "msg_edit_text",
                                   "msg_revoke",
                                   "echo_reaction",
                                   "echo_text",
                                   "echo_edit",
                                   "echo_revoke",
                                   "status_batch_out_of_order",
                                   "status_callback_data",
                                   "status_bsuid_only",
                                   "status_bsuid_with_phone",
                                   "status_failed_131047_window",
                                   "echo_of_api_message_duplicate",
                                   "msg_reaction_add",
                                   "msg_reaction_remove",
                                   "msg_text_bsuid_only",
                                   "msg_text_bsuid_only_parent",
                                   "msg_text_bsuid_with_phone",
                                   "msg_revoke_bsuid_only",
                                   "msg_two_users_in_one_value",
                                   "msg_system_number_changed_2026",
                                   "msg_system_user_id_changed",
                                   "msg_unsupported_131060",
                                   "echo_bsuid_only",
                                   "echo_text_2026",
                                   "state_sync_initial_batch",
                                   "state_sync_edit_is_add",
                                   "state_sync_remove",
                                   "state_sync_bsuid",
                                   "account_update_account_offboarded",
                                   "account_update_account_reconnected",
                                   "batch_messages_and_statuses_same_value",
                                   "batch_multi_entry_multi_change",
                                   answer};

using Bodies = std::vector<std::string>;
using Chance = std::minstd_rand;

Bodies some_of(Chance& chance, std::size_t count) {
    Bodies names(std::begin(related), std::end(related));
    std::shuffle(names.begin(), names.end(), chance);
    names.resize(count);
    std::sort(names.begin(), names.end());
    return names;
}

std::string entries_of(const std::string& body) {
    const std::size_t begin = body.find('[', body.find("\"entry\"")) + 1;
    return body.substr(begin, body.rfind(']') - begin);
}

/// Several webhooks as one, as the platform batches them.
std::string batched(const Bodies& bodies) {
    std::string entries;
    for (const std::string& body : bodies) {
        if (!entries.empty()) entries += ',';
        entries += entries_of(body);
    }
    return R"({"object":"whatsapp_business_account","entry":[)" + entries + "]}";
}

struct Ending {
    std::string state;
    std::string host;
};

Ending ending_of(FoldBench& bench, FollowingHost& host) {
    constexpr int all = 1'000'000;
    host.read_on(bench.session(), all);
    return {rooms::dump_of(bench.session()), host.records()};
}

/// Each once, one by one.
Ending in_order(const Bodies& names) {
    FoldBench bench;
    FollowingHost host;
    bench.ask_for_send();
    for (const std::string& name : names) {
        if (name == answer) {
            bench.answer_send();
        } else {
            bench.deliver(delivery(name));
        }
    }
    return ending_of(bench, host);
}

/// In another order, some twice, some batched into one webhook, some in one transaction, and the host reads now and
/// then.
Ending shaken(Bodies names, Chance& chance) {
    const std::size_t once = names.size();
    for (std::size_t copy = 0; copy < once / 3; ++copy) names.push_back(names[chance() % once]);
    std::shuffle(names.begin(), names.end(), chance);
    FoldBench bench;
    FollowingHost host;
    bench.ask_for_send();
    for (std::size_t next = 0; next < names.size();) {
        Bodies group;
        const std::size_t size = 1 + chance() % 4;
        while (next < names.size() && group.size() < size && names[next] != answer) {
            group.push_back(delivery(names[next++]));
        }
        if (group.empty()) {
            bench.answer_send();
            ++next;
        } else if (chance() % 2 == 0) {
            bench.deliver(batched(group));
        } else {
            bench.deliver(group);
        }
        if (chance() % 3 == 0) host.read_on(bench.session(), static_cast<int>(1 + chance() % 5));
    }
    return ending_of(bench, host);
}

/// The lines that only one of both has; empty if they are equal.
std::string difference(const std::string& found, const std::string& expected) {
    const auto lines = [](const std::string& text) {
        std::multiset<std::string> all;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) all.insert(line);
        return all;
    };
    const auto left = lines(found);
    const auto right = lines(expected);
    Bodies only;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
    only.emplace_back("-- expected:");
    std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(only));
    if (only.size() == 1) return {};
    std::string text;
    for (const std::string& line : only) text.append(line).append("\n");
    return text;
}

}  // namespace

TEST_CASE("any order, repetition and grouping of deliveries ends in the same state and the same records", "[ingest]") {
    constexpr int selections = 42;
    constexpr int orders = 5;
    for (unsigned seed = 1; seed <= selections; ++seed) {
        Chance chance(seed);
        const Bodies names = some_of(chance, 12);
        const Ending expected = in_order(names);
        for (int order = 0; order < orders; ++order) {
            const Ending found = shaken(names, chance);
            CAPTURE(seed, order, names);
            REQUIRE(difference(found.state, expected.state) == "");
            REQUIRE(difference(found.host, expected.host) == "");
        }
    }
}

TEST_CASE("all related deliveries at once converge as well", "[ingest]") {
    const Bodies names(std::begin(related), std::end(related));
    const Ending expected = in_order(names);
    CHECK(expected.state.find("wamid") != std::string::npos);
    for (unsigned seed = 1; seed <= 10; ++seed) {
        Chance chance(seed);
        const Ending found = shaken(names, chance);
        CAPTURE(seed);
        REQUIRE(difference(found.state, expected.state) == "");
        REQUIRE(difference(found.host, expected.host) == "");
    }
}

TEST_CASE("a host that begins late has the same records as one that followed", "[ingest]") {
    Chance chance(7);
    const Bodies names(std::begin(related), std::end(related));
    FoldBench bench;
    FollowingHost follower;
    bench.ask_for_send();
    bench.answer_send();
    for (const std::string& name : names) {
        if (name != answer) bench.deliver(delivery(name));
        follower.read_on(bench.session(), 3);
    }
    const Ending followed = ending_of(bench, follower);
    FollowingHost late;
    CHECK(ending_of(bench, late).host == followed.host);
}

TEST_CASE("a better content that comes first does not hide what a lesser one says of the conversation", "[ingest]") {
    // The same message twice, as a placeholder that came later by the platform's clock, and as the words themselves.
    const std::string words = delivery("msg_text");
    std::string placeholder = words;
    const std::string body = R"("type": "text")";
    placeholder.replace(placeholder.find(body), body.size(), R"("type": "unsupported")");
    placeholder.replace(placeholder.find("1795010000"), 10, "1795010777");
    FoldBench one;
    one.deliver(Bodies{words, placeholder});
    FoldBench other;
    other.deliver(Bodies{placeholder, words});
    CHECK(rooms::dump_of(one.session()) == rooms::dump_of(other.session()));
    CHECK(one.session().scalar("SELECT last_at FROM conversation") == 1795010777);
}

TEST_CASE("applying a delivery again changes nothing, not even the feed", "[ingest]") {
    FoldBench bench;
    bench.ask_for_send();
    const auto deliver_all = [&] {
        for (const char* name : related) {
            if (std::string(name) != answer) bench.deliver(delivery(name));
        }
    };
    deliver_all();
    bench.answer_send();
    const std::int64_t newest = feed_last(bench.session());
    const std::string state = rooms::dump_of(bench.session());
    deliver_all();
    CHECK(rooms::dump_of(bench.session()) == state);
    CHECK(feed_last(bench.session()) == newest);
}
