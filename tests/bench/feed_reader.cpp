#include "feed_reader.hpp"

#include <chrono>
#include <string_view>

#include "callers.hpp"

namespace bench {
namespace {

std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

crm_feed_read read_of(std::string_view cursor) {
    crm_feed_read read{};
    read.struct_size = sizeof read;
    read.max_events = 500;
    read.consumer = {"bench", 5};
    read.cursor = {cursor.data(), cursor.size()};
    read.start = {"now", 3};
    read.timeout_ms = 200;
    return read;
}

}  // namespace

FeedReader::FeedReader(const crm_plugin* plugin, crm_instance* instance, double rate, std::uint32_t count)
    : plugin_(plugin), instance_(instance), gap_ns_(1e9 / rate), start_ns_(now_ns()), seen_(count) {
    latencies_us_.reserve(count);
    const crm_feed_read first = read_of({});
    plugin_->release(plugin_->next_events(instance_, &first));  // the consumer starts here
    thread_ = std::thread([this] { work(); });
}

FeedReader::~FeedReader() {
    running_ = false;
    if (thread_.joinable()) thread_.join();
}

std::string FeedReader::finish(std::uint64_t messages) {
    for (int waited = 0; came_ < messages && waited < 5000; ++waited) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    running_ = false;
    thread_.join();
    return ",\"feed_messages\":" + std::to_string(came_.load()) +
           ",\"feed_p50_us\":" + std::to_string(quantile(latencies_us_, 0.5)) +
           ",\"feed_p99_us\":" + std::to_string(quantile(latencies_us_, 0.99));
}

void FeedReader::work() {
    while (running_) {
        const crm_feed_read wait = read_of({});
        plugin_->wait_events(instance_, &wait);
        const crm_reply* reply = plugin_->next_events(instance_, &wait);
        const std::string body(reply->body.ptr, reply->body.len);
        plugin_->release(reply);
        take(body);
        constexpr std::string_view name = "\"cursor\":\"";
        const std::size_t found = body.rfind(name);
        if (found == std::string::npos) continue;
        const std::size_t begin = found + name.size();
        const std::string cursor = body.substr(begin, body.find('"', begin) - begin);
        const crm_feed_read ack = read_of(cursor);
        plugin_->ack_events(instance_, &ack);
    }
}

void FeedReader::take(std::string_view body) {
    const std::int64_t now = now_ns();
    constexpr std::string_view text = "\"text\":\"No.";
    for (std::size_t at = body.find(text); at != std::string_view::npos; at = body.find(text, at + text.size())) {
        const auto number = static_cast<std::uint32_t>(std::stoul(std::string(body.substr(at + text.size(), 9))));
        if (number >= seen_.size() || seen_[number]) continue;
        seen_[number] = true;
        const double meant = static_cast<double>(start_ns_) + gap_ns_ * number;
        latencies_us_.push_back(static_cast<std::uint32_t>((static_cast<double>(now) - meant) / 1000));
        ++came_;
    }
}

}  // namespace bench
