#pragma once
#include <cstdint>
#include <memory>
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

/// The writer's parts without its thread: deliveries are applied at once, one transaction each call.
class FoldBench {
  public:
    FoldBench();

    void deliver(const std::string& body);
    /// All in one transaction.
    void deliver(const std::vector<std::string>& bodies);
    /// Our own message, asked for before any delivery tells of it.
    void ask_for_send();
    /// The platform's answer to the call: it took the message.
    void answer_send();

    coexist::Session& session() { return *session_; }
    [[nodiscard]] const std::string& directory() const { return directory_.path(); }

  private:
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
    std::int64_t row_ = 0;
};

}  // namespace rooms
