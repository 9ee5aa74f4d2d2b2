#pragma once
#include <functional>
#include <mutex>
#include <utility>

#include "store/session.hpp"

namespace coexist {

/// What the one writing connection has to do outside of a transaction, e.g. to rewrite the file. One errand at a time:
/// a later one takes the place of one that has not begun. Thread-safe.
class BetweenTransactions {
  public:
    /// Runs on the writer's thread; must not throw. Dropped where the writer ends before.
    using Errand = std::function<void(Session&)>;

    void ask(Errand errand) {
        const std::lock_guard lock(guard_);
        errand_ = std::move(errand);
    }
    void run(Session& session) {
        Errand errand;
        {
            const std::lock_guard lock(guard_);
            errand = std::exchange(errand_, nullptr);
        }
        if (errand) errand(session);
    }

  private:
    std::mutex guard_;
    Errand errand_;
};

}  // namespace coexist
