#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "store/session.hpp"

namespace coexist {

/// That somebody is answering in a conversation just now. Times are Unix milliseconds.
struct ClaimRow {
    std::int64_t conversation = 0;  ///< its key
    std::string actor;
    std::string name;  ///< what others are shown
    std::int64_t since = 0;
    std::int64_t until = 0;  ///< over by itself
};

/// Who is answering where, for all processes of a state. A file of its own, with a rollback journal: a claim lives for
/// two minutes, so that it is in no backup, and losing it loses nothing. Thread-safe.
class Claims {
  public:
    explicit Claims(std::string directory) : directory_(std::move(directory)) {}

    /// Takes or renews the claim at `wanted.since`, and answers whose it is now: another's, if he has it still and
    /// `over` is false. Of two who ask at once one gets it. Throws SQLite::Exception.
    ClaimRow claim(const ClaimRow& wanted, bool over);
    /// Ends the actor's own claim.
    void release(std::int64_t conversation, const std::string& actor);
    /// By conversation. Empty where the file cannot be read: nobody is kept from reading messages by that.
    std::map<std::int64_t, ClaimRow> alive(std::int64_t now);

  private:
    Session& session();

    const std::string directory_;
    std::mutex guard_;
    std::unique_ptr<Session> session_;
};

}  // namespace coexist
