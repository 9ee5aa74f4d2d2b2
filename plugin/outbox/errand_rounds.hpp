#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "outbox/answers.hpp"
#include "outbox/call_pool.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "store/errands.hpp"

namespace coexist {

/// Errands in their turn: reads and other calls to the platform, each made when it is due and once at a time.
class ErrandRounds {
  public:
    /// Runs one errand at the platform and answers what to journal. On a thread of the pool.
    using Errand = std::function<Answer(const ErrandRow&)>;

    ErrandRounds(StateWriter& writer, Journal& journal, CallPool& pool, Clock clock, Log log)
        : writer_(writer), journal_(journal), pool_(pool), clock_(clock), log_(std::move(log)) {}

    void on_errand(Errand errand) { errand_ = std::move(errand); }
    /// Hands out what is due, but for what is `busy`; `wait_ms` shrinks to when the next is.
    void hand_out(Session& reader, const std::set<std::string>& busy, std::int64_t now, std::int64_t& wait_ms);

  private:
    void hand(const std::string& key, const ErrandRow& errand);
    /// Answers when the next one is due, Unix ms; 0: none is.
    std::int64_t hand_out_checks(Session& reader, const std::set<std::string>& busy, std::int64_t now);
    bool answered(const ErrandRow& errand);
    void forget_answered(Session& reader);
    /// Whether the errand's call may leave now; makes it durable that it does, where it must not leave twice.
    bool may_leave(const ErrandRow& row);
    void run(const ErrandRow& row);

    StateWriter& writer_;
    Journal& journal_;
    CallPool& pool_;
    const Clock clock_;
    const Log log_;
    Errand errand_;
    std::mutex guard_;
    /// By operation: kind and attempt whose answer is journalled.
    std::map<std::string, std::pair<std::string, std::int64_t>> answered_;
};

}  // namespace coexist
