#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/step.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// How far the client came: "not_opened", "opened", "in_dialog", "connecting", "choosing", "failed", "connected".
std::string_view reached(const ConnectLinkRow& link, const std::optional<ConnectAttemptRow>& attempt) {
    if (!attempt) return link.opened_at > 0 ? "opened" : "not_opened";
    switch (stage_named(attempt->stage).value_or(Stage::failed)) {
        case Stage::done:
            return "connected";
        case Stage::failed:
            return "failed";
        case Stage::waiting:
            return "in_dialog";
        case Stage::choose:
            return "choosing";
        default:
            return "connecting";
    }
}

void put_time(json::object& into, const char* name, std::int64_t at) {
    if (at > 0) into[name] = rfc3339(at);
}

void put_text(json::object& into, const char* name, const std::string& text) {
    if (!text.empty()) into[name] = text;
}

json::object document_of(const Call& call, Session& session, const ConnectLinkRow& link) {
    const LinkState state = state_of(link, call.services.clock.now_ms());
    const auto attempt = link.attempt_id.empty() ? std::nullopt : find_connect_attempt(session, link.attempt_id);
    json::object out{{"id", link.link_id},
                     {"tenant", link.tenant.value},
                     {"provider", name_of(link.provider)},
                     {"state", name_of(state)},
                     {"reached", reached(link, attempt)},
                     {"created_at", rfc3339(link.created_at)},
                     {"created_by", link.created_by},
                     {"expires_at", rfc3339(link.expires_at)},
                     {"attempts", link.begun}};
    if (state == LinkState::open) out["url"] = call.services.links->url_of(link);
    put_text(out, "name", link.name);
    put_text(out, "language", link.language);
    if (!link.phone.empty()) out["address"] = international(link.phone);
    put_time(out, "opened_at", link.opened_at);
    put_time(out, "ended_at", link.ended_at);
    put_text(out, "ended_by", link.ended_by);
    if (!attempt) return out;
    out["operation"] = attempt->operation_id.value;
    put_text(out, "account", attempt->account_id.value);
    const auto steps = connect_steps(session, attempt->attempt_id);
    if (!steps.empty()) {
        out["last_step"] = json::object{{"step", steps.back().step}, {"at", rfc3339(steps.back().at)}};
        put_text(out["last_step"].as_object(), "code", steps.back().code);
    }
    return out;
}

}  // namespace

Result<HttpAnswer> list_links(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "links/" + call.query.value("tenant"), "i");
    if (!page) return page.problem();
    const std::int64_t before = page->after ? page->after->at(0).as_int64() : 0;
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    std::vector<ConnectLinkRow> rows;
    for (const TenantId& tenant : *tenants) {
        for (ConnectLinkRow& row : connect_links_of(*session, tenant, before, page->limit + 1)) {
            rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end(),
              [](const ConnectLinkRow& left, const ConnectLinkRow& right) { return left.id > right.id; });
    json::object answer;
    json::array& links = answer["links"].emplace_array();
    for (const ConnectLinkRow& row : rows) {
        if (links.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {rows[links.size() - 1].id});
            break;
        }
        links.push_back(document_of(call, *session, row));
    }
    return json_answer(answer);
}

}  // namespace coexist
