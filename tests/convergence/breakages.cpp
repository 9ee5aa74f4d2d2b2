#include "breakages.hpp"

#include <algorithm>

namespace scenes {
namespace {

bool holds(const Row& row, const std::string& text) {
    return row.entry.find(text) != std::string::npos;
}

/// The text between `before` and the next quote; empty if there is none.
std::string word_after(const Row& row, const std::string& before) {
    const std::size_t at = row.entry.find(before);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + before.size();
    return row.entry.substr(begin, row.entry.find('"', begin) - begin);
}

void drop(Row& row) {
    row.entry = R"({"id":"210987654321001","changes":[{"field":"dropped","value":{}}]})";
}

bool seen_before(const Scene& seen, const std::string& text) {
    return std::any_of(seen.begin(), seen.end(), [&](const Row& row) { return holds(row, text); });
}

/// Drops what names a message that no earlier delivery brought.
Breakage dropping_unknown(std::string marker, std::string before_id) {
    return [marker, before_id](Row& row, std::size_t /*before*/, const Scene& seen) {
        if (!holds(row, marker)) return;
        if (!seen_before(seen, R"("id":")" + word_after(row, before_id) + "\"")) drop(row);
    };
}

}  // namespace

std::vector<BrokenFold> broken_folds() {
    return {
        {"an edit of a message that is not known is dropped",
         dropping_unknown("\"edit\":", "original_message_id\":\"")},
        {"a revoke of a message that is not known is dropped",
         dropping_unknown("\"revoke\":", "original_message_id\":\"")},
        {"a reaction to a message that is not known is dropped", dropping_unknown("\"reaction\":", "message_id\":\"")},
        {"a status of a message that is not known is dropped",
         [](Row& row, std::size_t /*before*/, const Scene& seen) {
             if (holds(row, "\"statuses\"") && !seen_before(seen, "\"message_echoes\"")) drop(row);
         }},
        {"history that comes after live traffic is dropped",
         [](Row& row, std::size_t /*before*/, const Scene& seen) {
             if (row.history && seen_before(seen, "\"field\":\"messages\"")) drop(row);
         }},
        {"the first message of an id is the only one",
         [](Row& row, std::size_t /*before*/, const Scene& seen) {
             const std::string id = word_after(row, "\"id\":\"wamid.");
             if (!id.empty() && holds(row, "\"text\":{") && seen_before(seen, "\"id\":\"wamid." + id)) drop(row);
         }},
        {"the time of arrival stands for the platform's",
         [](Row& row, std::size_t before, const Scene& /*seen*/) {
             const std::string key = "\"timestamp\":\"1795010";
             for (std::size_t at = row.entry.find(key); at != std::string::npos; at = row.entry.find(key, at + 1)) {
                 row.entry.replace(at + key.size(), 3, std::to_string(100 + before));
             }
         }},
        {"the first word on the number's life counts",
         [](Row& row, std::size_t /*before*/, const Scene& seen) {
             if (holds(row, "\"account_update\"") && seen_before(seen, "\"account_update\"")) drop(row);
         }},
        {"a name in the address book is never changed",
         [](Row& row, std::size_t /*before*/, const Scene& seen) {
             if (holds(row, "\"state_sync\"") && seen_before(seen, "\"state_sync\"")) drop(row);
         }},
    };
}

}  // namespace scenes
