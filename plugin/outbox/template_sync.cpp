#include "outbox/template_sync.hpp"

#include <boost/json.hpp>

#include "secrets/digest.hpp"
#include "store/templates.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::array listed(const std::vector<ListedTemplate>& templates) {
    json::array list;
    for (const ListedTemplate& one : templates) {
        list.push_back(json::object{{"id", one.id},
                                    {"name", one.name},
                                    {"language", one.language},
                                    {"category", one.category},
                                    {"status", one.status},
                                    {"reason", one.reason},
                                    {"quality", one.quality},
                                    {"format", one.parameter_format},
                                    {"components", one.components}});
    }
    return list;
}

TemplateRow row_of(const WabaId& waba, const json::object& said) {
    const auto text = [&](const char* name) { return std::string(said.at(name).as_string()); };
    TemplateRow row;
    row.waba_id = waba;
    row.template_id = text("id");
    row.name = text("name");
    row.language = text("language");
    row.category = text("category");
    row.status = text("status");
    row.reason = text("reason");
    row.quality = text("quality");
    row.parameter_format = text("format");
    row.components = text("components");
    return row;
}

}  // namespace

CallOutcome say_templates(Answer& answer, Channel& channel, const Line& line, const std::string& known_digest) {
    TemplatesOutcome outcome = channel.read_templates(line);
    if (outcome.kind != CallOutcome::Kind::accepted) return outcome;
    json::array list = listed(outcome.templates);
    const std::string digest = sha256_hex(json::serialize(list));
    json::object said{{"waba_id", line.waba_id.value}, {"digest", digest}, {"count", list.size()}};
    if (digest != known_digest) said["list"] = std::move(list);
    answer.said["templates"] = std::move(said);
    return outcome;
}

std::int64_t take_templates(WriteContext& context, const AccountRow& account, const Answer& answer) {
    const json::value* told = answer.said.if_contains("templates");
    if (told == nullptr) return -1;
    const json::object& said = told->as_object();
    const WabaId waba(std::string(said.at("waba_id").as_string()));
    const std::string digest(said.at("digest").as_string());
    const auto known = template_list(context.session, waba);
    const std::int64_t read_at = asked_at(answer, context.now_ms);
    // Answers come in the order of the journal; an older one says nothing about now.
    if (waba != account.waba_id || (known && known->read_at > read_at))
        return said.at("count").to_number<std::int64_t>();
    if (const json::value* list = said.if_contains("list")) {
        std::vector<TemplateRow> rows;
        const json::array& listed = list->as_array();
        for (const json::value& one : listed) rows.push_back(row_of(waba, one.as_object()));
        save_templates(context.session, waba, rows, {read_at, digest});
    } else if (known && known->digest == digest) {
        renew_templates(context.session, waba, read_at);
    }
    return said.at("count").to_number<std::int64_t>();
}

std::string templates_digest(Session& session, const WabaId& waba) {
    const auto list = template_list(session, waba);
    return list ? list->digest : std::string();
}

}  // namespace coexist
