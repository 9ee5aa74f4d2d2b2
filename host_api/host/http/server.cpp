#include "host/http/server.hpp"

#include <boost/asio/post.hpp>
#include <charconv>
#include <chrono>
#include <future>

namespace crm::http {
namespace asio = boost::asio;
using boost::system::error_code;

Server::Server(Planner& planner, std::size_t io_threads, const Limits& limits) : limits_(limits) {
    for (std::size_t index = 0; index < io_threads; ++index) {
        reactors_.push_back(std::make_unique<Reactor>(planner, limits));
    }
}

Server::~Server() {
    stop(std::chrono::milliseconds(0));
}

std::string Server::listen(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    std::uint16_t port = 0;
    const char* const end = address.data() + address.size();
    error_code error;
    std::string host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const asio::ip::address ip = asio::ip::make_address(host, error);
    const bool numbered = colon != std::string::npos && colon + 1 < address.size() &&
                          std::from_chars(address.data() + colon + 1, end, port).ptr == end;
    if (error || !numbered) return "\"" + address + "\" is not of the form IP:PORT";

    auto acceptor = std::make_unique<Acceptor>(reactors_.front()->context());
    const asio::ip::tcp::endpoint endpoint(ip, port);
    acceptor->open(endpoint.protocol(), error);
    if (!error) acceptor->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor->bind(endpoint, error);
    if (!error) acceptor->listen(4096, error);
    if (error) return address + " cannot be listened on: " + error.message();
    acceptor_ = std::move(acceptor);
    pause_ = std::make_unique<Timer>(reactors_.front()->context());
    accept();
    for (const auto& reactor : reactors_) reactor->run();
    return {};
}

std::string Server::address() const {
    error_code ignored;
    const auto endpoint = acceptor_->local_endpoint(ignored);
    const std::string host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

std::size_t Server::connections() const {
    std::size_t all = 0;
    for (const auto& reactor : reactors_) all += reactor->connections();
    return all;
}

void Server::accept() {
    Reactor& reactor = *reactors_[next_];
    next_ = (next_ + 1) % reactors_.size();
    acceptor_->async_accept(reactor.context().get_executor(), [this, &reactor](error_code error, auto socket) {
        if (error == asio::error::operation_aborted || !acceptor_->is_open()) return;
        if (!error && connections() < limits_.connections) reactor.adopt(std::move(socket));
        if (!error) return accept();
        // Out of descriptors or memory: trying again at once would only burn the processor.
        pause_->expires_after(std::chrono::milliseconds(100));
        pause_->async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

void Server::drain() {
    if (acceptor_) {
        std::promise<void> closed;
        asio::post(reactors_.front()->context(), [&] {
            error_code ignored;
            acceptor_->close(ignored);
            pause_->cancel();
            closed.set_value();
        });
        closed.get_future().wait();
    }
    for (const auto& reactor : reactors_) reactor->drain();
}

void Server::stop(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (connections() > 0 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    for (const auto& reactor : reactors_) reactor->stop();
}

}  // namespace crm::http
