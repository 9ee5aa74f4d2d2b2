#include "channels/cloud/graph_documents.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include "channels/cloud/graph_json.hpp"
#include "channels/cloud/sha256_text.hpp"
#include "model/identity.hpp"

namespace coexist::cloud {

using namespace graph_json;

const char* const number_fields =
    "id,display_phone_number,verified_name,is_on_biz_app,platform_type,status,quality_rating,"
    "code_verification_status,name_status,account_mode,throughput,whatsapp_business_manager_messaging_limit,"
    "last_onboarded_time";

namespace {

/// "2026-11-18T09:13:20+0000", as Graph writes times, or the same as a number.
std::optional<std::int64_t> seconds_of(const boost::json::object& parent, std::string_view key) {
    if (const auto number = integer_at(parent, key)) return number;
    const std::string text = text_at(parent, key);
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (text.empty() || end == nullptr) return std::nullopt;
    const std::time_t local = ::timegm(&parts);
    std::tm zone{};
    const char* zone_end = ::strptime(end, "%z", &zone);
    if (zone_end == nullptr) return local;
    return local - zone.tm_gmtoff;
}

// Graph names a next page only where there is one; the cursor alone stands on the last page too.
std::string next_page_of(const boost::json::object& said) {
    const auto* paging = object_at(said, "paging");
    const auto* cursors = paging != nullptr && paging->contains("next") ? object_at(*paging, "cursors") : nullptr;
    return cursors != nullptr ? text_at(*cursors, "after") : std::string();
}

ListedTemplate template_in(const boost::json::object& said) {
    ListedTemplate one;
    one.id = text_at(said, "id");
    one.name = text_at(said, "name");
    one.language = text_at(said, "language");
    one.category = text_at(said, "category");
    one.status = text_at(said, "status");
    one.reason = text_at(said, "rejected_reason");
    if (one.reason == "NONE") one.reason.clear();
    if (const auto* quality = object_at(said, "quality_score")) one.quality = text_at(*quality, "score");
    one.parameter_format = text_at(said, "parameter_format");
    const auto* components = array_at(said, "components");
    one.components = components != nullptr ? boost::json::serialize(*components) : "[]";
    return one;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

}  // namespace

std::optional<NumberState> read_number_state(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    NumberState number;
    number.id = PhoneNumberId(text_at(*said, "id"));
    if (number.id.empty()) return std::nullopt;
    number.display_phone_number = text_at(*said, "display_phone_number");
    number.digits = digits_of(number.display_phone_number);
    number.verified_name = text_at(*said, "verified_name");
    number.is_on_biz_app = bool_at(*said, "is_on_biz_app");
    number.platform_type = text_at(*said, "platform_type");
    number.status = text_at(*said, "status");
    number.quality_rating = text_at(*said, "quality_rating");
    number.code_verification_status = text_at(*said, "code_verification_status");
    number.name_status = text_at(*said, "name_status");
    number.account_mode = text_at(*said, "account_mode");
    if (const auto* throughput = object_at(*said, "throughput"))
        number.throughput_level = text_at(*throughput, "level");
    number.messaging_limit = text_at(*said, "whatsapp_business_manager_messaging_limit");
    number.last_onboarded_at = seconds_of(*said, "last_onboarded_time");
    return number;
}

std::optional<Sent> read_sent(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    const auto* messages = array_at(*said, "messages");
    if (messages == nullptr || messages->empty() || !messages->front().is_object()) return std::nullopt;
    const boost::json::object& message = messages->front().get_object();
    Sent sent;
    sent.wamid = Wamid(text_at(message, "id"));
    if (sent.wamid.empty()) return std::nullopt;
    sent.message_status = text_at(message, "message_status");
    const auto* contacts = array_at(*said, "contacts");
    if (contacts != nullptr && !contacts->empty() && contacts->front().is_object()) {
        const boost::json::object& contact = contacts->front().get_object();
        sent.wa_id = text_at(contact, "wa_id");
        sent.user_id = text_at(contact, "user_id");
    }
    return sent;
}

std::optional<std::vector<Subscription>> read_subscription_list(std::string_view body) {
    const auto said = parse_object(body);
    const auto* list = said ? array_at(*said, "data") : nullptr;
    if (list == nullptr) return std::nullopt;
    std::vector<Subscription> subscriptions;
    subscriptions.reserve(list->size());
    for (const boost::json::value& one : *list) {
        if (!one.is_object()) continue;
        const boost::json::object& entry = one.get_object();
        const auto* app = object_at(entry, "whatsapp_business_api_data");
        if (app == nullptr) continue;
        subscriptions.push_back({text_at(*app, "id"), text_at(*app, "name"), text_at(entry, "override_callback_uri")});
    }
    return subscriptions;
}

std::optional<TemplatesPage> read_templates_page(std::string_view body) {
    const auto said = parse_object(body);
    const auto* list = said ? array_at(*said, "data") : nullptr;
    if (list == nullptr) return std::nullopt;
    TemplatesPage page;
    for (const boost::json::value& one : *list) {
        if (one.is_object()) page.templates.push_back(template_in(one.get_object()));
    }
    page.after = next_page_of(*said);
    return page;
}

std::optional<TemplatesPage> read_configs_templates_page(std::string_view body) {
    const auto said = parse_object(body);
    const auto* list = said ? array_at(*said, "waba_templates") : nullptr;
    if (list == nullptr) return std::nullopt;
    TemplatesPage page;
    for (const boost::json::value& one : *list) {
        if (!one.is_object()) continue;
        ListedTemplate listed = template_in(one.get_object());
        const std::string id_of_meta = text_at(one.get_object(), "external_id");
        if (!id_of_meta.empty()) listed.id = id_of_meta;
        listed.status = upper(listed.status);
        listed.category = upper(listed.category);
        page.templates.push_back(std::move(listed));
    }
    const std::int64_t read = integer_at(*said, "offset").value_or(0) + static_cast<std::int64_t>(list->size());
    if (!list->empty() && read < integer_at(*said, "total").value_or(0)) page.after = std::to_string(read);
    return page;
}

std::optional<NumbersPage> read_numbers_page(std::string_view body) {
    const auto said = parse_object(body);
    const auto* list = said ? array_at(*said, "data") : nullptr;
    if (list == nullptr) return std::nullopt;
    NumbersPage page;
    for (const boost::json::value& one : *list) {
        if (one.is_object()) page.ids.emplace_back(text_at(one.get_object(), "id"));
    }
    page.after = next_page_of(*said);
    return page;
}

std::optional<MediaNode> read_media_node(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    MediaNode media;
    // Kapso's own member: an address at the gateway itself (Kapso, "Get media URL").
    media.url = text_at(*said, "download_url");
    if (media.url.empty()) media.url = text_at(*said, "url");
    if (media.url.empty()) return std::nullopt;
    media.mime_type = text_at(*said, "mime_type");
    media.sha256 = sha256_hex(text_at(*said, "sha256"));
    media.bytes = std::max<std::int64_t>(integer_at(*said, "file_size").value_or(0), 0);
    return media;
}

std::optional<Uploaded> read_uploaded(std::string_view body) {
    const auto said = parse_object(body);
    if (!said) return std::nullopt;
    Uploaded file{text_at(*said, "id")};
    if (file.id.empty()) return std::nullopt;
    return file;
}

std::optional<Success> read_success(std::string_view body) {
    const auto said = parse_object(body);
    if (!said || !bool_at(*said, "success").value_or(false)) return std::nullopt;
    return Success{};
}

}  // namespace coexist::cloud
