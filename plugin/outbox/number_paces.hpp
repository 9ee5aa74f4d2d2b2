#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "model/pace.hpp"
#include "model/second_window.hpp"
#include "outbox/send_rate.hpp"
#include "runtime/figures.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// How long a number is slow after the platform said that too many messages left.
inline constexpr std::int64_t slowed_for_ms = 60'000;

/// How fast each number may send, and each number to each person. Times are microseconds of a steady clock.
/// Thread-safe.
class NumberPaces {
  public:
    using Rate = std::function<SendRate(const AccountRow&)>;

    void on_rate(Rate rate) { rate_ = std::move(rate); }
    void count_in(std::shared_ptr<Figures> figures) { figures_ = std::move(figures); }

    /// When the number may send next; not before `now`. Without an account's row: as far as is known without asking.
    std::int64_t next_at(const AccountRow& account, std::int64_t now);
    std::int64_t next_at(std::int64_t account, std::int64_t now);
    /// The same towards one recipient; `conversation`: any name of the two.
    std::int64_t next_to(const AccountRow& account, const std::string& conversation, std::int64_t now);
    /// A message leaves.
    void take(const AccountRow& account, const std::string& conversation, std::int64_t now);
    /// It was answered, or did not leave after all.
    void ended(std::int64_t account, std::int64_t now);
    /// A message of another's came or went, which the platform counts with ours.
    void came(std::int64_t account, std::int64_t now);
    /// The platform said that too many leave: fewer until then.
    void slow_down(std::int64_t account, std::int64_t until);
    /// A former owner's message left then, and not long ago: nothing leaves in the second after it, and its
    /// conversation goes on from there.
    void left(std::int64_t account, const std::string& conversation, std::int64_t at);
    /// What waits, waits for the number's pace: once a look at the queue.
    void waits(std::int64_t account, std::int64_t now);
    /// Tells the figures how much of their paces the numbers use, and forgets what is over.
    void tell(std::int64_t now);

  private:
    struct Number {
        Pace pace{1};
        SecondWindow window{1};
        std::int64_t rated_at = 0;  ///< when its rate was asked for last; 0: never
        std::int64_t slowed_until = 0;
        std::int64_t held_until = 0;
        std::int64_t waits_since = 0;  ///< 0: nothing does
    };
    Number& rated(const AccountRow& account, std::int64_t now);
    static std::int64_t next_at(Number& number, std::int64_t now);

    Rate rate_;
    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();
    std::mutex guard_;
    std::unordered_map<std::int64_t, Number> numbers_;
    std::unordered_map<std::string, PairPace> pairs_;
};

}  // namespace coexist
