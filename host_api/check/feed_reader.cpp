#include "check/feed_reader.hpp"

namespace crm::check {
namespace json = boost::json;

std::vector<std::string> Batch::ids() const {
    std::vector<std::string> all;
    for (const json::object& event : events) all.push_back(member(event, "id"));
    return all;
}

std::string member(const json::object& object, const char* name) {
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_string() ? json::value_to<std::string>(*value) : std::string();
}

crm_feed_read reading(std::string_view consumer, std::uint32_t timeout_ms) {
    crm_feed_read read = feed_read(consumer);
    read.timeout_ms = timeout_ms;
    return read;
}

Batch batch(const Instance& instance, const crm_feed_read& read) {
    const Reply reply = instance.next_events(read);
    if (!reply.ok()) throw Unfit{"next_events is refused: " + told(reply)};
    json::error_code error;
    const json::value body = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    const json::object* const object = error ? nullptr : body.if_object();
    const json::value* const events = object == nullptr ? nullptr : object->if_contains("events");
    if (events == nullptr || !events->is_array()) throw Unfit{"next_events answers no array of events"};
    Batch all;
    all.cursor = member(*object, "cursor");
    for (const json::value& event : events->get_array()) {
        if (!event.is_object()) throw Unfit{"next_events answers an event that is no object"};
        all.events.push_back(event.get_object());
    }
    if (all.cursor.empty()) throw Unfit{"next_events answers no cursor"};
    return all;
}

Batch first_batch(const Instance& instance, std::string_view consumer) {
    instance.wait_events(reading(consumer, 5000));
    Batch first = batch(instance, reading(consumer));
    if (first.events.empty()) throw Missing{"no event came; say with --act FILE which action makes some"};
    return first;
}

void acknowledge(const Instance& instance, std::string_view consumer, const std::string& cursor) {
    crm_feed_read read = reading(consumer);
    read.cursor = str(cursor);
    const crm_status status = instance.ack_events(read);
    if (status != CRM_OK) throw Unfit{"ack_events answers " + std::to_string(status) + " to the cursor of a batch"};
}

void be_idle(const Instance& instance, std::string_view consumer) {
    for (int time = 0; time < 50; ++time) {
        const Batch all = batch(instance, reading(consumer));
        acknowledge(instance, consumer, all.cursor);
        if (all.events.empty() && instance.wait_events(reading(consumer, 300)) == CRM_E_TIMEOUT) return;
    }
    throw Unfit{"the feed never comes to rest"};
}

}  // namespace crm::check
