#include "host/running/feed_follower.hpp"

#include <pthread.h>

#include <chrono>
#include <exception>

#include "host/running/log.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm {
namespace {

constexpr std::string_view consumer = "crm-host";
constexpr std::uint32_t events_at_once = 500;
constexpr std::uint32_t wait_ms = 30000;

}  // namespace

FeedFollower::FeedFollower(Database& database, const RunningPlugin& plugin)
    : plugin_(plugin), fold_(database, plugin.id()), thread_([this] { follow(); }) {}

FeedFollower::~FeedFollower() {
    stop();
}

void FeedFollower::stop() {
    {
        const std::lock_guard<std::mutex> lock(pause_mutex_);
        stopping_ = true;
    }
    paused_.notify_all();
    plugin_.instance.wake();
    if (thread_.joinable()) thread_.join();
}

void FeedFollower::follow() {
    ::pthread_setname_np(::pthread_self(), "crm-records");  // what it costs is told apart from what answers cost
    while (!stopping_) {
        bool empty = false;
        bool well = false;
        try {
            well = take_batch(empty);
        } catch (const std::exception& error) {
            log(CRM_LOG_ERROR, "feed", plugin_.id() + ": the records cannot be written: " + error.what());
        }
        if (!well) {
            pause();
        } else if (empty && !stopping_) {
            crm_feed_read wait = feed_read(consumer);
            wait.timeout_ms = wait_ms;
            const crm_status status = plugin_.instance.wait_events(wait);
            if (status < CRM_OK && status != CRM_E_TIMEOUT) pause();
        }
    }
}

bool FeedFollower::take_batch(bool& empty) {
    crm_feed_read read = feed_read(consumer);
    read.max_events = events_at_once;
    read.start = str(start_);
    const Reply reply = plugin_.instance.next_events(read);
    if (!reply.ok()) {
        // A plugin that cannot tell its present state is read from the oldest event that it kept.
        if (reply.status() == CRM_E_UNSUPPORTED && start_ == "snapshot") {
            start_ = "oldest";
            return true;
        }
        if (!stopping_) log(CRM_LOG_WARN, "feed", plugin_.id() + ": " + problem_of(reply, "feed").detail);
        return false;
    }
    const Result<Folded> folded = fold_.apply(reply.body());
    if (!folded) {
        log(CRM_LOG_ERROR, "feed", folded.problem().detail);
        return false;
    }
    empty = folded.value().events == 0;
    if (folded.value().cursor.empty() || empty) return true;
    crm_feed_read ack = feed_read(consumer);
    ack.cursor = str(folded.value().cursor);
    const crm_status status = plugin_.instance.ack_events(ack);
    // CRM_E_CONFLICT: the feed began a new epoch meanwhile; the next read shows it from its start.
    return status >= CRM_OK || status == CRM_E_CONFLICT;
}

void FeedFollower::pause() {
    std::unique_lock<std::mutex> lock(pause_mutex_);
    paused_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_.load(); });
}

}  // namespace crm
