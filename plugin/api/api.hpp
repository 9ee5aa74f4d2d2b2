#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actions/actions.hpp"
#include "actions/audit_trail.hpp"
#include "api/http.hpp"
#include "channel/channel.hpp"
#include "config/settings.hpp"
#include "health/eyes.hpp"
#include "ingest/erasures.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "onboarding/connect_door.hpp"
#include "onboarding/link_door.hpp"
#include "runtime/clock.hpp"
#include "store/claims.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// How the fold that the journal tells now differs from the present one.
struct RebuildComparison {
    std::size_t compared = 0;           ///< subjects in either
    std::size_t differing = 0;          ///< of these
    std::vector<std::string> subjects;  ///< the first hundred that differ
};

/// What REST stands on. References outlive the Api.
struct ApiServices {
    ReaderPool& readers;
    Actions& actions;
    Clock clock;
    std::string directory;                                           ///< the state's
    std::function<std::string(const Eyes&)> health;                  ///< the health document
    std::function<std::string(const Eyes&, const Wanted&)> metrics;  ///< OpenMetrics text
    AuditTrail& audit;
    StateWriter* writer = nullptr;             ///< the owner's; null in clients
    std::vector<const ChannelCard*> channels;  ///< those of this build, in the order to show them
    std::function<Result<RebuildComparison>()> compare_with_rebuilt = {};
    const ConnectDoor* connect = nullptr;                       ///< the public pages of a connection
    Journal* journal = nullptr;                                 ///< what an admin asks of the owner goes through it
    Marker marker = {};                                         ///< how an erased person is named
    std::function<int(Session&, const AccountRow&)> rate = {};  ///< messages a second that an account may send
    const Settings* settings = nullptr;   ///< never null where people ask for a diagnosis or connect
    const LinkDoor* links = nullptr;      ///< the public pages of clients' links
    std::shared_ptr<Claims> claims = {};  ///< who is answering where; made by the Api
};

/// The REST resources behind handle_http, described by schemas/api/openapi.yaml. Thread-safe.
class Api {
  public:
    explicit Api(ApiServices services);

    /// Answers any path below /v1, /admin and /connect; an unknown one is 404, another method 405.
    HttpAnswer handle(const HttpRequest& request);

  private:
    ApiServices services_;
};

}  // namespace coexist
