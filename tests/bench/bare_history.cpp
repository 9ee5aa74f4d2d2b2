// The ceiling of history: verifies a piece of the past, parses it, appends it to a journal and writes the rows of its
// messages in batches, with OpenSSL, simdjson and SQLite alone.
#include <simdjson.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "bare_journal.hpp"
#include "bare_state.hpp"
#include "history_chunks.hpp"
#include "hmac.hpp"
#include "options.hpp"

namespace bench {
namespace {

using std::chrono::steady_clock;
constexpr std::uint32_t messages_a_chunk = 1000;
constexpr std::uint64_t most_behind = 20'000;  // rows in memory

std::string text_at(const simdjson::dom::element& parent, std::string_view key) {
    std::string_view text;
    return parent[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

class Bare {
  public:
    Bare(const std::string& directory, const Sender& sender)
        : hmac_(sender.secret),
          state_(directory),
          journal_(directory, [this](std::vector<BareRow>& group) { durable(group); }) {}

    void deliver(const std::string& body, const std::string& signature) {
        if (!hmac_.signs(signature, body)) throw std::runtime_error("a piece is not signed");
        BareRow row;
        row.body = body;
        journal_.append(std::move(row));
    }
    [[nodiscard]] std::uint64_t applied() const { return state_.applied(); }

  private:
    void durable(const std::vector<BareRow>& group) {
        for (const BareRow& piece : group) read(piece.body);
    }

    void read(const std::string& body) {
        std::vector<BareRow> rows;
        const simdjson::dom::element root = parser_.parse(body);
        const simdjson::dom::element history = root.at_pointer("/entry/0/changes/0/value/history/0");
        for (const simdjson::dom::element thread : history["threads"].get_array()) {
            for (const simdjson::dom::element message : thread["messages"].get_array()) {
                BareRow row;
                row.fields.from = text_at(thread, "id");
                row.fields.wamid = text_at(message, "id");
                row.fields.timestamp = text_at(message, "timestamp");
                row.fields.type = text_at(message, "type");
                row.fields.text = text_at(message["text"].value(), "body");
                row.fields.item = simdjson::minify(message);
                rows.push_back(std::move(row));
            }
        }
        state_.take(rows);
    }

    const Hmac hmac_;
    simdjson::dom::parser parser_;
    BareState state_;
    BareJournal journal_;
};

void measure(const Options& options) {
    const std::string directory = options.text("directory");
    std::filesystem::create_directories(directory);
    const auto imported = static_cast<std::uint32_t>(options.number("imported", 0));
    const Sender sender = sender_of(options);
    HistoryChunks chunks(sender, 1, static_cast<std::uint32_t>(options.number("threads", 0)));
    Bare bare(directory, sender);
    const auto start = steady_clock::now();
    std::uint64_t told = 0;
    for (std::uint32_t left = imported; left > 0;) {
        const std::uint32_t some = std::min(left, messages_a_chunk);
        chunks.make(some);
        bare.deliver(chunks.body(), chunks.signature());
        left -= some;
        told += some;
        while (told > bare.applied() + most_behind) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    while (bare.applied() < imported) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    std::printf("{\"imported\":%u,\"seconds\":%.3f}\n", imported, seconds);
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        bench::measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-history: %s\n", error.what());
        return 1;
    }
}
