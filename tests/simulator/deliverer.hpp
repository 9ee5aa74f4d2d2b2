#pragma once
#include "call_log.hpp"
#include "clock.hpp"
#include "http_client.hpp"
#include "settings.hpp"

#include <boost/asio/io_context.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace sim {

/// One POST that has to reach one receiver.
struct Delivery {
    std::uint64_t id = 0;
    std::string app_id;
    Url url;
    std::string address;  ///< the URL as configured, for the log
    Headers headers;
    std::shared_ptr<const std::string> body;
    std::string fields;  ///< webhook fields inside, for the log
    int attempts = 0;
};

/// Delivers until the receiver answers 200: any other status, no answer or a broken connection means another try after
/// a pause that doubles. Nothing is given up before a reset. Order is not promised.
class Deliverer {
  public:
    Deliverer(boost::asio::io_context& io, HttpClient& client, const Clock& clock, const Settings& settings);

    void enqueue(Delivery delivery);
    void clear();
    /// Deliveries without a 200 so far.
    [[nodiscard]] std::size_t pending() const { return pending_; }
    [[nodiscard]] const RecordLog& attempts() const { return log_; }
    void log_attempt(const Delivery& delivery, const OutgoingResult& result, std::int64_t retry_in_ms);

  private:
    struct Lane {
        std::deque<Delivery> ready;
        std::size_t running = 0;
    };

    void pump(const std::string& origin);
    void attempt(Delivery delivery);
    void finished(Delivery delivery, const OutgoingResult& result);
    [[nodiscard]] std::int64_t pause_ms(int attempts) const;

    boost::asio::io_context& io_;
    HttpClient& client_;
    const Clock& clock_;
    const Settings& settings_;
    RecordLog log_{100000};
    std::map<std::string, Lane> lanes_;
    std::size_t pending_ = 0;
    std::uint64_t last_id_ = 0;
    std::uint64_t generation_ = 0;
};

}  // namespace sim
