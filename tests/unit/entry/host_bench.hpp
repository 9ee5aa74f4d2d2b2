#pragma once
#include <boost/json.hpp>
#include <crm/plugin_host.hpp>
#include <map>
#include <string>

#include "store/temporary_directory.hpp"

namespace rooms {

/// The configuration of the entry's tests: one gateway, "dialog", whose deliveries carry a secret in a header, and what
/// `more` adds. Its secrets are in the environment of the test.
std::string configuration(const std::string& more = {});
/// The plugin as a host sees it: the table behind the one exported symbol. Any thread.
const crm_plugin& plugin();
/// What it registered for a provider.
const crm_channel_handler& handler(const std::string& provider);

std::string options_for(const std::string& directory, const std::string& role);
boost::json::object document_of(const crm::Reply& reply);
/// The code of the problem that a refused call answered.
std::string code_of(const crm::Reply& reply);

constexpr const char* admin = R"({"id":"u1","roles":["admin"],"tenants":["hotel-1"]})";
constexpr const char* staff = R"({"id":"u2","roles":["staff"],"tenants":["hotel-1"]})";

/// A delivery as the gateway "dialog" sends it. Lives as long as its request is used.
class Delivery {
  public:
    explicit Delivery(std::string body, const std::string& road = "dialog");
    [[nodiscard]] const crm_http_request& request() const { return request_; }
    /// Another secret than the gateway's.
    Delivery& forged();

  private:
    std::string body_;
    std::string path_;
    crm_header header_{};
    crm_http_request request_{};
};

/// An instance over a state, opened.
class Host {
  public:
    explicit Host(const std::string& directory, const std::string& role = "owner");
    /// Configured and started.
    static Host running(const std::string& directory, const std::string& role = "owner");

    crm::Reply configure(const std::string& text);
    crm::Reply start() { return instance.start(); }
    crm::Reply stop(std::uint32_t deadline_ms = 10'000) { return instance.stop(deadline_ms); }
    crm::Reply invoke(const std::string& provider, const std::string& account, const std::string& action,
                      const std::string& input, const std::string& actor = admin, const std::string& key = {});
    crm::Reply list_actions(const std::string& provider, const std::string& account, const std::string& actor = admin);
    crm::Reply list_accounts(const std::string& provider, const std::string& actor = staff);
    crm::Reply deliver(const std::string& body);
    crm::Reply next(const std::string& consumer);
    crm_status wait(const std::string& consumer, std::uint32_t timeout_ms);
    /// What the health document says of one check's member.
    std::string health(const std::string& check, const std::string& member);
    /// Puts a number linked by QR on record and answers the account.
    std::string adopt(const std::string& phone = "+4915100000001");

    crm::Instance instance;
};

}  // namespace rooms
