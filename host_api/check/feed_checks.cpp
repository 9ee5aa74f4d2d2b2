#include <algorithm>

#include "check/feed_reader.hpp"

namespace crm::check {
namespace {

bool starts_with(const std::vector<std::string>& all, const std::vector<std::string>& first) {
    return all.size() >= first.size() && std::equal(first.begin(), first.end(), all.begin());
}

bool share(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    return std::any_of(one.begin(), one.end(),
                       [&](const std::string& id) { return std::find(other.begin(), other.end(), id) != other.end(); });
}

Outcome repeats_until_acknowledged(const Subject& subject) {
    const Running all = running(subject);
    const Batch first = first_batch(all.instance, "check");
    if (!starts_with(batch(all.instance, reading("check")).ids(), first.ids()))
        return Outcome::failed("the second batch does not begin as the first, though nothing was acknowledged");
    acknowledge(all.instance, "check", first.cursor);
    return share(batch(all.instance, reading("check")).ids(), first.ids())
               ? Outcome::failed("an acknowledged event came again")
               : Outcome::passed();
}

Outcome goes_forward_only(const Subject& subject) {
    const Running all = running(subject);
    first_batch(all.instance, "check");
    crm_feed_read one = reading("check");
    one.max_events = 1;
    const Batch early = batch(all.instance, one);
    acknowledge(all.instance, "check", early.cursor);
    const Batch later = batch(all.instance, reading("check"));
    acknowledge(all.instance, "check", later.cursor);
    acknowledge(all.instance, "check", early.cursor);  // older: changes nothing
    const std::vector<std::string> after = batch(all.instance, reading("check")).ids();
    return share(after, later.ids()) || share(after, early.ids())
               ? Outcome::failed("an older cursor took the consumer back")
               : Outcome::passed();
}

Outcome refuses_foreign_cursors(const Subject& subject) {
    const Running all = running(subject);
    const Batch first = first_batch(all.instance, "check");
    for (const char* cursor : {"", "nonsense", "99999999999999999999", "-1"}) {
        crm_feed_read read = reading("check");
        read.cursor = str(cursor);
        if (all.instance.ack_events(read) >= CRM_OK)
            return Outcome::failed(std::string("it takes the cursor \"") + cursor + "\"");
    }
    return starts_with(batch(all.instance, reading("check")).ids(), first.ids())
               ? Outcome::passed()
               : Outcome::failed("a refused cursor moved the consumer");
}

Outcome keeps_to_max_events(const Subject& subject) {
    const Running all = running(subject);
    first_batch(all.instance, "check");
    crm_feed_read one = reading("check");
    one.max_events = 1;
    const std::size_t count = batch(all.instance, one).events.size();
    return count == 1 ? Outcome::passed() : Outcome::failed("max_events 1 brings " + std::to_string(count) + " events");
}

Outcome remembers_positions(const Subject& subject) {
    Running all = running(subject);
    const Batch first = first_batch(all.instance, "check");
    acknowledge(all.instance, "check", first.cursor);
    all.instance.stop(stop_ms);
    all.instance = Instance();  // closes
    Instance again = opened(subject, all.plugin);
    start(again, subject);
    return share(batch(again, reading("check")).ids(), first.ids())
               ? Outcome::failed("after stop, close and open an acknowledged event came again")
               : Outcome::passed();
}

Outcome keeps_consumers_apart(const Subject& subject) {
    const Running all = running(subject);
    const Batch first = first_batch(all.instance, "check");
    acknowledge(all.instance, "check", first.cursor);
    return starts_with(batch(all.instance, reading("check-other")).ids(), first.ids())
               ? Outcome::passed()
               : Outcome::failed("a new consumer lacks what another one acknowledged");
}

Outcome keeps_tenants_apart(const Subject& subject) {
    const Running all = running(subject);
    first_batch(all.instance, "check");
    const std::string own = "tenant:" + subject.tenant + "/check";
    for (const boost::json::object& event : batch(all.instance, reading(own)).events) {
        if (member(event, "tenantid") != subject.tenant)
            return Outcome::failed("the consumer " + own + " is told of tenant " + member(event, "tenantid"));
    }
    return batch(all.instance, reading("tenant:no-such-tenant/check")).events.empty()
               ? Outcome::passed()
               : Outcome::failed("a consumer of a tenant that does not exist is told of others");
}

Outcome events_are_shaped(const Subject& subject) {
    const Running all = running(subject);
    const auto& schemas = all.plugin.registration.schemas;
    for (const boost::json::object& event : first_batch(all.instance, "check").events) {
        const std::string type = member(event, "type");
        for (const char* name : {"id", "source", "type", "subject", "revision", "tenantid"}) {
            if (member(event, name).empty()) return Outcome::failed("an event of type " + type + " has no " + name);
        }
        if (member(event, "specversion") != "1.0") return Outcome::failed("an event's specversion is not 1.0");
        if (member(event, "revision").find_first_not_of("0123456789") != std::string::npos)
            return Outcome::failed("the revision of " + type + " is not made of digits");
        if (!event.contains("data")) return Outcome::failed("an event of type " + type + " has no data");
        const auto described = [&](const Schema& schema) {
            return schema.kind == CRM_SCHEMA_EVENT && schema.id == type;
        };
        if (std::none_of(schemas.begin(), schemas.end(), described))
            return Outcome::failed("no schema is registered for events of type " + type);
    }
    return Outcome::passed();
}

Outcome forgets_consumers(const Subject& subject) {
    const Running all = running(subject);
    const Batch first = first_batch(all.instance, "check");
    acknowledge(all.instance, "check", first.cursor);
    const crm_status status = all.instance.forget_consumer(reading("check"));
    if (status != CRM_OK) return Outcome::failed("forget_consumer answers " + std::to_string(status));
    return starts_with(batch(all.instance, reading("check")).ids(), first.ids())
               ? Outcome::passed()
               : Outcome::failed("a forgotten consumer does not start at the oldest event");
}

Outcome refuses_odd_reads(const Subject& subject) {
    const Running all = running(subject);
    if (all.instance.next_events(reading("")).ok()) return Outcome::failed("it takes a consumer without a name");
    crm_feed_read odd = reading("check-odd");
    odd.start = str("yesterday");
    if (all.instance.next_events(odd).ok()) return Outcome::failed("it takes the start \"yesterday\"");
    if (all.instance.next_events(reading("\xff\xfe")).ok()) return Outcome::failed("it takes a name that is not UTF-8");
    return Outcome::passed();
}

}  // namespace

std::vector<Check> feed_checks() {
    return {
        {"feed.repeats", "the event feed", "next_events repeats what follows the acknowledged position",
         "move a consumer in ack_events only", &repeats_until_acknowledged},
        {"feed.forward", "crm_feed_read.cursor", "an older cursor changes nothing",
         "keep the larger of the stored and the given position", &goes_forward_only},
        {"feed.cursor", "crm_feed_read.cursor", "what is no cursor of this feed is refused and moves nothing",
         "read the whole cursor strictly; absent is refused too", &refuses_foreign_cursors},
        {"feed.max-events", "crm_feed_read.max_events", "a batch has at most max_events events",
         "count while you fill the batch", &keeps_to_max_events},
        {"feed.durable", "crm_feed_read", "a consumer's position is durable", "commit it before ack_events returns",
         &remembers_positions},
        {"feed.apart", "crm_feed_read", "each consumer has a position of its own", "key positions by the whole name",
         &keeps_consumers_apart},
        {"feed.tenant", "crm_feed_read.consumer", "\"tenant:ID/name\" gets that tenant's events only",
         "filter by the event's tenantid", &keeps_tenants_apart},
        {"feed.event", "Documents: event", "events are whole CloudEvents 1.0 with a revision, of a registered type",
         "register a CRM_SCHEMA_EVENT for each type, and fill every member", &events_are_shaped},
        {"feed.forget", "forget_consumer", "a forgotten consumer starts anew", "delete its position",
         &forgets_consumers},
        {"feed.odd-reads", "crm_feed_read", "an absent or odd consumer or start is refused", "answer CRM_E_INVALID",
         &refuses_odd_reads},
    };
}

}  // namespace crm::check
