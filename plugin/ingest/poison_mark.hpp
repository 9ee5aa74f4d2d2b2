#pragma once
#include <optional>
#include <string>

#include "store/journal_row.hpp"

namespace coexist {

/// Remembers, across a crash of the process, which row was being applied. One page of a mapped file: it costs a copy in
/// memory per row and survives everything but a power cut, which no delivery causes.
class PoisonMark {
  public:
    /// Maps `directory`/applying.mark. Throws std::system_error.
    explicit PoisonMark(const std::string& directory);
    ~PoisonMark();
    PoisonMark(const PoisonMark&) = delete;
    PoisonMark& operator=(const PoisonMark&) = delete;

    /// The row that a former process was applying when it ended; nothing if it ended otherwise.
    [[nodiscard]] std::optional<JournalPosition> left_behind() const;
    void set(const JournalPosition& position);
    void clear();

  private:
    char* page_;
};

}  // namespace coexist
