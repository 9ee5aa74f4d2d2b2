#include "channels/cloud/history.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "channels/cloud/content.hpp"
#include "channels/cloud/messages.hpp"
#include "channels/cloud/people.hpp"

namespace coexist::cloud {
namespace {

/// Whose thread it is: the id is the phone number and may be missing for people who use a username, and the context
/// tells more since 2026; each of its members may be missing.
Identities person_of(const json::object& thread) {
    Identities person;
    if (const auto context = json::object_at(thread, "context")) {
        add_person(person, json::text_at(*context, "wa_id"));
        add_user_ids(person, json::text_at(*context, "user_id"), json::text_at(*context, "parent_user_id"));
    }
    const bool has_number =
        std::any_of(person.begin(), person.end(), [](const Identity& one) { return one.kind == IdentityKind::wa_id; });
    if (!has_number) add_person(person, json::text_at(thread, "id"));
    return person;
}

void read_thread(const json::element& element, Part& part, People& people) {
    json::object thread;
    if (element.get(thread) != simdjson::SUCCESS) {
        return part.keep_unknown("thread that is no object", json::minified(element));
    }
    const Identities person = person_of(thread);
    if (const auto context = json::object_at(thread, "context")) {
        people.know(person, json::text_at(*context, "username"));
    }
    const auto messages = json::array_at(thread, "messages");
    if (!messages) return part.keep_unknown("thread without messages", json::minified(element));
    read_messages(*messages, Place{side_customer, Witness::history, false, &person}, part, people);
}

bool read_refusals(const json::object& from, Part& part) {
    HistoryFact fact;
    for (const auto& [error, evidence] : errors_of(from, {})) fact.import.refusals[error] = part.arrival.at;
    if (fact.import.refusals.empty()) return false;
    part.say(std::move(fact));
    return true;
}

std::int64_t messages_in(const json::array& threads) {
    std::int64_t count = 0;
    for (const json::element element : threads) {
        json::object thread;
        if (element.get(thread) != simdjson::SUCCESS) continue;
        if (const auto messages = json::array_at(thread, "messages")) {
            count += static_cast<std::int64_t>(messages->size());
        }
    }
    return count;
}

std::optional<HistoryImport> chunk_of(const json::object& piece, std::int64_t messages, const Part& part) {
    const auto metadata = json::object_at(piece, "metadata");
    if (!metadata) return std::nullopt;
    const HistoryPlace place{json::integer_at(*metadata, "phase"), json::integer_at(*metadata, "chunk_order")};
    const std::int64_t progress =
        std::clamp(json::integer_at(*metadata, "progress"), std::int64_t{0}, std::int64_t{100});
    HistoryImport import;
    import.chunks.emplace(place, HistoryChunk{part.arrival.at, progress, messages});
    return import;
}

void read_piece(const json::element& element, Part& part, People& people) {
    json::object piece;
    if (element.get(piece) != simdjson::SUCCESS) {
        return part.keep_unknown("piece that is no object", json::minified(element));
    }
    const bool refused = read_refusals(piece, part);
    const auto threads = json::array_at(piece, "threads");
    if (threads) {
        for (const json::element thread : *threads) read_thread(thread, part, people);
    }
    // After its messages: once a piece counts as come, all of it was told.
    auto import = chunk_of(piece, threads ? messages_in(*threads) : 0, part);
    if (import) part.say(HistoryFact{std::move(*import)});
    if (!refused && !threads && !import) part.keep_unknown("piece without threads", json::minified(element));
}

bool read_follow_ups(const json::object& value, std::string_view key, Side side, Part& part, People& people) {
    const auto items = json::array_at(value, key);
    if (items) read_messages(*items, Place{side, Witness::follow_up, false, nullptr}, part, people);
    return items && items->size() != 0;
}

}  // namespace

bool read_history(const json::object& value, Part& part) {
    part.field = "history";
    part.imported = true;
    const std::size_t before = part.observation.facts.size();
    People people(value);
    bool any = read_refusals(value, part);
    if (const auto pieces = json::array_at(value, "history")) {
        for (const json::element piece : *pieces) read_piece(piece, part, people);
        any = any || pieces->size() != 0;
    }
    any = read_follow_ups(value, "messages", side_customer, part, people) || any;
    any = read_follow_ups(value, "message_echoes", side_business, part, people) || any;
    if (!any) return false;
    people.tell(part);
    return part.observation.facts.size() != before;
}

}  // namespace coexist::cloud
