#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "model/problem.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/log.hpp"
#include "store/journal_segment.hpp"

namespace coexist {

/// The writing side of the journal in one process: takes rows from any thread, makes them durable in groups, and only
/// then says so. There is no artificial delay: the rows that come while a flush runs are the next group.
class Journal {
  public:
    /// Told once per row, on the journal's thread: true after the row is durable, false if it could not be stored.
    using Done = void (*)(void* ctx, bool durable);

    /// `rotate_bytes`: a segment larger than this is sealed and followed by a new one.
    Journal(std::string directory, Clock clock, Log log, std::int64_t rotate_bytes = 64 << 20);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Called after each group with the thread's own timing; set before start().
    void on_appended(std::function<void()> callback) { appended_ = std::move(callback); }
    /// Before start().
    void count_in(std::shared_ptr<Figures> figures) { figures_ = std::move(figures); }

    void start();
    /// Stores what is waiting, seals the segment, joins the thread. Rows that come later are answered false.
    void stop();

    void append(JournalRow row, Done done, void* ctx);
    /// Waits until the row is durable; false if it could not be stored.
    bool append_and_wait(JournalRow row);

    /// Why the last group could not be stored; empty when it could.
    [[nodiscard]] std::string trouble() const;

  private:
    struct Waiting {
        JournalRow row;
        Done done;
        void* ctx;
    };
    void work();
    bool store(const std::vector<Waiting>& group);
    /// Answers why it could not be stored; empty when it could.
    std::string try_to_store(const std::vector<const JournalRow*>& rows);
    void end_segment();
    void tell(const std::vector<Waiting>& group, bool durable);

    const std::string directory_;
    const Clock clock_;
    const Log log_;
    const std::int64_t rotate_bytes_;
    std::function<void()> appended_;
    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();
    std::unique_ptr<SegmentWriter> segment_;

    mutable std::mutex guard_;
    std::condition_variable arrived_;
    std::vector<Waiting> queue_;
    std::string trouble_;
    bool running_ = false;
    std::thread thread_;
};

}  // namespace coexist
