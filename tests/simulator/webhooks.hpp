#pragma once
#include "deliverer.hpp"
#include "webhook_body.hpp"

#include <map>
#include <string>
#include <vector>

namespace sim {

class Simulator;

/// Where a webhook goes and how it is signed.
struct Target {
    std::string app_id;  ///< "gateway:<phone_number_id>" for a partner's webhook
    std::string url;
    std::string secret;
    bool meta_signature = true;
    std::string signature_header;  ///< of a gateway
    std::string signature_prefix;
    std::map<std::string, std::string> fixed_headers;
};

/// X-Hub-Signature-256 and X-Hub-Signature of Meta, or the gateway's header.
Headers signed_headers(const Target& target, const std::string& body);

/// Decides who is told about an update, gathers batches, and hands bodies to the deliverer.
class Webhooks {
  public:
    explicit Webhooks(Simulator& simulator) : sim_(simulator) {}

    /// To every app that is subscribed to the number's WABA and to the field, whose callback passed its handshake.
    /// Precedence of URLs: number, WABA, app; overrides concern messages and echoes only.
    void publish(const Number& number, const Update& update);
    /// To one app as the partner it is, whatever WABAs it is subscribed to: sign-up and integration events.
    void publish_to_app(const App& app, Update update);
    /// Signs and sends one body as is.
    void send(const Target& target, std::string body, std::string fields);
    void clear();
    /// Updates that nobody was subscribed to.
    [[nodiscard]] std::uint64_t unheard() const { return unheard_; }

  private:
    struct Batch {
        Target target;
        std::vector<Update> updates;
        std::uint64_t number = 0;
    };

    [[nodiscard]] std::vector<Target> targets(const Number& number, const std::string& field) const;
    void gather(const Target& target, Update update);
    void flush(const std::string& key);
    void hold_back(Delivery delivery);
    void release_held();

    Simulator& sim_;
    std::map<std::string, Batch> batches_;
    std::vector<Delivery> held_;
    std::uint64_t unheard_ = 0;
    std::uint64_t batches_begun_ = 0;
    std::uint64_t hold_ = 0;
};

}  // namespace sim
