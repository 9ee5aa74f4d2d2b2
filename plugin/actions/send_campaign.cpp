#include "actions/send_campaign.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "actions/recipient.hpp"
#include "actions/sent_file.hpp"
#include "actions/template_choice.hpp"
#include "campaigns/campaign_document.hpp"
#include "campaigns/plan.hpp"
#include "campaigns/recipient_text.hpp"
#include "outbox/send_rate.hpp"
#include "runtime/timestamps.hpp"
#include "store/templates.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t most_faults_told = 20;
constexpr const char* own_parts[] = {"values", "named_values", "buttons"};

std::string text(const json::object& input, const char* name) {
    const json::value* found = input.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Problem templates_not_read() {
    return {Refusal::conflict,
            "templates_not_read",
            "The number's templates were not read yet, so that nothing is known of this one.",
            "Call \"sync_templates\", then begin the campaign.",
            {}};
}

Problem not_for_campaigns() {
    return {Refusal::conflict,
            "template_not_for_campaigns",
            "Templates with a code (authentication) are for one person who waits for it, not for many.",
            "Choose a marketing or utility template.",
            {}};
}

Problem nobody_left(const CampaignPlan& plan, const CampaignSettings& settings, const std::string& category) {
    Problem problem{Refusal::conflict,
                    "campaign_nobody",
                    "Nobody of this list may get the campaign.",
                    "Look at \"plan\": who gave no proof that he agreed, or said stop, is left out.",
                    {}};
    problem.more["plan"] = json::serialize(plan.document(settings, category, 1));
    return problem;
}

Problem input_wrong(std::vector<ProblemError> faults) {
    return {Refusal::invalid, "input_invalid", "The input of \"send_campaign\" holds what cannot be sent.",
            "Mend what is listed; nothing was sent.", std::move(faults)};
}

/// What all get: the input of the action that sends one template, without anybody's own part.
json::object content_of(const json::object& input) {
    json::object content{{"name", input.at("template")}, {"language", input.at("language")}};
    if (const json::value* header = input.if_contains("header")) content["header"] = *header;
    return content;
}

json::object said_to(const json::object& recipient) {
    json::object said;
    for (const char* part : own_parts) {
        if (const json::value* found = recipient.if_contains(part)) said[part] = *found;
    }
    return said;
}

/// The draft of one message: what all get, and his own.
Draft draft_of(json::object content, const json::object& said) {
    for (const auto& [name, value] : said) content[name] = value;
    Draft draft{"send_template", std::move(content)};
    draft.file = file_kept_in(draft.input);
    draft.form = form_kept_in(draft.input);
    return draft;
}

}  // namespace

std::optional<Problem> SendCampaign::blocked(Session& session, const AccountRow* account, std::int64_t now) const {
    return one_.blocked(session, account, now);
}

Outcome SendCampaign::prepare(Session& session, const AccountRow* account, Command& command) const {
    json::object content = content_of(command.input);
    if (!template_list(session, account->waba_id)) return templates_not_read();
    if (auto found = resolve_template(session, *account, {IdentityKind::wa_id, ""}, content); !found) {
        return found.take_problem();
    }
    if (auto file = resolve_file(session, *account, content); !file) return file.take_problem();
    const auto row = find_template(session, *account, text(content, "name"), text(content, "language"));
    if (!row || row->category == "AUTHENTICATION") return not_for_campaigns();

    std::vector<ProblemError> faults;
    std::int64_t start_at = command.at;
    if (const std::string start = text(command.input, "start_at"); !start.empty()) {
        start_at = unix_ms_of(start).value_or(0);
        if (start_at == 0) faults.push_back({"/start_at", "This is no time; write it like 2026-11-21T09:00:00+01:00."});
    }
    CampaignPlan plan;
    json::array rows;
    std::set<Identity> seen;
    std::size_t place = 0;
    const Channel& channel = *channels_.at(account->provider);
    for (const json::value& one : command.input.at("recipients").as_array()) {
        const std::string path = "/recipients/" + std::to_string(place++);
        const json::object& given = one.as_object();
        auto said = said_to(given);
        if (const auto composed = channel.compose(draft_of(content, said)); !composed) {
            faults.push_back({path, composed.problem().detail});
            for (const ProblemError& fault : composed.problem().errors) {
                faults.push_back({path + fault.path, fault.detail});
            }
        }
        CampaignRecipient recipient;
        if (const json::value* proof = given.if_contains("opt_in")) {
            const auto at = unix_ms_of(text(proof->as_object(), "at"));
            if (!at) faults.push_back({path + "/opt_in/at", "This is no time; write it like 2026-03-01T10:00:00Z."});
            recipient.opt_in_at = at.value_or(0);
            recipient.opt_in_how = text(proof->as_object(), "how");
        }
        if (faults.size() >= most_faults_told) break;
        auto found = recipient_of(session, *account, given);
        if (!found) {
            recipient.skipped = found.problem().code;
        } else {
            recipient.recipient = recipient_text(found->identity);
            CampaignWish wish = wishes_.of(session, account->tenant, found->identity);
            wish.opt_in_at = recipient.opt_in_at / 1000;
            recipient.skipped = reason_against(wish, row->category == "MARKETING", command.at / 1000);
            if (!seen.insert(found->identity).second) recipient.skipped = "twice";
        }
        if (recipient.skipped.empty()) {
            plan.sends(found->identity);
        } else {
            plan.skips(recipient.skipped);
        }
        rows.push_back(json::array{recipient.recipient, std::move(said), recipient.opt_in_at, recipient.opt_in_how,
                                   recipient.skipped});
    }
    if (!faults.empty()) return input_wrong(std::move(faults));
    const CampaignSettings& own = settings_for(settings_, account->tenant).campaigns;
    const json::value* dry = command.input.if_contains("dry_run");
    const bool dry_run = dry != nullptr && dry->as_bool();
    if (plan.sent() == 0 && !dry_run) return nobody_left(plan, own, row->category);
    json::object prepared{
        {"name", command.input.at("name")},
        {"plan", plan.document(own, row->category, send_rate(session, settings_, *account).per_second)}};
    if (!dry_run) {
        prepared["content"] = std::move(content);
        prepared["category"] = row->category;
        prepared["start_at"] = start_at;
        prepared["campaign_rows"] = std::move(rows);
    }
    command.input = std::move(prepared);
    return std::monostate{};
}

void SendCampaign::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const json::value* rows = command.input.if_contains("campaign_rows");
    if (rows == nullptr) {
        succeed(operation, {{"dry_run", true}, {"plan", command.input.at("plan")}});
        return;
    }
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    CampaignRow campaign;
    campaign.campaign_id = "cmp_" + command.operation.value.substr(3, 16);
    campaign.operation_id = command.operation;
    campaign.tenant = command.tenant;
    campaign.account = account->id;
    campaign.name = text(command.input, "name");
    campaign.content = json::serialize(command.input.at("content"));
    campaign.category = text(command.input, "category");
    campaign.state = "running";
    campaign.actor = command.actor;
    campaign.asked_at = command.at;
    campaign.start_at = command.input.at("start_at").to_number<std::int64_t>();
    insert_campaign(context.session, campaign);
    std::int64_t position = 0;
    for (const json::value& row : rows->as_array()) {
        const json::array& parts = row.as_array();
        CampaignRecipient one;
        one.position = position++;
        one.recipient = std::string(parts.at(0).as_string());
        one.said = json::serialize(parts.at(1));
        one.opt_in_at = parts.at(2).to_number<std::int64_t>();
        one.opt_in_how = std::string(parts.at(3).as_string());
        one.skipped = std::string(parts.at(4).as_string());
        insert_campaign_recipient(context.session, campaign.id, one);
    }
    operation.state = "pending";
    operation.result = json::serialize(json::object{
        {"campaign", campaign.campaign_id}, {"state", campaign.state}, {"plan", command.input.at("plan")}});
}

Result<OperationId> SendCampaign::queue(WriteContext& context, const AccountRow& account, const CampaignRow& campaign,
                                        const CampaignRecipient& recipient) const {
    const auto identity = recipient_from(recipient.recipient);
    if (!identity) return Problem{Refusal::not_found, "erased", "He was erased.", "Leave him out.", {}};
    Command command;
    command.tenant = campaign.tenant;
    command.account = account.account_id;
    command.provider = account.provider;
    command.action = "send_template";
    command.actor = campaign.actor;
    command.automation = true;
    command.at = context.now_ms;
    command.operation = operation_id_for(command, campaign.campaign_id + "/" + std::to_string(recipient.position));
    command.input = json::parse(campaign.content).as_object();
    const json::value said = json::parse(recipient.said);
    for (const auto& [name, value] : said.as_object()) command.input[name] = value;
    command.input["recipient"] = json::array{static_cast<int>(identity->kind), identity->value};
    if (auto problem = one_.queue(context, account, command, SendMessage::Crowd::campaign)) return std::move(*problem);
    return command.operation;
}

}  // namespace coexist
