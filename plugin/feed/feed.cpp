#include "feed/feed.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <utility>

#include "feed/feed_page.hpp"
#include "runtime/thread.hpp"
#include "store/feed_rows.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::uint32_t usual_batch = 100;
constexpr std::uint32_t largest_batch = 1000;
constexpr std::size_t largest_body = 1 << 20;
constexpr auto look_every = std::chrono::milliseconds(25);
// A host that read and did not acknowledge is told again, but not before it had the time to.
constexpr auto ring_again_after = std::chrono::seconds(1);

Problem bad_consumer() {
    return {Refusal::invalid,
            "consumer_name_invalid",
            "A consumer is named \"name\" or \"tenant:ID/name\".",
            "Give the reader of the feed such a name and keep it: its place is stored under it.",
            {}};
}

Problem stopped() {
    return {Refusal::unavailable,
            "not_started",
            "The plugin is not started.",
            "Call start() first; what was acknowledged is kept.",
            {}};
}

std::string tenant_in(std::string_view consumer) {
    constexpr std::string_view prefix = "tenant:";
    if (consumer.substr(0, prefix.size()) != prefix) return {};
    return std::string(consumer.substr(prefix.size(), consumer.rfind('/') - prefix.size()));
}

bool well_named(std::string_view consumer) {
    if (consumer.empty() || consumer.size() > 200) return false;
    if (consumer.substr(0, 7) != "tenant:") return consumer.find('/') == std::string_view::npos;
    const std::size_t slash = consumer.rfind('/');
    return slash != std::string_view::npos && slash > 7 && slash + 1 < consumer.size();
}

}  // namespace

Feed::Feed(std::string directory, ReaderPool& readers, Clock clock)
    : directory_(std::move(directory)), readers_(readers), clock_(clock) {}

Feed::~Feed() {
    stop();
}

void Feed::start() {
    {
        const std::lock_guard lock(consumers_guard_);
        if (!consumers_) consumers_ = std::make_unique<ConsumerStore>(directory_);
    }
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    watcher_ = start_thread("wa-feed", [this] { watch(); });
}

void Feed::stop() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
        for (const Descriptor& descriptor : descriptors_) ::close(descriptor.ours);
        descriptors_.clear();
    }
    changed_.notify_all();
    if (watcher_.joinable()) watcher_.join();
}

void Feed::committed() {
    {
        const std::lock_guard lock(guard_);
        ++commits_;
    }
    changed_.notify_all();
}

Result<Feed::Position> Feed::position_of(std::string_view consumer, std::string_view begin) {
    if (!well_named(consumer)) return bad_consumer();
    if (!begin.empty() && begin != "oldest" && begin != "now" && begin != "snapshot") {
        return Problem{Refusal::invalid,
                       "start_invalid",
                       "A new consumer starts at \"oldest\", \"now\" or \"snapshot\".",
                       "Use one of these.",
                       {}};
    }
    auto reader = readers_.take();
    const std::int64_t epoch = meta_number(*reader, "feed_epoch", 1);
    ConsumerRow first{std::string(consumer), epoch, 0, 0, clock_.now_ms()};
    if (begin == "now") {
        first.live = feed_newest(*reader, FeedLane::live);
        first.past = feed_newest(*reader, FeedLane::past);
    }
    const std::lock_guard lock(consumers_guard_);
    if (!consumers_) return stopped();
    auto known = consumers_->find(std::string(consumer));
    if (!known) known = consumers_->start(first);
    // The fold was built anew: everything is told again, in the new epoch.
    const FeedCursor cursor =
        known->epoch == epoch ? FeedCursor{epoch, known->live, known->past} : FeedCursor{epoch, 0, 0};
    return Position{std::string(consumer), tenant_in(consumer), cursor};
}

Result<std::string> Feed::next(std::string_view consumer, std::string_view begin, std::uint32_t max) {
    auto position = position_of(consumer, begin);
    if (!position) return position.take_problem();
    {
        const std::lock_guard lock(guard_);
        if (!running_) return stopped();
        for (Descriptor& descriptor : descriptors_) {
            if (descriptor.consumer == consumer) descriptor.told = false;
        }
    }
    auto reader = readers_.take();
    const Snapshot snapshot(*reader);
    FeedPage page(position->cursor.epoch, clock_.now_ms(), std::min(max == 0 ? usual_batch : max, largest_batch),
                  largest_body);
    const FeedCursor cursor = page.fill(*reader, position->cursor, position->tenant);
    std::string body = "{\"events\":[";
    for (const std::string& text : page.events()) {
        if (body.back() == '}') body += ',';
        body += text;
    }
    body += "],\"cursor\":\"" + text_of(cursor) + "\"}";
    return body;
}

Outcome Feed::acknowledge(std::string_view consumer, std::string_view cursor) {
    const auto place = cursor_from(cursor);
    if (!place) {
        return Problem{Refusal::invalid,
                       "cursor_invalid",
                       "This is no cursor of the feed.",
                       "Acknowledge with the \"cursor\" that next_events answered.",
                       {}};
    }
    auto position = position_of(consumer, {});
    if (!position) return position.take_problem();
    if (place->epoch != position->cursor.epoch) {
        return Problem{Refusal::conflict,
                       "cursor_of_another_epoch",
                       "The state was built anew since this cursor was given.",
                       "Call next_events: everything is told again, and equal events have equal ids.",
                       {}};
    }
    if (auto reader = readers_.take(); std::max(place->live, place->past) > feed_last(*reader)) {
        return Problem{Refusal::invalid,
                       "cursor_invalid",
                       "The feed has not come as far as this cursor yet.",
                       "Acknowledge with the \"cursor\" that next_events answered.",
                       {}};
    }
    {
        const std::lock_guard lock(consumers_guard_);
        consumers_->advance({position->consumer, place->epoch, place->live, place->past, clock_.now_ms()});
    }
    const std::lock_guard lock(guard_);
    ring_now_ = true;
    changed_.notify_all();
    return std::monostate{};
}

bool Feed::waiting(Session& session, const Position& position) const {
    return !feed_after(session, position.cursor.live, position.tenant, 1, FeedLane::live).empty() ||
           !feed_after(session, position.cursor.past, position.tenant, 1, FeedLane::past).empty();
}

Result<Feed::Woke> Feed::wait(std::string_view consumer, std::string_view begin, std::uint32_t timeout_ms) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    // Of several that wait for one consumer, a wake ends each: it compares with what was when it began.
    std::optional<std::uint64_t> wakes_at_begin;
    for (;;) {
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(guard_);
            if (!running_) return Woke::stopped;
            std::uint64_t& wakes = wakes_seen_[std::string(consumer)];
            const bool woken = wakes != wakes_ || wakes_at_begin.value_or(wakes_) != wakes_;
            wakes = wakes_;
            if (woken) return Woke::woken;
            wakes_at_begin = wakes_;
            seen = commits_;
        }
        auto position = position_of(consumer, begin);
        if (!position) return position.take_problem();
        if (auto reader = readers_.take(); waiting(*reader, *position)) return Woke::events;
        // A wake that came while the state was looked at counts too: compared with the begin, not with now.
        std::unique_lock lock(guard_);
        const bool something = changed_.wait_until(
            lock, deadline, [&] { return commits_ != seen || wakes_ != *wakes_at_begin || !running_; });
        if (!something) return Woke::timeout;
    }
}

void Feed::wake() {
    {
        const std::lock_guard lock(guard_);
        ++wakes_;
    }
    changed_.notify_all();
}

Outcome Feed::forget(std::string_view consumer) {
    if (!well_named(consumer)) return bad_consumer();
    const std::lock_guard lock(consumers_guard_);
    if (!consumers_) return stopped();
    consumers_->forget(std::string(consumer));
    return std::monostate{};
}

int Feed::event_fd(std::string_view consumer, std::string_view begin) {
    if (!well_named(consumer)) return -1;
    int pair[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) return -1;
    {
        const std::lock_guard lock(guard_);
        if (!running_) {
            ::close(pair[0]);
            ::close(pair[1]);
            return -1;
        }
        descriptors_.push_back({std::string(consumer), std::string(begin), pair[0], false});
        ring_now_ = true;  // events may wait already
    }
    changed_.notify_all();
    return pair[1];
}

std::vector<std::pair<ConsumerRow, std::int64_t>> Feed::consumers() {
    auto reader = readers_.take();
    const std::int64_t epoch = meta_number(*reader, "feed_epoch", 1);
    const std::int64_t live = feed_newest(*reader, FeedLane::live);
    const std::int64_t past = feed_newest(*reader, FeedLane::past);
    std::vector<std::pair<ConsumerRow, std::int64_t>> out;
    const std::lock_guard lock(consumers_guard_);
    if (!consumers_) return out;
    for (const ConsumerRow& row : consumers_->all()) {
        const bool read = row.epoch == epoch;
        const std::int64_t behind = std::max<std::int64_t>(0, live - (read ? row.live : 0)) +
                                    std::max<std::int64_t>(0, past - (read ? row.past : 0));
        out.emplace_back(row, behind);
    }
    return out;
}

void Feed::watch() {
    std::uint64_t seen = 0;
    std::int64_t version = -1;
    auto rang_at = std::chrono::steady_clock::now();
    std::unique_ptr<Session> reader;
    for (;;) {
        bool ring = false;
        {
            std::unique_lock lock(guard_);
            changed_.wait_for(lock, look_every, [&] { return commits_ != seen || ring_now_ || !running_; });
            if (!running_) return;
            seen = commits_;
            ring = std::exchange(ring_now_, false);
        }
        try {
            // In a client nobody tells of commits: SQLite's data_version changes when another connection committed.
            if (!reader || reader->replaced()) {
                reader = open_state_for_reading(directory_);
                version = -1;  // says nothing about another connection's
            }
            const std::int64_t now = reader->scalar("PRAGMA data_version");
            if (now != version) {
                version = now;
                ring = true;
                const std::lock_guard lock(guard_);
                seen = ++commits_;
                changed_.notify_all();
            }
            if (!ring && std::chrono::steady_clock::now() - rang_at < ring_again_after) continue;
            rang_at = std::chrono::steady_clock::now();
            ring_descriptors();
        } catch (const std::exception&) {
            reader.reset();  // the owner has not created the state yet
        }
    }
}

void Feed::ring_descriptors() {
    std::map<std::string, std::string> untold;
    {
        const std::lock_guard lock(guard_);
        for (const Descriptor& descriptor : descriptors_) {
            if (!descriptor.told) untold.emplace(descriptor.consumer, descriptor.begin);
        }
    }
    for (const auto& [consumer, begin] : untold) {
        auto position = position_of(consumer, begin);
        if (!position) continue;
        if (auto reader = readers_.take(); waiting(*reader, *position)) ring(consumer);
    }
}

void Feed::ring(const std::string& consumer) {
    const std::lock_guard lock(guard_);
    for (std::size_t index = 0; index < descriptors_.size();) {
        Descriptor& descriptor = descriptors_[index];
        if (descriptor.consumer == consumer && !descriptor.told) {
            const char byte = 1;
            // A host that never reads its end has its byte already.
            if (::send(descriptor.ours, &byte, 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN) {
                ::close(descriptor.ours);  // the host closed its end
                descriptors_.erase(descriptors_.begin() + static_cast<std::ptrdiff_t>(index));
                continue;
            }
            descriptor.told = true;
        }
        ++index;
    }
}

}  // namespace coexist
