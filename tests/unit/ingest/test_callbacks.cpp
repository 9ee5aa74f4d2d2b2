#include <algorithm>

#include "catch.hpp"
#include "ingest/writer_bench.hpp"
#include "secrets/digest.hpp"
#include "store/account_view.hpp"
#include "store/errands.hpp"
#include "store/grants.hpp"

using namespace coexist;
using rooms::fixture_road;
using rooms::WriterBench;

namespace {

constexpr const char* person = "122100000000111";

std::string base64url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return text;
}

std::string form(std::int64_t issued_at) {
    const std::string payload = base64url(R"({"algorithm":"HMAC-SHA256","issued_at":)" + std::to_string(issued_at) +
                                          R"(,"user_id":")" + person + "\"}");
    const Sha256 sum = hmac_sha256("fixture-app-secret-0123456789abcdef", payload);
    return "signed_request=" + base64url({reinterpret_cast<const char*>(sum.data()), sum.size()}) + "." + payload;
}

/// The fixtures' number, connected and looked after; `granted`: by the person.
void connect(WriterBench& bench, bool granted) {
    AccountRow account = rooms::fixture_account();
    account.token_sealed = "sealed";
    account.generation_start = bench.now_ms - 1000;
    bench.attach(account);
    bench.transact([&](WriteContext& context) {
        const AccountRow row = all_accounts(context.session).front();
        NumberChecks::begin(context, row);
        if (granted) save_grant(context.session, row.id, fixture_road, person);
    });
}

AccountView view(WriterBench& bench) {
    auto reader = bench.readers().take();
    const AccountRow account = all_accounts(*reader).front();
    return view_of(account, account_life(*reader, account.id));
}

std::size_t due_soon(WriterBench& bench) {
    auto reader = bench.readers().take();
    return checks_overdue(*reader, bench.now_ms + 10'000).size();
}

}  // namespace

TEST_CASE("a grant that was taken back ends the numbers that run on it", "[ingest][callback]") {
    WriterBench bench;
    connect(bench, true);
    bench.deliver(form(bench.now_ms / 1000), std::string(fixture_road) + "/deauthorize");
    CHECK(view(bench).state == AccountState::disconnected);
    CHECK(view(bench).reason == "DEAUTHORIZED");
    CHECK(view(bench).initiated_by == "USER");
    CHECK(bench.set_aside().empty());
}

TEST_CASE("where nobody knows whose grant it was, the numbers of the app are read", "[ingest][callback]") {
    WriterBench bench;
    connect(bench, false);
    CHECK(due_soon(bench) == 0);
    bench.deliver(form(bench.now_ms / 1000), std::string(fixture_road) + "/deauthorize");
    CHECK(view(bench).state == AccountState::connected);
    CHECK(due_soon(bench) == 1);
}

TEST_CASE("a deletion request takes the person's id out at once, and waits for the number's admin",
          "[ingest][callback]") {
    WriterBench bench;
    connect(bench, true);
    const std::string body = form(bench.now_ms / 1000);
    const std::string road = std::string(fixture_road) + "/data-deletion";
    bench.deliver(body, road);
    bench.deliver(body, road);
    CHECK(bench.scalar("SELECT count(*) FROM account_grant") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM data_deletion") == 1);
    CHECK(bench.scalar("SELECT count(*) FROM audit WHERE action = 'data_deletion'") == 1);
    CHECK(view(bench).state == AccountState::connected);
    const std::string code = rooms::cloud_road(fixture_road)->signed_request(body)->code;
    {
        auto reader = bench.readers().take();
        CHECK(find_deletion(*reader, code, fixture_road)->accounts_left == 1);
        CHECK_FALSE(find_deletion(*reader, code, "other"));
    }
    bench.transact([](WriteContext& context) {
        AccountRow account = all_accounts(context.session).front();
        account.token_sealed.clear();
        context.fold.account_changed(account);
    });
    auto reader = bench.readers().take();
    CHECK(find_deletion(*reader, code, fixture_road)->accounts_left == 0);
}

TEST_CASE("a callback that this version does not know is set aside, not lost", "[ingest][callback]") {
    WriterBench bench;
    bench.deliver(form(bench.now_ms / 1000), std::string(fixture_road) + "/something-new");
    CHECK(bench.set_aside().size() == 1);
}
