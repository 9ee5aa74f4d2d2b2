#include "host/http/reactor.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>

#include "host/http/connection.hpp"

namespace crm::http {
namespace asio = boost::asio;

Reactor::Reactor(Planner& planner, const Limits& limits) : planner_(planner), limits_(limits) {
    tick();
}

Reactor::~Reactor() {
    stop();
}

void Reactor::run() {
    sweep();
    thread_ = std::thread([this] { context_.run(); });
}

void Reactor::adopt(Socket socket) {
    count_.fetch_add(1, std::memory_order_relaxed);
    auto connection = std::make_shared<Connection>(*this, std::move(socket));
    asio::post(context_, [this, connection] {
        connections_.insert(connection);
        connection->start();
    });
}

void Reactor::complete(Connection& connection) {
    bool first = false;
    {
        const std::lock_guard<std::mutex> lock(completed_mutex_);
        first = completed_.empty();
        completed_.push_back(&connection);
    }
    if (first) asio::post(context_, [this] { deliver(); });
}

void Reactor::deliver() {
    {
        const std::lock_guard<std::mutex> lock(completed_mutex_);
        delivering_.swap(completed_);
    }
    for (Connection* connection : delivering_) connection->send();
    delivering_.clear();
}

void Reactor::drain() {
    asio::post(context_, [this] {
        draining_ = true;
        const auto all = connections_;
        for (const auto& connection : all) connection->close_if_idle();
    });
}

void Reactor::stop() {
    alive_.reset();
    context_.stop();
    if (thread_.joinable()) thread_.join();
    connections_.clear();
}

void Reactor::forget(const std::shared_ptr<Connection>& connection) {
    if (connections_.erase(connection) > 0) count_.fetch_sub(1, std::memory_order_relaxed);
}

void Reactor::tick() {
    now_ =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    const std::time_t wall = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&wall, &utc);
    char text[40];
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
}

void Reactor::sweep() {
    tick();
    const auto all = connections_;
    for (const auto& connection : all) connection->close_if_late();
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) sweep();
    });
}

}  // namespace crm::http
