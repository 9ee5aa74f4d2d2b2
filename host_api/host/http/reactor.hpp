#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "host/http/exchange.hpp"

namespace crm::http {

class Connection;
using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// One I/O thread with the connections that belong to it for life, so that none of them needs a lock or a strand.
/// Deadlines are kept by one sweep a second over all connections, which costs a request nothing.
class Reactor {
  public:
    Reactor(Planner& planner, const Limits& limits);
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    boost::asio::io_context& context() { return context_; }
    Planner& planner() { return planner_; }
    const Limits& limits() const { return limits_; }

    void run();
    /// Takes a new connection; from any thread.
    void adopt(Socket socket);
    /// A connection's answer is ready; from any thread. Answers that come together wake the thread once.
    void complete(Connection& connection);
    /// Closes idle connections now and busy ones after their answer; from any thread.
    void drain();
    /// Ends the thread. Connections that are still there are dropped.
    void stop();

    std::size_t connections() const { return count_.load(std::memory_order_relaxed); }

    // For connections, on this thread only.
    long now() const { return now_; }
    const std::string& date() const { return date_; }
    bool draining() const { return draining_; }
    void forget(const std::shared_ptr<Connection>& connection);

  private:
    void sweep();
    void tick();
    void deliver();

    Planner& planner_;
    const Limits limits_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> alive_{context_.get_executor()};
    Timer timer_{context_};
    std::unordered_set<std::shared_ptr<Connection>> connections_;
    std::atomic<std::size_t> count_{0};
    long now_ = 0;  // seconds of the monotonic clock
    std::string date_;
    bool draining_ = false;

    std::mutex completed_mutex_;
    std::vector<Connection*> completed_;
    std::vector<Connection*> delivering_;

    std::thread thread_;
};

}  // namespace crm::http
