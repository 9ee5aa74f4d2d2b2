#include "store/templates.hpp"

#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object document_of(const TemplateRow& row) {
    json::error_code failed;
    json::value components = json::parse(row.components, failed);
    json::object out{{"id", row.template_id},
                     {"name", row.name},
                     {"language", row.language},
                     {"category", row.category},
                     {"status", row.status},
                     {"sendable", sendable(row)},
                     {"parameter_format", row.parameter_format == "NAMED" ? "NAMED" : "POSITIONAL"},
                     {"components", failed ? json::value(json::array()) : std::move(components)},
                     {"read_at", rfc3339(row.read_at)}};
    if (!row.reason.empty()) out["reason"] = row.reason;
    if (!row.quality.empty()) out["quality"] = row.quality;
    return out;
}

}  // namespace

Result<HttpAnswer> list_templates(const Call& call) {
    const auto page = page_of(call.query, "templates/" + std::string(call.ids.front()), "ss");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();
    json::object answer;
    json::array& templates = answer["templates"].emplace_array();
    const TemplateRow* last = nullptr;
    const std::vector<TemplateRow> rows = templates_of(*session, *account);
    for (const TemplateRow& row : rows) {
        const auto place = std::pair(row.name, row.language);
        const bool shown_before = page->after && place <= std::pair(std::string(page->after->at(0).as_string()),
                                                                    std::string(page->after->at(1).as_string()));
        if (shown_before) continue;
        if (templates.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {last->name, last->language});
            break;
        }
        templates.push_back(document_of(row));
        last = &row;
    }
    if (const auto list = template_list(*session, account->waba_id)) answer["read_at"] = rfc3339(list->read_at);
    return json_answer(answer);
}

}  // namespace coexist
