#pragma once
#include <functional>

#include "actions/action_handler.hpp"
#include "ingest/delivery_applier.hpp"
#include "onboarding/saga.hpp"
#include "outbox/lines.hpp"

namespace coexist {

/// Takes over a number that exists at the platform, by token or gateway key, without OAuth. The number's own
/// description decides whether this provider may run it; ids of the request are believed where the platform confirms
/// them, and where a gateway tells nothing of its number (see check_adoption()). Nothing is registered: only reads and
/// the idempotent subscription are called. A coexistence number that was connected within the last 24 hours is followed
/// as after the dialog: fields, a delivery, contacts and history, once each.
class AdoptCloud : public ActionHandler {
  public:
    /// Whether the configuration has an app or gateway of this name.
    using RoadKnown = std::function<bool(const std::string& road)>;

    AdoptCloud(Provider provider, const Channels& channels, const TokenCipher& cipher, DeliveryApplier* deliveries,
               RoadKnown road_known, const Settings& settings, const ConnectSaga& saga)
        : provider_(provider),
          channels_(channels),
          cipher_(cipher),
          deliveries_(deliveries),
          road_known_(std::move(road_known)),
          settings_(settings),
          saga_(saga) {}

    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

  private:
    void ask_platform(const boost::json::object& input, Answer& answer) const;
    void connect(WriteContext& context, const boost::json::object& input, const Answer& answer,
                 OperationRow& operation) const;

    const Provider provider_;
    const Channels& channels_;
    const TokenCipher& cipher_;
    DeliveryApplier* const deliveries_;  ///< null in clients, which never apply
    /// Until when contacts and history can be asked for (Unix ms); 0 where it is too late or not ours to ask.
    [[nodiscard]] std::int64_t asked_until(const AccountRow& account, std::int64_t onboarded_at,
                                           std::int64_t now) const;

    const RoadKnown road_known_;
    const Settings& settings_;
    const ConnectSaga& saga_;
};

/// Puts a number linked by QR on record.
class AdoptLinked : public ActionHandler {
  public:
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

}  // namespace coexist
