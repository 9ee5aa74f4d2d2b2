#include "outbox/keep_answer.hpp"

#include <chrono>
#include <thread>

namespace coexist {

void keep_answer(Journal& journal, const Clock& clock, const Log& log, const Answer& answer) {
    constexpr int attempts = 25;
    constexpr auto pause_between = std::chrono::milliseconds(200);
    JournalRow row;
    row.received_at = clock.now_ms();
    row.kind = RowKind::answer;
    row.lane = Lane::command;
    row.body = text_of(answer);
    // The platform will not say it again.
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (journal.append_and_wait(row)) return;
        std::this_thread::sleep_for(pause_between);
    }
    log.error("outbox", "the platform's answer to " + answer.operation.value + " could not be stored");
}

}  // namespace coexist
