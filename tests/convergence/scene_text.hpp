#pragma once
#include <random>
#include <string>
#include <utility>

namespace scenes {

/// A random choice that is the same in every run with the same seed.
class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    std::size_t upto(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
    bool once_in(std::size_t count) { return upto(count) == 0; }
    template <class List>
    const auto& one_of(const List& list) {
        return *(std::begin(list) + static_cast<std::ptrdiff_t>(upto(std::size(list))));
    }
    std::minstd_rand& engine() { return engine_; }

  private:
    std::minstd_rand engine_;
};

/// One change of a webhook: its field and its value. Ids, people and times come from so small an alphabet that changes
/// meet on the same messages and tie on the same second.
struct Change {
    std::string field;
    std::string value;
};

Change some_change(Dice& dice);
/// A decision of a person on two names: "join ONE OTHER" or "separate ONE OTHER", with the number or the user ID of
/// each.
std::string some_decision(Dice& dice);
/// The change as an entry of a webhook, with or without a time.
std::string entry_of(const Change& change, Dice& dice);

}  // namespace scenes
