#pragma once
#include <boost/json.hpp>
#include <string>

#include "ingest/writer_bench.hpp"

namespace rooms {

constexpr const char* admin_of_hotel_1 = R"({"id":"u1","roles":["admin"],"tenants":["hotel-1"]})";
constexpr const char* staff_of_hotel_1 = R"({"id":"u2","roles":["staff"],"tenants":["hotel-1"]})";
constexpr const char* admin_of_hotel_2 = R"({"id":"u3","roles":["admin"],"tenants":["hotel-2"]})";
constexpr const char* adopt_input = R"({"tenant":"hotel-1","road":"main","waba_id":"210987654321001",)"
                                    R"("phone_number_id":"310987654321002","access_token":"EAAG-very-secret-token"})";

/// A bench whose actions are asked as staff ask them.
class ActionBench : public WriterBench {
  public:
    coexist::Result<coexist::ActionAnswer> invoke(coexist::Provider provider, const std::string& account,
                                                  const std::string& action, const std::string& input = "{}",
                                                  const std::string& actor = admin_of_hotel_1,
                                                  const std::string& key = {});
    /// The refusal's code, or "ok", or "pending".
    std::string outcome(coexist::Provider provider, const std::string& account, const std::string& action,
                        const std::string& input = "{}", const std::string& actor = admin_of_hotel_1,
                        const std::string& key = {});
    /// Adopts the fixtures' number over the scripted platform; its account's id.
    std::string adopt(coexist::Provider provider = coexist::Provider::coex);
    /// The operation's document as its tenant's staff see it.
    boost::json::object operation(const std::string& id, const std::string& actor = admin_of_hotel_1);
    /// Waits until it is in this state.
    bool becomes(const std::string& id, const std::string& state);
    coexist::AccountRow row(const std::string& account);
    std::string state_of(const std::string& account);
    /// A guest whose window is open, and the ids that the host has for him.
    void guest_wrote(const std::string& digits, std::int64_t at);
};

std::string id_of(const coexist::Result<coexist::ActionAnswer>& answer);

}  // namespace rooms
