#include "channels/cloud/webhook.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <new>
#include <utility>

#include "channels/cloud/account_update.hpp"
#include "channels/cloud/address_book.hpp"
#include "channels/cloud/grant_changes.hpp"
#include "channels/cloud/history.hpp"
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/json_mending.hpp"
#include "channels/cloud/messages.hpp"
#include "channels/cloud/notices.hpp"
#include "channels/cloud/part.hpp"
#include "channels/cloud/people.hpp"
#include "channels/cloud/self_test.hpp"

namespace coexist::cloud {

class WebhookReader::Buffers {
  public:
    /// Takes simdjson's implementation at once: exit() destroys the list of them under threads that still read.
    Buffers() {
        if (parser_.allocate(first_capacity) != simdjson::SUCCESS) throw std::bad_alloc();
    }

    simdjson::error_code parse(std::string_view body, json::element& root) {
        const simdjson::error_code error = parse_copy(body, root);
        if (error != simdjson::NUMBER_ERROR && error != simdjson::STRING_ERROR) return error;
        return parse_copy(mended(body), root) == simdjson::SUCCESS ? simdjson::SUCCESS : error;
    }

  private:
    /// simdjson reads some bytes beyond the end, so the body moves into a buffer that has them.
    simdjson::error_code parse_copy(std::string_view body, json::element& root) {
        const std::size_t needed = body.size() + simdjson::SIMDJSON_PADDING;
        if (capacity_ < needed) {
            capacity_ = std::max(needed, 2 * capacity_);
            padded_ = std::make_unique<char[]>(capacity_);
        }
        if (!body.empty()) std::memcpy(padded_.get(), body.data(), body.size());
        std::memset(padded_.get() + body.size(), 0, simdjson::SIMDJSON_PADDING);
        return parser_.parse(padded_.get(), body.size(), false).get(root);
    }

    static constexpr std::size_t first_capacity = 4096;

    simdjson::dom::parser parser_;
    std::unique_ptr<char[]> padded_;
    std::size_t capacity_ = 0;
};

WebhookReader::WebhookReader() : buffers_(std::make_unique<Buffers>()) {}
WebhookReader::~WebhookReader() = default;
WebhookReader::WebhookReader(WebhookReader&&) noexcept = default;
WebhookReader& WebhookReader::operator=(WebhookReader&&) noexcept = default;

namespace {

/// The ids in the sample that the App Dashboard's "Test" button sends.
constexpr std::string_view dashboard_entry = "0";
static_assert(dashboard_entry == self_test_entry);
constexpr std::string_view dashboard_number = "123456123";

/// What an entry gives to all its changes.
struct Entry {
    std::string id;
    std::int64_t told_at = 0;
    const Arrival& arrival;
};

std::string first_text(const json::object& parent, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        std::string text = json::text_at(parent, key);
        if (!text.empty()) return text;
    }
    return {};
}

/// The entry's id is the WABA, except for events of partners, where it is a portfolio and `waba_info` tells
/// the WABA.
Address address_of(const json::object& value, const Entry& entry, std::string_view field) {
    Address address;
    if (const auto metadata = json::object_at(value, "metadata")) {
        address.phone_number_id = PhoneNumberId(json::text_at(*metadata, "phone_number_id"));
        address.display_digits = digits_of(json::text_at(*metadata, "display_phone_number"));
    }
    if (address.display_digits.empty()) {
        address.display_digits = digits_of(first_text(value, {"display_phone_number", "phone_number"}));
    }
    if (const auto waba = json::object_at(value, "waba_info"))
        address.waba_id = WabaId(json::text_at(*waba, "waba_id"));
    if (address.waba_id.empty() && field != "partner_solutions") address.waba_id = WabaId(entry.id);
    return address;
}

/// Messages, echoes and statuses with the people they speak of. False if the value has none of them.
bool read_conversations(const json::object& value, bool standby, Part& part) {
    const auto messages = json::array_at(value, "messages");
    const auto echoes = json::array_at(value, "message_echoes");
    const auto statuses = json::array_at(value, "statuses");
    if (!messages && !echoes && !statuses) return false;
    const std::size_t before = part.observation.facts.size();
    People people(value);
    if (messages) read_messages(*messages, Place{side_customer, Witness::live, standby, nullptr}, part, people);
    if (echoes) read_messages(*echoes, Place{side_business, Witness::live, standby, nullptr}, part, people);
    if (statuses) read_statuses(*statuses, part, people);
    people.tell(part);
    return part.observation.facts.size() != before;
}

/// Copies of a conversation in which Meta's agent, or another app, answers at the moment. They stand below `standby`,
/// or directly in the value (the page leaves it open).
bool read_standby(const json::object& value, Part& part) {
    part.field = "standby";
    const auto inner = json::object_at(value, "standby");
    return read_conversations(inner ? *inner : value, true, part);
}

/// Chooses by what the value holds, not by the field: fields have been seen wrong, misplaced and missing.
/// Only history and standby need their name, because their values look like live messages.
void read_value(const json::element& value, Part& part) {
    const json::object inside = value.get_object().value_unsafe();
    if (part.field == "history" || json::member(inside, "history")) {
        // Its JSON can be megabytes; the journal has it.
        if (!read_history(inside, part)) part.keep_unknown("history", {});
        return;
    }
    if (part.field == "standby" || json::member(inside, "standby")) {
        if (!read_standby(inside, part)) part.keep_unknown("standby", json::minified(value));
        return;
    }
    bool understood = read_conversations(inside, false, part);
    if (const auto states = json::array_at(inside, "state_sync")) {
        read_address_book(*states, part);
        understood = understood || states->size() != 0;
    }
    understood = read_account_event(value, part) || understood;
    understood = read_preferences(inside, part) || understood;
    understood = read_handover(inside, part) || understood;
    understood = understood || read_notice(value, part);
    understood = read_number_errors(inside, part) || understood;
    if (!understood) part.keep_unknown(first_text(inside, {"event", "type"}), json::minified(value));
}

void read_change(const json::element& change, const Entry& entry, Observation& into) {
    Part part{{}, {}, entry.told_at, entry.arrival, into};
    json::object inside;
    if (change.get(inside) != simdjson::SUCCESS) {
        part.address.waba_id = WabaId(entry.id);
        return part.keep_unknown("change that is no object", json::minified(change));
    }
    part.field = json::text_at(inside, "field");
    const auto value = json::member(inside, "value");
    json::object value_object;
    if (!value || value->get(value_object) != simdjson::SUCCESS) {
        part.address.waba_id = WabaId(entry.id);
        return part.keep_unknown("change without value", json::minified(change));
    }
    if (part.field.empty()) part.field = json::text_at(value_object, "field");
    part.address = address_of(value_object, entry, part.field);
    if (part.field == self_test_field && entry.id == self_test_entry) {
        into.self_test = json::text_at(value_object, "word");
        if (!into.self_test.empty()) return;
    }
    // The sample of Meta's dashboard speaks of nobody; what stands beside it in the same body is read.
    if (entry.id == dashboard_entry || part.address.phone_number_id.value == dashboard_number) {
        into.dashboard_test = true;
        return part.keep_unknown("dashboard test", json::minified(change));
    }
    read_value(*value, part);
}

void read_entry(const json::element& element, const Arrival& arrival, Observation& into) {
    Part part{"entry", {}, arrival.at, arrival, into};
    json::object inside;
    if (element.get(inside) != simdjson::SUCCESS) {
        return part.keep_unknown("entry that is no object", json::minified(element));
    }
    Entry entry{json::text_at(inside, "id"), json::seconds_at(inside, "time"), arrival};
    if (entry.told_at == 0) entry.told_at = arrival.at;
    const auto changes = json::array_at(inside, "changes");
    if (!changes || changes->size() == 0) {
        part.address.waba_id = WabaId(std::move(entry.id));
        return part.keep_unknown("entry without changes", json::minified(element));
    }
    for (const json::element change : *changes) read_change(change, entry, into);
}

/// Goes on with what a gateway wrapped: {id, event, data}, as 360dialog does with history and state_sync for partners.
void unwrap(json::element& root, json::object& inside) {
    if (json::array_at(inside, "entry") || json::string_at(inside, "event").empty()) return;
    const auto data = json::member(inside, "data");
    json::object within;
    if (!data || data->get(within) != simdjson::SUCCESS) return;
    root = *data;
    inside = within;
}

bool looks_like_value(const json::object& root) {
    for (const std::string_view key : {"messages", "message_echoes", "statuses", "state_sync", "history"}) {
        if (json::array_at(root, key)) return true;
    }
    return false;
}

}  // namespace

Observation read_webhook(std::string_view body, std::int64_t received_at_seconds, WebhookReader& reader,
                         std::string_view app_id) {
    const Arrival arrival{received_at_seconds, app_id};
    Observation observation;
    observation.facts.reserve(2);  // a message and its sender: what most webhooks say
    json::element root;
    const simdjson::error_code error = reader.buffers().parse(body, root);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    if (error != simdjson::SUCCESS) {
        observation.malformed = std::string("the body is no JSON: ") + simdjson::error_message(error);
        return observation;
    }
    json::object inside;
    if (root.get(inside) != simdjson::SUCCESS) {
        observation.malformed = "the body is JSON, but no object";
        return observation;
    }
    unwrap(root, inside);
    const Entry no_entry{{}, received_at_seconds, arrival};
    if (json::string_at(inside, "object") == "application" && read_grant_changes(inside, arrival, observation)) {
        return observation;
    }
    if (const auto entries = json::array_at(inside, "entry")) {
        for (const json::element entry : *entries) read_entry(entry, arrival, observation);
    } else if (json::object_at(inside, "value")) {
        // The preview of Meta's dashboard: one change without the envelope.
        read_change(root, no_entry, observation);
    } else if (looks_like_value(inside)) {
        Part part{{}, address_of(inside, no_entry, {}), received_at_seconds, arrival, observation};
        read_value(root, part);
    } else {
        observation.malformed = "the body is JSON, but has no entry of a webhook";
    }
    const bool nothing = observation.facts.empty() && observation.malformed.empty();
    if (nothing && observation.self_test.empty()) {
        Part part{"entry", {}, received_at_seconds, arrival, observation};
        part.keep_unknown("webhook without entries", json::minified(root));
    }
    return observation;
}

}  // namespace coexist::cloud
