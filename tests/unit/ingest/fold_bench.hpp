#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/delivery_applier.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"

namespace rooms {

/// The constants of tests/fixtures/meta_payloads.
constexpr const char* fixture_road = "main";
constexpr const char* fixture_number = "310987654321002";
constexpr const char* fixture_waba = "210987654321001";
constexpr const char* fixture_digits = "905321110022";
constexpr std::int64_t fixture_time = 1'795'010'000;
/// The wamid and the callback that statuses, echoes and reactions of the fixtures name as one message that we sent.
constexpr const char* sent_wamid = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjVGMjhEODUwMTJDMEM2OTIzRAA=";
constexpr const char* sent_operation = "act-7f3e:1";

/// The bytes of a webhook of the fixtures, by its name without ".json".
std::string delivery(const std::string& name);
/// The road that reads them.
std::shared_ptr<coexist::Road> cloud_road(const std::string& name);
/// The fixtures' number as a connected account of tenant "hotel-1".
coexist::AccountRow fixture_account();
/// The send that the fixtures tell of, as it is journalled by its action, and its operation.
coexist::SendRow fixture_send(const coexist::AccountRow& account);
coexist::OperationRow fixture_operation(const coexist::AccountRow& account);

/// A delivery as it lies in the journal.
struct Arrived {
    std::int64_t received_at = fixture_time;  ///< Unix seconds
    std::string body;
};

/// The writer's parts without its thread: deliveries are applied at once, one transaction each call.
class FoldBench {
  public:
    FoldBench();

    void deliver(const std::string& body);
    /// All in one transaction.
    void deliver(const std::vector<std::string>& bodies);
    void deliver(const std::vector<Arrived>& rows);
    /// As the writer's lane for history does: begin() reads it, go_on() applies that many facts of it in a transaction
    /// of its own. False: all of it is applied. Another begin(), or restart(), drops what is left.
    void begin(const Arrived& row);
    bool go_on(std::size_t facts);
    /// Closes the state and opens it again, as another process.
    void restart();
    /// Forgets all but the account.
    void reset();
    /// Our own message, asked for before any delivery tells of it.
    void ask_for_send();
    /// A person decides on two names, each a number or a user ID. `at`: Unix seconds.
    void decide(const std::string& one, const std::string& other, bool separated, std::int64_t at);
    /// What holds automation; none unless it is set.
    void hand_over(coexist::HandOverRules rules);
    /// The platform's answer to the call: it took the message.
    void answer_send();

    coexist::Session& session() { return *session_; }
    [[nodiscard]] const std::string& directory() const { return directory_.path(); }

  private:
    struct Begun {
        coexist::StoredRow row;
        coexist::Observation said;
        std::size_t next = 0;
    };
    void open();
    coexist::WriteContext context();
    template <class Work>
    void transact(const Work& work);

    TemporaryDirectory directory_;
    coexist::Roads roads_;
    coexist::Channels channels_;
    coexist::SendsLedger ledger_{channels_};
    std::unique_ptr<coexist::Session> session_;
    std::unique_ptr<coexist::FeedWriter> feed_;
    coexist::Router router_;
    std::unique_ptr<coexist::Fold> fold_;
    std::unique_ptr<coexist::JournalPump> pump_;
    coexist::DeliveryApplier deliveries_{roads_};
    coexist::AccountRow account_;
    std::optional<Begun> begun_;
    coexist::HandOverRules hand_over_;
    std::int64_t row_ = 0;
};

}  // namespace rooms
