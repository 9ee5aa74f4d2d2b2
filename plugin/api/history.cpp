#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "model/history_report.hpp"
#include "runtime/timestamps.hpp"
#include "store/history_imports.hpp"
#include "store/history_threads.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Meta, "Webhooks: history": only files that were sent within 14 days before the connection follow their messages.
constexpr std::int64_t files_follow_s = 14LL * 24 * 60 * 60;

json::array phases_array(const HistoryImport& import) {
    json::array list;
    for (const HistoryPhase& phase : phases_of(import)) {
        json::object one{{"phase", phase.phase},
                         {"chunks", phase.chunks},
                         {"highest_chunk", phase.highest},
                         {"missing_count", phase.missing_count}};
        json::array missing;
        for (const std::int64_t order : phase.missing) missing.push_back(json::value(order));
        if (!missing.empty()) one["missing"] = std::move(missing);
        list.push_back(std::move(one));
    }
    return list;
}

json::object gate_object(const HistoryImportRow& row) {
    json::object gate{{"choice", name_of(row.choice)},
                      {"days", row.gate.days},
                      {"since", rfc3339(row.begun_at - row.gate.days * 24 * 60 * 60 * 1000)},
                      {"chats_left_out", row.gate.not_chats.size()}};
    if (row.chosen_at > 0) gate["chosen_at"] = rfc3339(row.chosen_at);
    if (!row.chosen_by.empty()) gate["chosen_by"] = row.chosen_by;
    return gate;
}

json::object request_object(const HistoryImportRow& row) {
    json::object request{{"state", name_of(row.request)}};
    if (row.requested_at > 0) request["at"] = rfc3339(row.requested_at);
    if (row.possible_until > 0) request["possible_until"] = rfc3339(row.possible_until);
    return request;
}

json::array missing_files(Session& session, const AccountRow& account, const HistoryImportRow& row) {
    const MissingFiles found = count_missing_files(session, account.id, row.begun_at / 1000 - files_follow_s);
    json::array list;
    const auto put = [&list](const char* code, const char* detail, std::int64_t messages) {
        if (messages > 0) list.push_back(json::object{{"code", code}, {"detail", detail}, {"messages", messages}});
    };
    put("older_than_14_days",
        "WhatsApp gives no file that was sent more than 14 days before the connection. It is on the phone only; this "
        "is "
        "a limit of the import, no fault.",
        found.before);
    put("not_come_yet",
        "The file was sent within 14 days before the connection, so WhatsApp may still send it; it follows its "
        "message, "
        "sometimes long after the import has ended.",
        found.since);
    return list;
}

json::object thread_object(const AccountRow& account, const HistoryThread& thread) {
    json::object one{{"conversation", conversation_id(thread.conversation.key).value},
                     {"contact", contact_id(thread.conversation.contact).value},
                     {"messages", thread.messages}};
    one["account"] = account.account_id.value;
    if (thread.oldest_at > 0) one["oldest_at"] = rfc3339(thread.oldest_at * 1000);
    return one;
}

}  // namespace

Result<HttpAnswer> show_history(const Call& call) {
    const auto page = page_of(call.query, "history/" + std::string(call.ids.front()), "i");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();

    const HistoryImportRow row = history_import_of(*session, *account);
    const HistorySituation situation = history_situation(*session, *account, row);
    const HistoryImport& import = situation.import;
    const HistoryOutcome outcome = outcome_at(situation, call.services.clock.now_ms());
    json::object answer{{"account", account->account_id.value},
                        {"outcome", name_of(outcome)},
                        {"words", words_of(outcome, situation)},
                        {"gate", gate_object(row)},
                        {"request", request_object(row)},
                        {"progress", progress_of(import)},
                        {"phases", phases_array(import)},
                        {"messages_told", messages_told(import)},
                        {"messages", count_messages(*session, account->id)},
                        {"conversations", count_conversations(*session, account->id)},
                        {"files_missing", missing_files(*session, *account, row)}};
    if (over(outcome) && row.outcome == outcome) answer["ended_at"] = rfc3339(row.outcome_at);
    if (const std::string words = unproven(situation); !words.empty()) answer["unproven"] = words;
    if (const std::int64_t at = last_piece_at(import); at > 0) answer["last_chunk_at"] = rfc3339(at * 1000);
    if (!import.refusals.empty()) {
        const StatusError& error = import.refusals.rbegin()->first;
        answer["error"] = json::object{{"code", error.code}, {"title", error.title}, {"details", error.details}};
    }

    std::optional<std::int64_t> after;
    if (page->after) after = page->after->at(0).as_int64();
    const auto threads = history_threads(*session, account->id, after, page->limit + 1);
    json::array& list = answer["threads"].emplace_array();
    for (const HistoryThread& thread : threads) {
        if (list.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {threads[list.size() - 1].conversation.key});
            break;
        }
        list.push_back(thread_object(*account, thread));
    }
    return json_answer(answer);
}

}  // namespace coexist
