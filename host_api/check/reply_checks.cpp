#include <algorithm>
#include <boost/json.hpp>
#include <random>
#include <thread>

#include "check/any_calls.hpp"
#include "check/subject.hpp"
#include "loader/registered_text.hpp"

namespace crm::check {
namespace {

/// The content of a reply, to be compared with what it is later.
std::string content(const Reply& reply) {
    std::string text = std::to_string(reply.status()) + " " + std::to_string(reply.http_status()) + " ";
    text.append(reply.content_type()).append(" ").append(reply.body()).append(" ").append(reply.body_file());
    for (std::size_t index = 0; index < reply.header_count(); ++index) {
        text.append(view(reply.header(index).name)).append(view(reply.header(index).value));
    }
    return text;
}

std::string misshapen(const Reply& reply) {
    if (!reply) return "there is no reply";
    if (reply.body_file().empty() && !reply.body().empty() && reply.content_type().empty())
        return "it has a body and no content_type";
    if (reply.content_type().find("json") != std::string_view::npos) {
        if (!is_utf8(reply.body())) return "its JSON is not UTF-8";
        boost::json::error_code error;
        const auto parsed =
            boost::json::parse(boost::json::string_view(reply.body().data(), reply.body().size()), error);
        if (error) return "its body is no JSON";
    }
    return {};
}

/// http_status is there "for every call", so 0 is none.
std::string misnumbered(const crm_reply* reply) {
    if (reply == nullptr) return "there is no reply";
    if (!CRM_HAS(reply, crm_reply, body_file)) return "its struct_size ends before body_file";
    if (reply->http_status < 200 || reply->http_status > 599)
        return "its http_status is " + std::to_string(reply->http_status);
    return (reply->status < CRM_OK) == (reply->http_status >= 400)
               ? std::string()
               : "its http_status " + std::to_string(reply->http_status) + " does not fit its status " +
                     std::to_string(reply->status);
}

/// The replies of all calls, of a started instance where one can be started.
std::vector<std::pair<std::string, Reply>> replies_of(const Instance& instance, const LoadedPlugin& plugin,
                                                      const Subject& subject) {
    std::vector<std::pair<std::string, Reply>> replies;
    for (const AnyCall& call : any_calls(plugin, subject)) {
        Answer answer = call.make(instance);
        if (answer.reply) replies.emplace_back(call.name, std::move(answer.reply));
    }
    return replies;
}

struct Scene {
    LoadedPlugin plugin;
    Instance instance;
};
Scene scene(const Subject& subject) {
    if (!subject.config.empty()) {
        Running all = running(subject);
        return {std::move(all.plugin), std::move(all.instance)};
    }
    LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    return {std::move(plugin), std::move(instance)};
}

Outcome replies_are_shaped(const Subject& subject) {
    const Scene on = scene(subject);
    for (const auto& [name, reply] : replies_of(on.instance, on.plugin, subject)) {
        const std::string wrong = misshapen(reply);
        if (!wrong.empty()) return Outcome::failed(std::string(name).append(": ").append(wrong));
    }
    return Outcome::passed();
}

Outcome replies_are_numbered(const Subject& subject) {
    const Scene on = scene(subject);
    const crm_plugin& table = *on.plugin.table;
    const crm_feed_read read = feed_read("");
    for (const crm_reply* const reply : {table.health(on.instance.get()), table.metrics(on.instance.get()),
                                         table.next_events(on.instance.get(), &read)}) {
        const std::string wrong = misnumbered(reply);
        if (reply != nullptr) table.release(reply);
        if (!wrong.empty()) return Outcome::failed(wrong);
    }
    return Outcome::passed();
}

Outcome refusals_are_problems(const Subject& subject) {
    const Scene on = scene(subject);
    for (const auto& [name, reply] : replies_of(on.instance, on.plugin, subject)) {
        if (reply.ok()) continue;
        const std::string wrong = no_problem_document(reply);
        if (!wrong.empty()) return Outcome::failed(std::string(name).append(": ").append(wrong));
    }
    return Outcome::passed();
}

Outcome replies_are_immutable(const Subject& subject) {
    Scene on = scene(subject);
    std::vector<Reply> kept;
    std::vector<std::string> before;
    for (int time = 0; time < 20; ++time) {
        for (auto& named : replies_of(on.instance, on.plugin, subject)) {
            before.push_back(content(named.second));
            kept.push_back(std::move(named.second));
        }
    }
    for (std::size_t index = 0; index < kept.size(); ++index) {
        if (content(kept[index]) != before[index]) return Outcome::failed("later calls changed a reply's content");
    }
    return Outcome::passed();
}

Outcome replies_outlive_close(const Subject& subject) {
    std::vector<std::pair<std::string, Reply>> kept;
    std::vector<std::string> before;
    {
        const Scene on = scene(subject);
        kept = replies_of(on.instance, on.plugin, subject);
        for (const auto& named : kept) before.push_back(content(named.second));
    }
    for (std::size_t index = 0; index < kept.size(); ++index) {
        if (content(kept[index].second) != before[index])
            return Outcome::failed("close() changed the reply of " + kept[index].first);
    }
    return Outcome::passed();
}

Outcome replies_are_released_anywhere(const Subject& subject) {
    const Scene on = scene(subject);
    std::vector<Reply> kept;
    for (int time = 0; time < 4; ++time) {
        for (auto& named : replies_of(on.instance, on.plugin, subject)) kept.push_back(std::move(named.second));
    }
    std::mt19937 lot(subject.seed);
    for (std::size_t index = kept.size(); index > 1; --index) std::swap(kept[index - 1], kept[lot() % index]);
    std::thread([&] { kept.clear(); }).join();
    return on.instance.health() ? Outcome::passed() : Outcome::failed("after the releases health gives no reply");
}

}  // namespace

std::vector<Check> reply_checks() {
    return {
        {"reply.shape", "Replies, Strings", "a body has a content_type, and JSON is UTF-8 and parses",
         "set content_type and build bodies with a JSON writer", &replies_are_shaped},
        {"reply.http-status", "crm_reply", "http_status is an HTTP status for every call, and fits status",
         "give 200 to successes and 400 to 599 to refusals", &replies_are_numbered},
        {"reply.problem", "crm_reply.body", "a negative reply's body is a problem document with code and detail",
         "build refusals in one place", &refusals_are_problems},
        {"reply.immutable", "Replies", "a reply stays as it is until it is released",
         "give each reply memory of its own", &replies_are_immutable},
        {"reply.outlives-close", "Replies", "a reply stays valid past close()", "let no reply point into the instance",
         &replies_outlive_close},
        {"reply.released-anywhere", "release [any]", "replies may be released in any order and on any thread",
         "use memory that any thread may free", &replies_are_released_anywhere},
    };
}

}  // namespace crm::check
