#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "channel/road.hpp"
#include "ingest/bad_knocks.hpp"
#include "ingest/delivery_applier.hpp"
#include "ingest/disk_use.hpp"
#include "ingest/journal.hpp"
#include "model/problem.hpp"

namespace coexist {

/// One request at /webhooks/NAME. Views live as long as the call.
struct Knock {
    std::string_view method;
    std::string_view road;
    std::string_view query;  ///< raw
    const HeaderViews& headers;
    std::string_view body;
    std::string_view peer;  ///< address and port; may be empty
};

/// What came of the requests so far.
struct DoorCounts {
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> unsigned_or_wrong{0};
    std::atomic<std::uint64_t> too_many_bad{0};  ///< of unsigned_or_wrong, those that were answered shortly
    std::atomic<std::uint64_t> too_large{0};
    std::atomic<std::uint64_t> not_stored{0};
    std::atomic<std::uint64_t> history_refused{0};

    /// One more that road's secret did not sign, or that did not know its verify token.
    void refused_at(const std::string& road);
    [[nodiscard]] std::map<std::string, std::uint64_t> refused_by_road() const;

  private:
    mutable std::mutex guard_;
    std::map<std::string, std::uint64_t> by_road_;  ///< only roads of the configuration
};

/// Meta's own limit is 3 MB (Meta, "Webhooks: overview"); with room for a gateway's wrapping.
constexpr std::size_t largest_delivery = 4 << 20;

/// The endpoint of deliveries: lets in what is signed and writes it down. Thread-safe.
class WebhookDoor {
  public:
    WebhookDoor(const Roads& roads, Journal& journal, Clock clock, DoorCounts& counts, DiskUse& disk)
        : roads_(roads), journal_(journal), clock_(clock), counts_(counts), disk_(disk) {}

    struct Reply {
        int status = 200;
        std::string text;                ///< text/plain
        std::optional<Problem> problem;  ///< instead of text
        int retry_after_s = 0;           ///< 0: not said
    };
    /// Answers at once, or nothing: then the body is on its way into the journal and `done` tells whether it is
    /// durable.
    std::optional<Reply> receive(const Knock& knock, Journal::Done done, void* ctx);
    /// What to answer when `done` was told.
    Reply stored(bool durable);

  private:
    const Roads& roads_;
    Journal& journal_;
    const Clock clock_;
    DoorCounts& counts_;
    BadKnocks bad_knocks_;
    DiskUse& disk_;
};

}  // namespace coexist
