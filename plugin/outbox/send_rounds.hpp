#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "outbox/call_pool.hpp"
#include "outbox/departure.hpp"
#include "outbox/number_paces.hpp"
#include "store/send_line.hpp"

namespace coexist {

/// Who leaves next: of each number as many as its pace allows, one a conversation; staff's before campaigns', then the
/// conversation that was served longest ago. A round reads as much of the queue as it hands out, and a little more. The
/// dispatcher's, but for ended().
class SendRounds {
  public:
    SendRounds(CallPool& pool, Departure& departure, NumberPaces& paces)
        : pool_(pool), departure_(departure), paces_(paces) {}

    /// Hands out what may leave now, but for what is `busy`; `wait_ms` shrinks to when the next may.
    void hand_out(Session& reader, std::set<std::string>& busy, std::int64_t now, std::int64_t& wait_ms);
    /// Goes on at the paces that a former owner left: of each number, towards each person.
    void begin(Session& reader, std::int64_t now);

  private:
    struct Round {
        Session& reader;
        std::set<std::string>& busy;
        std::int64_t now;  ///< Unix ms
        std::int64_t& wait_ms;
    };
    /// However a call ended: the next may come.
    struct Ended {
        SendRounds& rounds;
        std::int64_t account;
        const std::string& key;
        ~Ended();
    };
    void hand_out(Round& round, const AccountRow& account);
    /// Whether the number may send no more in this round.
    bool waits_for_number(Round& round, const AccountRow& account);
    /// Hands out of this class; true when the number may send no more.
    bool hand_out(Round& round, const AccountRow& account, bool campaign);
    bool waits_for_upload(Round& round, const AccountRow& account, const SendInLine& next, const std::string& key);
    void leave(const SendRow& row, const std::string& key);

    CallPool& pool_;
    Departure& departure_;
    NumberPaces& paces_;
    std::mutex guard_;
    std::set<std::string> uploading_;  ///< keys of sends whose file is on its way
};

}  // namespace coexist
