#include "channels/cloud/cloud_media.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "channels/cloud/graph_outcome.hpp"

namespace coexist::cloud {
namespace {

constexpr int most_redirects = 3;

// "Unsupported get request: object does not exist, or missing permissions" (Meta, "Graph API: handle errors"); a file
// whose 7 days are over is answered so.
bool no_such_object(const PlatformError& error) {
    return error.code == 100 && error.subcode == 33;
}

bool redirects(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string host_in(const std::string& url) {
    try {
        return Poco::URI(url).getHost();
    } catch (const Poco::Exception&) {
        return "an address that cannot be read";
    }
}

std::string resolved(const std::string& at, const std::string& location) {
    try {
        Poco::URI uri(at);
        uri.resolve(location);
        return uri.toString();
    } catch (const Poco::Exception&) {
        return location;  // judged, and refused, as what it is
    }
}

DownloadOutcome ended(DownloadOutcome::Kind kind, std::string reason) {
    return {kind, std::move(reason)};
}

DownloadOutcome without_answer(const net::Answer& answer) {
    if (answer.failure == net::Failure::address) return ended(DownloadOutcome::Kind::not_allowed, answer.reason);
    if (answer.failure == net::Failure::too_large) return ended(DownloadOutcome::Kind::too_large, answer.reason);
    return ended(DownloadOutcome::Kind::failed, answer.reason);
}

DownloadOutcome judged(int status) {
    const std::string words = "The file's host answered with HTTP status " + std::to_string(status) + ".";
    if (status == 404 || status == 410) return ended(DownloadOutcome::Kind::gone, words);
    if (status == 401 || status == 403) return ended(DownloadOutcome::Kind::denied, words);
    return ended(DownloadOutcome::Kind::failed, words);
}

}  // namespace

MediaPlaceOutcome CloudMedia::locate(const Line& line, const std::string& platform_id) {
    MediaPlaceOutcome outcome;
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error.cure = Cure::fix;
        outcome.error.sentence = "The configuration has no app or gateway named \"" + line.road + "\" any more.";
        return outcome;
    }
    const auto result = GraphClient(*http_, *endpoint).read_media(platform_id, line.phone_number_id);
    fill(outcome, result);
    outcome.gone = outcome.kind == CallOutcome::Kind::refused && no_such_object(outcome.error);
    if (const MediaNode* said = result.said()) {
        outcome.place = {said->url, said->mime_type, said->sha256, said->bytes};
    }
    return outcome;
}

DownloadOutcome CloudMedia::download(const Line& line, const std::string& url, std::int64_t most_bytes,
                                     net::BodySink& sink) {
    const auto endpoint = routes_->endpoint(line.road, line.token);
    const MediaHosts* hosts = routes_->media_hosts(line.road);
    if (!endpoint || hosts == nullptr) {
        return ended(DownloadOutcome::Kind::failed, "The configuration has not this app or gateway any more.");
    }
    std::string at = hosts->asked_at(url);
    for (int hop = 0; hop <= most_redirects; ++hop) {
        const MediaRoute route = hosts->judge(at);
        if (!route.allowed) {
            return ended(DownloadOutcome::Kind::not_allowed,
                         "The file lies on " + host_in(at) + ", which is none of the media hosts of this road.");
        }
        net::Request request;
        request.url = at;
        request.headers.emplace_back("Accept", "*/*");
        if (route.with_key) {
            request.headers.emplace_back(endpoint->auth_header,
                                         endpoint->auth_prefix + std::string(endpoint->token.reveal()));
        }
        request.public_only = route.public_only;
        request.max_answer_bytes = static_cast<std::size_t>(most_bytes);
        request.sink = &sink;
        const net::Answer answer = http_->exchange(request);
        if (answer.reached != net::Reached::answered) return without_answer(answer);
        if (answer.status == 200) return ended(DownloadOutcome::Kind::done, {});
        if (!redirects(answer.status)) return judged(answer.status);
        at = resolved(at, std::string(answer.header("location")));
    }
    return ended(DownloadOutcome::Kind::failed, "The file's host redirected again and again.");
}

UploadOutcome CloudMedia::upload(const Line& line, const FileToUpload& file) {
    UploadOutcome outcome;
    const auto endpoint = routes_->endpoint(line.road, line.token);
    if (!endpoint) {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error.cure = Cure::fix;
        outcome.error.sentence = "The configuration has no app or gateway named \"" + line.road + "\" any more.";
        outcome.error.next = "Add it again, or connect the number over another one.";
        return outcome;
    }
    const auto result = GraphClient(*http_, *endpoint).upload(line.phone_number_id, file.path, file.mime_type);
    fill(outcome, result);
    if (const Uploaded* said = result.said()) outcome.platform_id = said->id;
    return outcome;
}

}  // namespace coexist::cloud
