// The ceiling of send: as many threads, each with a connection that stays, write down what they are about to send, in
// commits that they share, and send it.
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>

#include <condition_variable>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <string>

#include "bare_journal.hpp"
#include "many_at_once.hpp"
#include "options.hpp"

namespace {

constexpr std::size_t callers = 32;

/// Waits until its row is durable.
class Durable {
  public:
    void wait() {
        std::unique_lock lock(guard_);
        came_.wait(lock, [this] { return stored_; });
    }
    void stored() {
        const std::lock_guard lock(guard_);
        stored_ = true;
        came_.notify_one();
    }

  private:
    std::mutex guard_;
    std::condition_variable came_;
    bool stored_ = false;
};

void post(Poco::Net::HTTPSClientSession& session, const std::string& body) {
    Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, "/v25.0/310987654321002/messages", "HTTP/1.1");
    request.setContentType("application/json");
    request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    request.set("Authorization", "Bearer the token");
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::string said;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), said);
    if (response.getStatus() != 200 || said.find("wamid") == std::string::npos) throw std::runtime_error(said);
}

void measure(const bench::Options& options) {
    const auto sends = static_cast<std::size_t>(options.number("sends", 10'000));
    const auto port = static_cast<Poco::UInt16>(options.number("port", 0));
    std::filesystem::create_directories(options.text("directory"));
    bench::BareJournal journal(options.text("directory"), [](std::vector<bench::BareRow>& group) {
        for (const bench::BareRow& row : group) static_cast<Durable*>(row.answer_to)->stored();
    });
    const Poco::Net::Context::Ptr trusting = new Poco::Net::Context(
        Poco::Net::Context::TLS_CLIENT_USE, "", "", options.text("ca"), Poco::Net::Context::VERIFY_RELAXED, 9, false);
    std::puts("begin");
    std::fflush(stdout);
    bench::many_at_once(callers, sends, [&](std::size_t at) {
        thread_local std::unique_ptr<Poco::Net::HTTPSClientSession> session;
        if (!session) {
            session = std::make_unique<Poco::Net::HTTPSClientSession>("127.0.0.1", port, trusting);
            session->setKeepAlive(true);
        }
        const std::string guest = std::to_string(4'915'000'000'000 + at);
        Durable durable;
        bench::BareRow row;
        row.body = R"({"messaging_product":"whatsapp","recipient_type":"individual","to":")" + guest +
                   R"(","type":"template","template":{"name":"stay","language":{"code":"de"}}})";
        row.answer_to = &durable;
        const std::string body = row.body;
        journal.append(std::move(row));
        durable.wait();
        post(*session, body);
    });
    std::getchar();
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-send: %s\n", error.what());
        return 1;
    }
}
