// The ceiling of ingest.ack and ingest.applied: verifies, parses and appends to a journal, and with --apply 1 also
// writes the rows that a CRM needs, with OpenSSL, simdjson and SQLite alone.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "bare_journal.hpp"
#include "bare_state.hpp"
#include "callers.hpp"
#include "options.hpp"

namespace bench {
namespace {

class Bare : public Receiver {
  public:
    Bare(const std::string& directory, const char* secret, bool apply)
        : door_(secret, apply),
          state_(apply ? std::make_unique<BareState>(directory) : nullptr),
          journal_(directory, [this](std::vector<BareRow>& group) { durable(group); }) {}

    void receive(std::string_view body, std::string_view signature, std::uint32_t caller, Callers& callers) override {
        BareRow row;
        if (!door_.let_in(body, signature, row.fields)) return callers.answered(caller, false);
        row.body = body;
        row.caller = caller;
        row.answer_to = &callers;
        journal_.append(std::move(row));
    }
    std::uint64_t applied() override { return state_ ? state_->applied() : 0; }

  private:
    void durable(std::vector<BareRow>& group) {
        for (const BareRow& row : group) static_cast<Callers*>(row.answer_to)->answered(row.caller, true);
        if (state_) state_->take(group);
    }

    BareDoor door_;
    std::unique_ptr<BareState> state_;
    BareJournal journal_;
};

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const bench::Webhooks webhooks = bench::webhooks_for(options, 250'000);
        const std::string directory = options.text("directory");
        std::filesystem::create_directories(directory);
        bench::Bare bare(directory, std::getenv("BENCH_APP_SECRET"), options.number("apply", 0) > 0);
        bench::Callers callers(bare, webhooks, static_cast<std::uint32_t>(options.number("callers", 64)));
        bench::print(callers.burst(bench::burst_of(options)));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-ack: %s\n", error.what());
        return 1;
    }
}
