#pragma once
#include <boost/json.hpp>
#include <map>
#include <string>

#include "feed/event.hpp"
#include "store/session.hpp"

namespace rooms {

/// A host as crm/plugin.h asks for it: it keeps the highest revision of every subject, and moves what belonged to a
/// subject that ended.
class FollowingHost {
  public:
    /// Takes one event; one that is older than what it has changes nothing.
    void take(const boost::json::object& event);
    /// Reads the feed on from where it stands, straight from the state; at most `limit` events.
    void read_on(coexist::Session& session, int limit);
    /// Its records as text, by subject.
    [[nodiscard]] std::string records() const;

  private:
    void take_subject(const boost::json::object& event, const std::string& type);
    [[nodiscard]] std::string where(const std::string& kind, std::string id) const;
    struct Subject {
        std::string revision;
        bool ended = false;
        boost::json::object data;
    };
    std::map<std::string, Subject> subjects_;
    coexist::FeedCursor place_{1, 0, 0};
};

}  // namespace rooms
