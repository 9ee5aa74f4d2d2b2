#include "entry/surface.hpp"

#include "entry/rebuild.hpp"

namespace coexist {
namespace {

std::vector<const ChannelCard*> cards_of(const Channels& channels) {
    std::vector<const ChannelCard*> cards;
    for (const auto& [provider, channel] : channels) cards.push_back(&channel->card());
    return cards;
}

}  // namespace

Surface::Surface(Foundation& foundation, std::shared_ptr<Provision> given, std::shared_ptr<Owner> given_owner,
                 std::function<bool()> stopping, std::function<std::string()> health)
    : provision(std::move(given)),
      owner(std::move(given_owner)),
      ledger(provision->channels),
      handlers(make_handlers({foundation.readers, provision->channels, provision->cipher, ledger, nullptr,
                              [this](const std::string& road) { return provision->roads.count(road) > 0; }})),
      services{foundation.readers, foundation.journal,   provision->channels, handlers,
               foundation.clock,   foundation.directory, std::move(stopping)},
      actions(services),
      door(provision->roads, foundation.journal, foundation.clock, foundation.door_counts, foundation.disk),
      api({foundation.readers, actions, foundation.clock, foundation.directory, std::move(health),
           owner ? &owner->writer() : nullptr, cards_of(provision->channels),
           [this, &foundation] { return compare_with_rebuilt(foundation, *provision); }}) {}

}  // namespace coexist
