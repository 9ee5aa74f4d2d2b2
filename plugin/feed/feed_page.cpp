#include "feed/feed_page.hpp"

#include <algorithm>
#include <utility>

namespace coexist {
namespace {

constexpr std::size_t most_rows_at_once = 256;
constexpr std::size_t envelope_bytes = 450;  // at most, round the data of an event

}  // namespace

bool FeedPage::take(Session& session, const FeedRow& row) {
    auto event = told_event_of(session, row, epoch_, now_ms_);
    if (event) {
        const std::size_t bytes = event->data.size() + envelope_bytes;
        const bool any = !alone_.empty() || !open_.empty() || !full_.empty();
        if (any && bytes_ + bytes > most_bytes_) return false;
        if (event->imported) {
            if (!take_imported(std::move(*event), row)) return false;
        } else {
            if (alone_.size() + open_.size() + full_.size() >= most_events_) return false;
            alone_.emplace(row.seq, text_of(*event));
        }
        bytes_ += bytes;
    }
    seq_ = row.seq;
    return true;
}

bool FeedPage::take_imported(ToldEvent event, const FeedRow& row) {
    auto batch = open_.find(event.account);
    if (batch != open_.end() && batch->second.messages.size() >= largest_history_batch) {
        full_.push_back(std::move(batch->second));
        open_.erase(batch);
        batch = open_.end();
    }
    if (batch == open_.end()) {
        if (alone_.size() + open_.size() + full_.size() >= most_events_) return false;
        batch = open_.emplace(event.account, Batch{row.tenant, 0, {}}).first;
    }
    batch->second.last = row.seq;
    batch->second.messages.push_back(std::move(event));
    return true;
}

std::vector<std::string> FeedPage::events() const {
    std::map<std::int64_t, std::string> texts = alone_;
    const auto put = [&](const Batch& batch) { texts.emplace(batch.last, history_batch_text(batch.messages)); };
    for (const Batch& batch : full_) put(batch);
    for (const auto& [account, batch] : open_) put(batch);
    std::vector<std::string> out;
    out.reserve(texts.size());
    for (auto& [seq, text] : texts) out.push_back(std::move(text));
    return out;
}

void FeedPage::fill(Session& session, std::int64_t after, const std::string& tenant) {
    const int at_once = static_cast<int>(std::min(most_events_, most_rows_at_once));
    for (;;) {
        const std::vector<FeedRow> rows = feed_after(session, after, tenant, at_once);
        for (const FeedRow& row : rows) {
            if (!take(session, row)) return;
            after = row.seq;
        }
        if (rows.size() < static_cast<std::size_t>(at_once)) return;
    }
}

}  // namespace coexist
