#pragma once
#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actions/action_services.hpp"
#include "actions/actions.hpp"
#include "api/api.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "model/fact.hpp"
#include "store/owner_lock.hpp"

namespace api_test {

/// An app whose deliveries say what the test wrote down for their body; any other body cannot be read.
class ScriptedRoad : public coexist::Road {
  public:
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<std::string> handshake(std::string_view) const override { return std::nullopt; }
    [[nodiscard]] bool genuine(const coexist::HeaderViews&, std::string_view) const override { return true; }
    [[nodiscard]] bool history_only(std::string_view) const override { return false; }
    coexist::Observation read(std::string_view body, std::int64_t received_at) override;

    std::atomic<bool> understands = false;  ///< whether "a newer form" can be read

  private:
    std::string name_ = "main";
};

/// Who asks, as the host writes it.
std::string staff_of(const std::vector<std::string>& tenants);
std::string admin_of(const std::vector<std::string>& tenants);
std::string operator_of_host();

using Headers = std::map<std::string, std::string>;

/// A whole state directory with its one writer, and the Api upon it. The clock stands still until it is moved.
class World {
  public:
    World();
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// A connected coexistence number; its row.
    coexist::AccountRow attach(const std::string& tenant, const std::string& digits,
                               coexist::Provider provider = coexist::Provider::coex);
    /// A guest of this number wrote; `at`: Unix seconds.
    void guest_wrote(const coexist::AccountRow& account, const std::string& guest, const std::string& wamid,
                     const std::string& text, std::int64_t at);
    void fact(const coexist::AccountRow& account, const coexist::Fact& fact);
    /// Puts a delivery into the journal and waits until it was applied.
    void delivered(const std::string& body);
    /// Puts a delivery into the journal; false if it could not be stored. Any thread.
    bool journalled(const std::string& body);
    void audited(const std::string& tenant, const std::string& actor, const std::string& action);

    coexist::HttpAnswer ask(const std::string& method, const std::string& target, const std::string& actor,
                            const std::string& body = {}, const Headers& headers = {});
    coexist::HttpAnswer get(const std::string& target, const std::string& actor, const Headers& headers = {});
    /// With the headers that a POST needs.
    coexist::HttpAnswer post(const std::string& target, const std::string& actor, const std::string& body,
                             Headers headers = {});
    /// The same state seen by a process that does not own it.
    coexist::HttpAnswer post_as_client(const std::string& target, const std::string& actor, const std::string& body);
    /// All items of a list, page by page. `between` runs after each page.
    std::vector<boost::json::object> all_of(const std::string& target, const std::string& list,
                                            const std::string& actor, const std::function<void()>& between = {});

    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] std::string state() const { return directory_ + "/state"; }
    coexist::Settings& settings() { return settings_; }
    ScriptedRoad& road() { return *road_; }
    coexist::StateWriter& writer() { return *writer_; }
    coexist::AuditTrail& audit() { return *audit_; }

    std::atomic<std::int64_t> now_ms = 1'763'637'720'000;  // 2025-11-20T11:22:00Z

  private:
    coexist::ApiServices services(coexist::StateWriter* writer);
    void take_command(coexist::WriteContext& context, const coexist::StoredRow& row) const;

    std::string directory_;
    coexist::Settings settings_;
    std::shared_ptr<ScriptedRoad> road_ = std::make_shared<ScriptedRoad>();
    coexist::Roads roads_;
    coexist::Channels channels_;
    coexist::HandlersByProvider handlers_;
    std::unique_ptr<coexist::OwnerLock> lock_;
    std::unique_ptr<coexist::Journal> journal_;
    std::unique_ptr<coexist::StateWriter> writer_;
    std::unique_ptr<coexist::AuditTrail> audit_;
    std::unique_ptr<coexist::ReaderPool> readers_;
    std::unique_ptr<coexist::ActionServices> action_services_;
    std::unique_ptr<coexist::Actions> actions_;
    std::unique_ptr<coexist::Api> api_;
};

boost::json::object body_of(const coexist::HttpAnswer& answer);
/// The problem's code; the test fails where the answer is no problem document.
std::string code_of(const coexist::HttpAnswer& answer);
std::string header_of(const coexist::HttpAnswer& answer, const std::string& name);
/// The member `name` of each item.
std::vector<std::string> column(const std::vector<boost::json::object>& items, const char* name);
/// The ids in a list's answer.
std::vector<std::string> ids_in(const coexist::HttpAnswer& answer, const char* list);

}  // namespace api_test
