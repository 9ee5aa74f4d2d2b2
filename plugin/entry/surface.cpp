#include "entry/surface.hpp"

#include "actions/links.hpp"

#include "actions/connect.hpp"
#include "entry/rebuild.hpp"
#include "outbox/send_rate.hpp"
#include "persons/eraser.hpp"
#include "store/owner_lock.hpp"

namespace coexist {
namespace {

std::vector<const ChannelCard*> cards_of(const Channels& channels) {
    std::vector<const ChannelCard*> cards;
    for (const auto& [provider, channel] : channels) cards.push_back(&channel->card());
    return cards;
}

}  // namespace

Surface::Surface(Foundation& given_foundation, std::shared_ptr<Provision> given, std::shared_ptr<Owner> given_owner,
                 std::function<bool()> stopping, std::function<std::string(const Eyes&)> health,
                 std::function<std::string(const Eyes&, const Wanted&)> metrics)
    : foundation(given_foundation),
      provision(std::move(given)),
      owner(std::move(given_owner)),
      ledger(provision->channels, given_foundation.figures),
      saga({provision->settings, provision->channels, *provision->signup, provision->cipher, nullptr}),
      handlers(make_handlers({foundation.readers, provision->channels, provision->cipher, ledger, nullptr,
                              [this](const std::string& road) { return provision->roads.count(road) > 0; },
                              provision->settings, saga, [this] { return OwnerLock::held(foundation.directory); }})),
      services{foundation.readers, foundation.journal,   provision->channels, handlers,
               foundation.clock,   foundation.directory, std::move(stopping), foundation.figures},
      actions(services),
      door(provision->roads, foundation.journal, foundation.clock, foundation.door_counts, foundation.disk),
      connect(foundation.readers, provision->settings, provision->cipher, foundation.clock,
              [this](const ConnectAnswer& answer) {
                  const Command command = command_of(answer, foundation.clock.now_ms());
                  return foundation.journal.append_and_wait(
                      {command.at, RowKind::command, Lane::command, std::string(), text_of(command)});
              }),
      links(
          foundation.readers, provision->settings, provision->cipher, foundation.clock,
          [this] { return OwnerLock::held(foundation.directory); },
          [this](const LinkStep& step) {
              const Command command = command_of(step, foundation.clock.now_ms());
              return foundation.journal.append_and_wait(
                  {command.at, RowKind::command, Lane::command, std::string(), text_of(command)});
          }),
      api({foundation.readers, actions, foundation.clock, foundation.directory, std::move(health), std::move(metrics),
           foundation.audit, owner ? &owner->writer() : nullptr, cards_of(provision->channels),
           [this] { return compare_with_rebuilt(foundation, *provision); }, &connect, &foundation.journal,
           marker_of(provision->cipher),
           [this](Session& session, const AccountRow& account) {
               return send_rate(session, provision->settings, account).per_second;
           },
           &provision->settings, &links}) {}

}  // namespace coexist
