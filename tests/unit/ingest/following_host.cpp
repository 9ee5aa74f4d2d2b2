#include "ingest/following_host.hpp"

#include <algorithm>

#include "feed/feed_page.hpp"
#include "ingest/fold_bench.hpp"

namespace rooms {
namespace json = boost::json;
using namespace coexist;

void FollowingHost::take(const json::object& event) {
    if (event.at("type") == "history.batch") {
        for (const json::value& message : event.at("data").at("messages").as_array()) {
            take_subject(message.as_object(), "message.changed");
        }
        return;
    }
    take_subject(event, std::string(event.at("type").as_string()));
}

void FollowingHost::take_subject(const json::object& event, const std::string& type) {
    const std::string subject(event.at("subject").as_string());
    const std::string revision(event.at("revision").as_string());
    Subject& known = subjects_[subject];
    if (revision <= known.revision) return;
    known = {revision, type.size() > 7 && type.substr(type.size() - 7) == ".merged", event.at("data").as_object()};
}

void FollowingHost::read_on(Session& session, int limit) {
    constexpr std::int64_t now = (fixture_time + 3600) * 1000;
    FeedPage page(1, now, static_cast<std::size_t>(limit), std::size_t{1} << 30);
    place_ = page.fill(session, place_, {});
    for (const std::string& event : page.events()) take(json::parse(event).as_object());
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
