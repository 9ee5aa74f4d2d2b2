#pragma once
#include <functional>
#include <string>

#include "actions/command_applier.hpp"
#include "ingest/journal.hpp"
#include "outbox/lines.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// What actions stand on. References outlive the Actions.
class ActionServices {
  public:
    ReaderPool& readers;
    Journal& journal;
    const Channels& channels;
    const HandlersByProvider& handlers;
    Clock clock;
    std::string directory;           ///< the state's
    std::function<bool()> stopping;  ///< whether the instance is being stopped: then nobody waits any more
    std::shared_ptr<Figures> figures = std::make_shared<Figures>();
};

}  // namespace coexist
