#include "entry/meta_callbacks.hpp"

#include <SQLiteCpp/Exception.h>

#include <boost/json.hpp>

#include "ingest/callback_applier.hpp"
#include "store/grants.hpp"

namespace coexist {
namespace {

constexpr std::int64_t oldest_s = 3600;
constexpr std::int64_t clock_difference_s = 300;

HttpAnswer plain(int status, std::string text) {
    HttpAnswer answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(text) + "\n";
    answer.headers.emplace_back("cache-control", "no-store");
    answer.headers.emplace_back("x-content-type-options", "nosniff");
    return answer;
}

HttpAnswer nothing_here() {
    return plain(404, "There is nothing at this address. Enter the app's name as the configuration has it.");
}

/// What a path below /meta/ says: what/name, what/name/code.
struct Place {
    std::string what;
    std::string name;
    std::string code;
};

Place place_of(std::string_view path) {
    path.remove_prefix(meta_callbacks.size());
    const auto take = [&path] {
        const std::size_t slash = path.find('/');
        std::string part(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        return part;
    };
    Place place;
    place.what = take();
    place.name = take();
    place.code = std::string(path);
    return place;
}

/// Why a request that is signed well may not count; empty: it may.
std::string stale(const SignedRequest& request, std::int64_t now_s) {
    if (request.issued_at < now_s - oldest_s) return "The signed request is more than an hour old.";
    if (request.issued_at > now_s + clock_difference_s) return "The signed request comes from the future.";
    return {};
}

HttpAnswer status_of(Foundation& foundation, const Place& place) {
    std::optional<DeletionRow> found;
    try {
        auto reader = foundation.readers.take();
        found = find_deletion(*reader, place.code, place.name);
    } catch (const SQLite::Exception&) {
        return plain(503, "The request cannot be looked up at the moment. Try again in a few minutes.");
    }
    if (!found) {
        return plain(404,
                     "There is no request with this code. If it was made only a moment ago, try again in a minute.");
    }
    if (found->accounts_left > 0) {
        return plain(200,
                     "Your request was received. Your id was deleted from this system's records. A business number "
                     "still runs on the access that you granted. Its administrator sees your request in the list of "
                     "deletion requests, and is the one who ends that access. This page says so when it is done.");
    }
    return plain(200,
                 "Your request is done. Nothing is held under your id in this system's records, and no access that you "
                 "granted. The signed request itself stays in the log of what was received, as proof that it was "
                 "made. Conversations belong to the business that had them.");
}

HttpAnswer taken(const Provision& provision, const Place& place, const SignedRequest& request) {
    HttpAnswer answer;
    if (place.what != data_deletion_callback) {
        answer.body = "{}";
        return answer;
    }
    const std::string url = provision.settings.public_url + std::string(meta_callbacks) + place.what + "/" +
                            place.name + "/" + request.code;
    answer.body = boost::json::serialize(boost::json::object{{"url", url}, {"confirmation_code", request.code}});
    return answer;
}

HttpAnswer receive(Foundation& foundation, const Provision& provision, const Place& place, std::string_view body) {
    const auto road = provision.roads.find(place.name);
    const auto request = road == provision.roads.end() ? std::nullopt : road->second->signed_request(body);
    if (!request) return nothing_here();
    if (!request->fault.empty()) return plain(400, request->fault + " Nothing was stored.");
    if (!request->genuine) {
        return plain(400, "The signed request is not signed with this app's secret. Nothing was stored.");
    }
    if (const std::string fault = stale(*request, foundation.clock.now_s()); !fault.empty()) {
        return plain(400, fault + " Nothing was stored.");
    }
    JournalRow row;
    row.received_at = foundation.clock.now_ms();
    row.road = place.name + "/" + place.what;
    row.body = body;
    if (!foundation.journal.append_and_wait(row)) {
        return plain(503, "The request could not be stored. Send it again in a few minutes.");
    }
    return taken(provision, place, *request);
}

}  // namespace

HttpAnswer answer_meta_callback(Foundation& foundation, const Provision& provision, const HttpRequest& request) {
    const Place place = place_of(request.path);
    const bool deletion = place.what == data_deletion_callback;
    if ((!deletion && place.what != deauthorize_callback) || place.name.empty()) return nothing_here();
    if (!place.code.empty()) {
        if (!deletion) return nothing_here();
        if (request.method != "GET") return plain(405, "This page is only read: use GET.");
        return status_of(foundation, place);
    }
    if (request.method != "POST") return plain(405, "Only the platform calls this address: it uses POST.");
    return receive(foundation, provision, place, request.body);
}

}  // namespace coexist
