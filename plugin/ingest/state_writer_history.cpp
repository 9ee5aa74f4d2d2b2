#include <chrono>
#include <thread>
#include <utility>

#include "ingest/state_writer.hpp"
#include "ingest/writer_patience.hpp"
#include "store/progress.hpp"

namespace coexist {
namespace {

// A history body holds up to thousands of messages; what is live waits for a part of one only.
constexpr auto history_part = std::chrono::milliseconds(6);

}  // namespace

bool StateWriter::begin_history() {
    const std::vector<StoredRow> rows = pump_->read(Lane::history, 1);
    if (rows.empty()) return begin_due();
    const StoredRow& row = rows.front();
    std::optional<Observation> said;
    if (suspect_ != row.position && !is_set_aside(*session_, row.position)) {
        mark_.set(row.position);
        try {
            said = deliveries_.read(row);
        } catch (const std::exception&) {
            said.reset();  // applied whole below, where it is set aside with the reason
        }
        mark_.clear();
    }
    if (said) {
        begun_ = BegunHistory{row, std::move(*said), 0, std::nullopt};
    } else if (!apply_batch(rows, Lane::history)) {
        std::this_thread::sleep_for(pause_after_failure);
    }
    return true;
}

bool StateWriter::begin_due() {
    if (!deliveries_.may_have_due()) return false;
    std::optional<DeliveryApplier::Due> due;
    in_transaction([&](WriteContext& context) { due = deliveries_.next_due(context); });
    if (!due) return false;
    const StoredRow& row = due->stored;
    if (suspect_ == row.position) {
        suspect_.reset();
        std::int64_t attempt = 0;
        const bool settled = in_transaction([&](WriteContext& context) {
            attempt = count_attempt(context.session, row.position);
            if (attempt <= attempts_made_alone) return;
            set_aside(context.session, {row.position, ended_the_process, row.row.road, context.now_ms});
            end_due(context.session, due->parked);
        });
        if (!settled || attempt > attempts_made_alone) return true;
    }
    std::optional<Observation> said;
    mark_.set(row.position);
    try {
        said = deliveries_.read(row);
    } catch (const std::exception&) {
        said.reset();  // set aside with the reason below
    }
    mark_.clear();
    if (said) {
        begun_ = BegunHistory{row, std::move(*said), 0, due->parked};
    } else if (!apply_alone(row, Lane::history, &due->parked)) {
        std::this_thread::sleep_for(pause_after_failure);
    }
    return true;
}

void StateWriter::settle(WriteContext& context, const JournalPosition& position, Lane lane, const ParkedRow* due) {
    if (due != nullptr) {
        end_due(context.session, *due);
    } else {
        save_progress(context.session, position.segment, lane, position.row);
    }
}

bool StateWriter::apply_history() {
    if (!begun_) {
        const bool any = begin_history();
        if (!begun_) return any;
    }
    const JournalPosition position = begun_->row.position;
    const std::optional<ParkedRow> due = begun_->due;
    const ParkedRow* const parked = due ? &*due : nullptr;
    const auto until = std::chrono::steady_clock::now() + history_part;
    std::size_t next = begun_->next;
    const bool committed = in_transaction([&](WriteContext& context) {
        mark_.set(position);
        next = deliveries_.apply_some(context, begun_->row, begun_->said, begun_->next,
                                      [until] { return std::chrono::steady_clock::now() >= until; });
        if (next >= begun_->said.facts.size()) settle(context, position, Lane::history, parked);
        mark_.clear();
    });
    mark_.clear();
    if (!committed) {
        const StoredRow row = std::move(begun_->row);
        begun_.reset();
        if (!apply_alone(row, Lane::history, parked)) std::this_thread::sleep_for(pause_after_failure);
        return true;
    }
    begun_->next = next;
    if (next >= begun_->said.facts.size()) {
        begun_.reset();
        if (parked == nullptr) pump_->applied(position, Lane::history);
        ++applied_;
    }
    if (session_->wal_bytes() > checkpoint_bytes) session_->checkpoint();
    return true;
}

}  // namespace coexist
