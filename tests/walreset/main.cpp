// walreset keep|break --directory DIR --commits N: commits to a state in the product's store layer as its writer does,
// with readers beside in processes of their own, then looks whether the database is sound and nothing was lost.
// "break" lets another connection checkpoint too, at the worst moment: what the rule is for must then be seen.
// Exit 0: as it should be.
#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "second_checkpointer.hpp"
#include "store/feed_rows.hpp"
#include "store/progress.hpp"
#include "store/session.hpp"
#include "store/state_schema.hpp"

namespace {

using coexist::Session;

// The writer's own rule has 16 MB, and 4 MB that stay; less makes more resets, which is where the danger lies.
constexpr std::int64_t checkpoint_bytes = 256 << 10;
constexpr const char* keep_little = "PRAGMA journal_size_limit=65536";
constexpr int subjects = 500;
constexpr int places = 4001;
constexpr int readers = 2;
constexpr const char* counter = "walreset_commits";
constexpr int mended_in = 3051003;  // sqlite.org/wal.html, "The WAL-Reset Bug"
constexpr int went_back = 4;
constexpr int unreadable = 5;

struct Options {
    bool break_rule = false;
    std::string directory;
    std::int64_t commits = 0;
};

Options read_options(int count, char** words) {
    Options options;
    if (count != 6 || std::strcmp(words[2], "--directory") != 0 || std::strcmp(words[4], "--commits") != 0) {
        throw std::runtime_error("use: walreset keep|break --directory DIR --commits N");
    }
    options.break_rule = std::strcmp(words[1], "break") == 0;
    options.directory = words[3];
    options.commits = std::atoll(words[5]);
    return options;
}

/// Each commit changes one subject, as an event does: two rows of the feed, a position, how many there were.
class Writer {
  public:
    explicit Writer(const std::string& directory) : directory_(directory) {
        auto opened = coexist::open_state_for_writing(directory);
        if (!opened) throw std::runtime_error(opened.problem().detail);
        session_ = std::move(opened).value();
        session_->execute(keep_little);
        feed_ = std::make_unique<coexist::FeedWriter>(*session_);
    }

    void commit(std::int64_t number) {
        coexist::Transaction transaction(*session_);
        std::int64_t& revision = revisions_[static_cast<std::size_t>(number) % subjects];
        revision = feed_->changed("harbour", coexist::SubjectKind::message, number % subjects, revision);
        feed_->store_position();
        const std::int64_t place = number * 389 % places;  // far from the last one: most commits touch other pages
        coexist::save_progress(*session_, "segment-" + std::to_string(place), coexist::Lane::live, number);
        progress_[static_cast<std::size_t>(place)] = number;
        coexist::set_meta_number(*session_, counter, number);
        transaction.commit();
        if (session_->wal_bytes() > checkpoint_bytes) session_->checkpoint();
    }

    void checkpoint() { session_->checkpoint(); }

    /// What is wrong with the database; empty if nothing. Read by a connection of its own: the writer's remembers pages
    /// that are lost on the disk.
    std::string wrong(std::int64_t commits) {
        const auto fresh = coexist::open_state_for_reading(directory_);
        coexist::Statement& check = fresh->sql("PRAGMA integrity_check");
        const std::string said = check.next() ? check.text(0) : std::string("no answer");
        check.reset();
        if (said != "ok") return said;
        const std::int64_t found = coexist::meta_number(*fresh, counter, 0);
        if (found != commits) return "the last commit is lost: " + std::to_string(found);
        const auto rows = coexist::feed_after(*fresh, 0, {}, subjects + 1);
        const auto expected = std::min<std::int64_t>(subjects, commits);
        if (static_cast<std::int64_t>(rows.size()) != expected) return "rows of the feed are lost";
        const auto progress = coexist::journal_progress(*fresh);
        for (std::size_t place = 0; place < places; ++place) {
            const auto row = progress.find({"segment-" + std::to_string(place), coexist::Lane::live});
            if (progress_[place] != (row == progress.end() ? 0 : row->second)) return "a commit is lost";
        }
        return {};
    }

  private:
    const std::string directory_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<coexist::FeedWriter> feed_;
    std::int64_t revisions_[subjects] = {};
    std::int64_t progress_[places] = {};
};

/// Reads as a host's worker does, in one view each time; what was seen once may not go away.
[[noreturn]] void read_on(const std::string& directory) {
    try {
        const auto session = coexist::open_state_for_reading(directory);
        for (std::int64_t seen = 0;;) {
            {
                const coexist::Snapshot snapshot(*session);
                const std::int64_t now = coexist::meta_number(*session, counter, 0);
                coexist::feed_after(*session, now > 20 ? now - 20 : 0, {}, 20);
                if (now < seen) std::_Exit(went_back);
                seen = now;
            }
            ::usleep(200);
        }
    } catch (const std::exception&) {
        std::_Exit(unreadable);
    }
}

template <class Work>
pid_t in_process(const Work& work) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no process could be made");
    if (child == 0) work();
    return child;
}

/// Whether a reader ended by itself, and what it had seen.
std::string seen_by(const std::vector<pid_t>& children) {
    for (const pid_t child : children) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) != child) continue;
        if (WIFEXITED(status) && WEXITSTATUS(status) == went_back) return "a reader saw a commit go away";
        return "a reader found the database unreadable";
    }
    return {};
}

std::string after(const std::string& wrong, std::int64_t commits) {
    return wrong + " (after " + std::to_string(commits) + " commits)";
}

/// As in production: readers in processes of their own, and only the writer checkpoints.
std::string keep_rule(const Options& options) {
    // Before this process opens anything: connections do not survive a fork.
    std::vector<pid_t> children;
    for (int reader = 0; reader < readers; ++reader) {
        children.push_back(in_process([&] { read_on(options.directory); }));
    }
    std::string wrong;
    {
        Writer writer(options.directory);
        for (std::int64_t number = 1; number <= options.commits && wrong.empty(); ++number) {
            writer.commit(number);
            if (number % 5000 != 0) continue;
            if (const std::string seen = seen_by(children); !seen.empty()) wrong = after(seen, number);
        }
        if (wrong.empty()) wrong = writer.wrong(options.commits);
    }
    for (const pid_t child : children) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    return wrong;
}

std::string break_rule(const Options& options) {
    Writer writer(options.directory);
    std::int64_t number = 0;
    walreset::SecondCheckpointer second(coexist::state_path(options.directory), [&] { writer.commit(++number); });
    while (number < places) writer.commit(++number);
    while (number < options.commits) {
        for (int before = 0; before < 12; ++before) writer.commit(++number);
        writer.checkpoint();
        second.checkpoint();
        for (int later = 0; later < 4; ++later) writer.commit(++number);
        if (const std::string wrong = writer.wrong(number); !wrong.empty()) return after(wrong, number);
    }
    return {};
}

std::string run(const Options& options) {
    std::filesystem::create_directories(coexist::journal_directory(options.directory));
    { const Writer creates_the_tables(options.directory); }
    try {
        return options.break_rule ? break_rule(options) : keep_rule(options);
    } catch (const SQLite::Exception& error) {
        return error.what();
    }
}

}  // namespace

int main(int count, char** words) {
    try {
        const Options options = read_options(count, words);
        const auto start = std::chrono::steady_clock::now();
        const std::string wrong = run(options);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        std::printf("SQLite %s, %s: %s (%.0f s)\n", sqlite3_libversion(),
                    options.break_rule ? "a second connection checkpoints" : "only the writer checkpoints",
                    wrong.empty() ? "sound, nothing lost" : wrong.c_str(), took.count());
        const bool damaged = options.break_rule && sqlite3_libversion_number() < mended_in;
        return wrong.empty() != damaged ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "walreset: %s\n", error.what());
        return 2;
    }
}
