#include "channels/cloud/notices.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "channels/cloud/content.hpp"
#include "model/throughput.hpp"

namespace coexist::cloud {
namespace {

using Keys = std::initializer_list<std::string_view>;

std::string first_of(const json::object& value, Keys keys) {
    for (const std::string_view key : keys) {
        std::string text = json::text_at(value, key);
        if (!text.empty()) return text;
    }
    return {};
}

void say_notice(const json::element& value, Part& part, NoticeSubject subject, std::string word, std::string detail) {
    NoticeFact fact;
    Notice notice{part.told_at, std::move(word), std::move(detail), json::minified(value)};
    fact.notices.newest.emplace(std::move(subject), std::move(notice));
    part.say(std::move(fact));
}

struct Named {
    std::string_view name;
    NoticeKind kind;
};

constexpr std::array fields{
    Named{"phone_number_quality_update", NoticeKind::quality},
    Named{"phone_number_name_update", NoticeKind::display_name},
    Named{"account_alerts", NoticeKind::alert},
    Named{"account_review_update", NoticeKind::review},
    Named{"business_capability_update", NoticeKind::capability},
    Named{"message_template_status_update", NoticeKind::template_status},
    Named{"message_template_quality_update", NoticeKind::template_quality},
    Named{"template_category_update", NoticeKind::template_category},
    Named{"message_template_components_update", NoticeKind::template_components},
    Named{"security", NoticeKind::security},
    Named{"business_username_update", NoticeKind::business_username},
    Named{"payment_configuration_update", NoticeKind::payment_configuration},
    Named{"partner_solutions", NoticeKind::solution},
    Named{"flows", NoticeKind::flow},
};

/// Members that only one kind has: the reference prints quality updates under the field of status updates, and senders
/// leave fields out.
constexpr std::array signs{
    Named{"new_quality_score", NoticeKind::template_quality},
    Named{"message_template_element", NoticeKind::template_components},
    Named{"correct_category", NoticeKind::template_category},
    Named{"previous_category", NoticeKind::template_category},
    Named{"requested_verified_name", NoticeKind::display_name},
    Named{"alert_info", NoticeKind::alert},
    Named{"max_phone_numbers_per_waba", NoticeKind::capability},
    Named{"max_phone_numbers_per_business", NoticeKind::capability},
};

/// Events of account_update that move nothing here and are kept for the record.
constexpr std::array events{
    std::string_view("VOLUME_BASED_PRICING_TIER_UPDATE"),
    std::string_view("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"),
    std::string_view("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"),
    std::string_view("MM_LITE_TERMS_SIGNED"),
    std::string_view("AD_ACCOUNT_LINKED"),
    std::string_view("PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"),
    std::string_view("VERIFIED_ACCOUNT"),
};

const Named* kind_of(const json::object& value, const std::string& field) {
    for (const Named& sign : signs) {
        if (json::member(value, sign.name)) return &sign;
    }
    for (const Named& known : fields) {
        if (known.name == field) return &known;
    }
    return nullptr;
}

std::string detail_of_event(const json::object& value) {
    if (const auto tier = json::object_at(value, "volume_tier_info")) return json::text_at(*tier, "tier");
    if (const auto certified = json::object_at(value, "partner_client_certification_info")) {
        return json::text_at(*certified, "status");
    }
    if (const auto waba = json::object_at(value, "waba_info")) return json::text_at(*waba, "ad_account_linked");
    return json::text_at(value, "country");
}

std::string joined(std::string first, std::string_view between, const std::string& second) {
    if (!first.empty() && !second.empty()) first += between;
    return first + second;
}

std::string detail_of_capability(const json::object& value) {
    for (const std::string_view key : {"max_phone_numbers_per_waba", "max_phone_numbers_per_business"}) {
        const std::string limit = json::text_at(value, key);
        if (!limit.empty()) return std::string(key) + " " + limit;
    }
    return {};
}

/// The word is the category that holds now: while a change is only announced, that is what the platform calls
/// `new_category`, and `correct_category` is what it will be.
std::string detail_of_category(const json::object& value) {
    const std::string coming = json::text_at(value, "correct_category");
    if (!coming.empty()) return "becomes " + coming;
    const std::string former = json::text_at(value, "previous_category");
    return former.empty() ? former : "was " + former;
}

std::string about_alert(const json::object& value, const json::object& alert) {
    return json::text_at(alert, "alert_type") + "/" + json::text_at(value, "entity_id");
}

std::string detail_of_template(const json::object& value) {
    if (const auto other = json::object_at(value, "other_info")) return json::text_at(*other, "title");
    if (const auto rejected = json::object_at(value, "rejection_info")) {
        const std::string reason = json::text_at(*rejected, "reason");
        if (!reason.empty()) return reason;
    }
    const std::string reason = json::text_at(value, "reason");
    return reason == "NONE" ? std::string() : reason;
}

/// How fast a number may be stays true whatever is told of its quality later.
std::string about_quality(const json::object& value) {
    const bool of_throughput = json::text_at(value, "event").rfind("THROUGHPUT", 0) == 0;
    return of_throughput ? throughput_notice : std::string();
}

void say_known(NoticeKind kind, const json::element& value, const json::object& inside, Part& part) {
    const std::string template_id = json::text_at(inside, "message_template_id");
    switch (kind) {
        case NoticeKind::quality:
            return say_notice(value, part, {kind, about_quality(inside)}, json::text_at(inside, "event"),
                              first_of(inside, {"max_daily_conversations_per_business", "current_limit"}));
        case NoticeKind::display_name:
            return say_notice(value, part, {kind, {}}, json::text_at(inside, "decision"),
                              json::text_at(inside, "rejection_reason"));
        case NoticeKind::alert:
            if (const auto alert = json::object_at(inside, "alert_info")) {
                return say_notice(
                    value, part, {kind, about_alert(inside, *alert)}, json::text_at(*alert, "alert_status"),
                    joined(json::text_at(*alert, "alert_severity"), ": ", json::text_at(*alert, "alert_description")));
            }
            break;
        case NoticeKind::review:
            return say_notice(value, part, {kind, {}}, json::text_at(inside, "decision"), {});
        case NoticeKind::capability:
            return say_notice(value, part, {kind, {}}, json::text_at(inside, "max_daily_conversations_per_business"),
                              detail_of_capability(inside));
        case NoticeKind::template_status:
            return say_notice(value, part, {kind, template_id}, json::text_at(inside, "event"),
                              detail_of_template(inside));
        case NoticeKind::template_quality:
            return say_notice(value, part, {kind, template_id}, json::text_at(inside, "new_quality_score"),
                              json::text_at(inside, "previous_quality_score"));
        case NoticeKind::template_category:
            return say_notice(value, part, {kind, template_id}, json::text_at(inside, "new_category"),
                              detail_of_category(inside));
        case NoticeKind::template_components:
            return say_notice(value, part, {kind, template_id}, "CHANGED", {});
        case NoticeKind::security:
            return say_notice(value, part, {kind, {}}, json::text_at(inside, "event"),
                              json::text_at(inside, "requester"));
        case NoticeKind::business_username:
            return say_notice(value, part, {kind, {}}, json::text_at(inside, "status"),
                              json::text_at(inside, "username"));
        case NoticeKind::payment_configuration:
            return say_notice(value, part, {kind, json::text_at(inside, "configuration_name")},
                              json::text_at(inside, "status"), json::text_at(inside, "provider_name"));
        case NoticeKind::solution:
            return say_notice(value, part, {kind, json::text_at(inside, "solution_id")}, json::text_at(inside, "event"),
                              json::text_at(inside, "solution_status"));
        case NoticeKind::flow:
            return say_notice(value, part, {kind, json::text_at(inside, "flow_id")}, json::text_at(inside, "event"),
                              json::text_at(inside, "new_status"));
        case NoticeKind::account_event:
        case NoticeKind::number_error:
            break;
    }
    part.keep_unknown(std::string(name_of(kind)), json::minified(value));
}

}  // namespace

bool read_notice(const json::element& value, Part& part) {
    json::object inside;
    if (value.get(inside) != simdjson::SUCCESS) return false;
    const std::string event = json::text_at(inside, "event");
    if (std::find(events.begin(), events.end(), event) != events.end()) {
        say_notice(value, part, {NoticeKind::account_event, event}, event, detail_of_event(inside));
        return true;
    }
    const Named* known = kind_of(inside, part.field);
    if (known == nullptr || inside.size() == 0) return false;
    say_known(known->kind, value, inside, part);
    return true;
}

bool read_number_errors(const json::object& value, Part& part) {
    const auto told = json::member(value, "errors");
    const auto errors = errors_of(value, {});
    if (!told || errors.empty()) return false;
    for (const auto& [error, evidence] : errors) {
        say_notice(*told, part, {NoticeKind::number_error, std::to_string(error.code)}, error.title, error.details);
    }
    return true;
}

}  // namespace coexist::cloud
