#include "ingest/following_host.hpp"

#include "feed/event.hpp"
#include "ingest/fold_bench.hpp"
#include "store/feed_rows.hpp"

namespace rooms {
namespace json = boost::json;
using namespace coexist;

void FollowingHost::take(const json::object& event) {
    const std::string subject(event.at("subject").as_string());
    const std::string revision(event.at("revision").as_string());
    Subject& known = subjects_[subject];
    if (revision <= known.revision) return;
    const std::string type(event.at("type").as_string());
    known = {revision, type.size() > 7 && type.substr(type.size() - 7) == ".merged", event.at("data").as_object()};
}

void FollowingHost::read_on(Session& session, int limit) {
    constexpr std::int64_t now = (fixture_time + 3600) * 1000;
    for (const FeedRow& row : feed_after(session, position_, {}, limit)) {
        position_ = row.seq;
        if (const auto event = event_of(session, row, 1, now)) take(*event);
    }
}

std::string FollowingHost::where(const std::string& kind, std::string id) const {
    for (;;) {
        const auto known = subjects_.find(kind + "/" + id);
        if (known == subjects_.end() || !known->second.ended) return id;
        id = std::string(known->second.data.at("into").as_string());
    }
}

std::string FollowingHost::records() const {
    std::string text;
    for (const auto& [subject, known] : subjects_) {
        if (known.ended) continue;
        json::object data = known.data;
        for (const char* kind : {"contact", "conversation"}) {
            json::value* named = data.if_contains(kind);
            if (named != nullptr) *named = where(kind, std::string(named->as_string()));
        }
        data.erase("changed_at");  // when it was noticed, not what
        text.append(subject).append(" ").append(json::serialize(data)).append("\n");
    }
    return text;
}

}  // namespace rooms
