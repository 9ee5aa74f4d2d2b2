#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "store/session.hpp"

namespace coexist {

/// Its file in a state's directory.
constexpr const char* baseline_name = "baseline.db";

/// What the fold was when the journal last lost something, by retention or by an erasure. A fold that is built anew
/// starts from it, and the retained journal is applied on top: what it tells again changes nothing.
bool has_baseline(const std::string& directory);

/// Copies the present fold into the baseline, which takes the place of the former one, durably. Reads one consistent
/// view; any thread of the owner, as often as wanted. Throws SQLite::Exception or std::system_error, and then the
/// former one is still there; so it ends once `ended` (may be null) is set.
void take_baseline(const std::string& directory, std::shared_ptr<const std::atomic<bool>> ended = nullptr);

/// The baseline as a second database of the session, while a fold is built. Nothing where there is none.
class AttachedBaseline {
  public:
    AttachedBaseline(Session& session, const std::string& directory);
    ~AttachedBaseline();
    AttachedBaseline(const AttachedBaseline&) = delete;
    AttachedBaseline& operator=(const AttachedBaseline&) = delete;

  private:
    Session& session_;
    bool attached_ = false;
};

/// Fills the new tables of the fold from the attached baseline; accounts and operations are told by who seeds the fold.
/// Nothing happens where none is attached. Within a transaction.
void load_baseline(Session& session);

}  // namespace coexist
