#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/conversation_documents.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> list_conversations(const Call& call) {
    const std::string list = "conversations/" + call.query.value("account") + "/" + call.query.value("tenant");
    const auto page = page_of(call.query, list, "ii");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto accounts = accounts_asked(call, *session);
    if (!accounts) return accounts.problem();

    const std::int64_t now = call.services.clock.now_s();
    std::optional<ConversationCursor> before;
    if (page->after) before = ConversationCursor{page->after->at(0).as_int64(), page->after->at(1).as_int64()};
    const std::vector<ConversationRow> rows = newest_conversations(*session, *accounts, before, page->limit + 1);
    const auto claims = call.services.claims->alive(call.services.clock.now_ms());
    json::object answer;
    json::array& conversations = answer["conversations"].emplace_array();
    for (const ConversationRow& row : rows) {
        if (conversations.size() == static_cast<std::size_t>(page->limit)) {
            const ConversationRow& shown = rows[conversations.size() - 1];
            put_next(answer, *page, {shown.last_at, shown.key});
            break;
        }
        json::object document = listed_document(*session, row, now);
        put_answering(document, call, claims, row);
        conversations.push_back(std::move(document));
    }
    return json_answer(answer);
}

Result<HttpAnswer> show_conversation(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto row = conversation_asked(call, *session);
    if (!row) return row.problem();
    json::object document = listed_document(*session, *row, call.services.clock.now_s());
    put_answering(document, call, call.services.claims->alive(call.services.clock.now_ms()), *row);
    return json_answer(document);
}

}  // namespace coexist
