#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/conversation_documents.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "api/search_words.hpp"
#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// One answer looks through so much and then says where it stopped: no search keeps a reader longer than a list does.
constexpr std::size_t messages_an_answer = 4000;
constexpr std::size_t conversations_an_answer = 1000;
constexpr int conversations_together = 50;
constexpr int messages_together = 200;
constexpr std::size_t part_characters = 160;

/// Where a search goes on: at this conversation, before this message of it.
struct Stop {
    std::int64_t last_at = 0;
    std::int64_t key = 0;
    std::optional<MessageCursor> within;  ///< nothing: the conversation is done
};

/// One answer's walk over conversations, newest first, and the messages of each.
class Search {
  public:
    Search(const Call& call, Session& session, SearchWords words)
        : session_(session), words_(std::move(words)), now_(call.services.clock.now_s()) {}

    /// Looks from `from` on until `limit` conversations are found, or enough was looked at; answers where it stopped,
    /// nothing at the end.
    std::optional<Stop> look(const std::vector<AccountRow>& accounts, std::optional<Stop> from, std::size_t limit) {
        std::optional<ConversationCursor> before;
        if (from) {
            before = ConversationCursor{from->last_at, from->key};
            if (from->within) {
                const auto row = find_conversation(session_, from->key);
                if (row && !conversation(*row, from->within)) return stop_;
            }
        }
        for (;;) {
            const std::vector<ConversationRow> rows =
                newest_conversations(session_, accounts, before, conversations_together);
            for (const ConversationRow& row : rows) {
                before = ConversationCursor{row.last_at, row.key};
                if (!conversation(row, std::nullopt)) return stop_;
                if (found.size() >= limit || ++conversations_ >= conversations_an_answer) {
                    return Stop{row.last_at, row.key, {}};
                }
            }
            if (rows.size() < static_cast<std::size_t>(conversations_together)) return std::nullopt;
        }
    }

    json::array found;

  private:
    /// False: enough was looked at before its end; `stop_` says where.
    bool conversation(const ConversationRow& row, std::optional<MessageCursor> before) {
        if (!before && named(row)) {
            put(row, nullptr);
            return true;
        }
        const std::vector<std::int64_t> peers = identity_keys_of(session_, row.tenant, row.contact);
        for (;;) {
            const std::vector<MessageRow> rows = messages_with(session_, row.account, peers, before, messages_together);
            for (const MessageRow& message : rows) {
                before = MessageCursor{time_of(message.message), message.key};
                if (said_in(message.message)) {
                    put(row, &message);
                    return true;
                }
            }
            messages_ += rows.size();
            if (rows.size() < static_cast<std::size_t>(messages_together)) return true;
            if (messages_ >= messages_an_answer) {
                stop_ = {row.last_at, row.key, before};
                return false;
            }
        }
    }

    bool named(const ConversationRow& row) const {
        const auto contact = find_contact(session_, row.tenant, row.contact);
        if (!contact) return false;
        const json::object person = contact_document(session_, *contact);
        std::string names;
        for (const char* name : {"name", "username"}) {
            if (const json::value* told = person.if_contains(name)) names.append(told->as_string()).append(1, ' ');
        }
        const json::value* phone = person.if_contains("phone");
        return words_.in(names) || (phone != nullptr && words_.in_number(std::string(phone->as_string())));
    }

    bool said_in(const Message& message) const {
        if (!message.content || revoked(message)) return false;
        if (const std::string text = text_of(message); !text.empty() && words_.in(text)) return true;
        return message.content->media && words_.in(message.content->media->filename);
    }

    void put(const ConversationRow& row, const MessageRow* message) {
        json::object one{{"conversation", listed_document(session_, row, now_)}};
        if (message != nullptr) {
            const json::object whole = message_document(session_, *message);
            json::object& shown = one["message"].emplace_object();
            for (const char* name : {"id", "direction", "origin", "sent_at"}) shown[name] = whole.at(name);
            const std::string text = text_of(message->message);
            const std::string said = words_.in(text) ? text : message->message.content->media->filename;
            shown["text"] = words_.part_of(said, part_characters);
        }
        found.push_back(std::move(one));
    }

    Session& session_;
    const SearchWords words_;
    const std::int64_t now_;
    std::size_t messages_ = 0;
    std::size_t conversations_ = 0;
    Stop stop_;
};

}  // namespace

Result<HttpAnswer> search(const Call& call) {
    constexpr std::size_t longest_query = 200;
    const std::string asked = call.query.value("q");
    const std::string list = "search/" + call.query.value("account") + "/" + call.query.value("tenant") + "/" + asked;
    const auto page = page_of(call.query, list, "iiii");
    if (!page) return page.problem();
    if (asked.empty()) return json_answer({{"found", json::array()}});
    SearchWords words(asked);
    if (words.too_short() || asked.size() > longest_query) {
        return Problem{Refusal::invalid,
                       "query_invalid",
                       "There is nothing to look for, or too much of it.",
                       "Send the parameter q with at least two letters and at most 200 bytes.",
                       {}};
    }
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto accounts = accounts_asked(call, *session);
    if (!accounts) return accounts.problem();
    std::optional<Stop> from;
    if (page->after) {
        const json::array& place = *page->after;
        from = Stop{place.at(0).as_int64(), place.at(1).as_int64(), {}};
        const MessageCursor within{place.at(2).as_int64(), place.at(3).as_int64()};
        if (within.at != 0 || within.key != 0) from->within = within;
    }
    Search walk(call, *session, std::move(words));
    const auto stop = walk.look(*accounts, from, static_cast<std::size_t>(page->limit));
    json::object answer;
    answer["found"] = std::move(walk.found);
    if (stop) {
        const MessageCursor within = stop->within.value_or(MessageCursor{0, 0});
        put_next(answer, *page, {stop->last_at, stop->key, within.at, within.key});
        answer["searched_back_to"] = rfc3339((stop->within ? within.at : stop->last_at) * 1000);
    }
    return json_answer(answer);
}

}  // namespace coexist
