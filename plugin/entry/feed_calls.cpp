#include "entry/feed_calls.hpp"

#include "entry/arguments.hpp"
#include "entry/instance.hpp"

namespace coexist::calls {
namespace {

/// A call that is inside the started instance, or why it may not be.
struct Inside {
    std::shared_ptr<Engine> engine;
    CallGate<Surface>::Pass surface;
    std::optional<Problem> refused;
};

Inside enter(crm_instance* self, std::initializer_list<crm_str> texts) {
    const auto refuse = [](Problem problem) {
        return Inside{nullptr, CallGate<Surface>::Pass(nullptr, nullptr), std::move(problem)};
    };
    if (self == nullptr) return refuse(argument_missing("instance"));
    if (self->forked()) return refuse(forked());
    if (auto bad = bad_texts(texts)) return refuse(std::move(*bad));
    auto engine = self->engine();
    if (!engine) return refuse(not_started());
    auto surface = engine->enter();
    if (!surface) return refuse(not_started());
    return {std::move(engine), std::move(surface), std::nullopt};
}

std::optional<Problem> unreadable_read(const crm_feed_read* read) {
    return unreadable(read, CRM_SIZE_UPTO(crm_feed_read, timeout_ms), "read");
}

crm_status status_of_outcome(const Outcome& outcome) {
    return outcome ? CRM_OK : status_of(outcome.problem().refusal);
}

Said json(std::string body) {
    return {CRM_OK, 200, "application/json", std::move(body), {}, {}};
}

}  // namespace

const crm_reply* next_events(crm_instance* self, const crm_feed_read* read) {
    if (const auto bad = unreadable_read(read)) return make_reply(*bad);
    const Inside inside = enter(self, {read->consumer, read->start});
    if (inside.refused) return make_reply(*inside.refused);
    auto events =
        inside.engine->foundation().feed.next(text_of(read->consumer), text_of(read->start), read->max_events);
    return events ? make_reply(json(std::move(events).value())) : make_reply(events.problem());
}

crm_status ack_events(crm_instance* self, const crm_feed_read* read) {
    if (unreadable_read(read)) return CRM_E_INVALID;
    const Inside inside = enter(self, {read->consumer, read->cursor});
    if (inside.refused) return status_of(inside.refused->refusal);
    return status_of_outcome(
        inside.engine->foundation().feed.acknowledge(text_of(read->consumer), text_of(read->cursor)));
}

crm_status wait_events(crm_instance* self, const crm_feed_read* read) {
    if (unreadable_read(read)) return CRM_E_INVALID;
    const Inside inside = enter(self, {read->consumer, read->start});
    if (inside.refused) return status_of(inside.refused->refusal);
    const auto woke =
        inside.engine->foundation().feed.wait(text_of(read->consumer), text_of(read->start), read->timeout_ms);
    if (!woke) return status_of(woke.problem().refusal);
    switch (*woke) {
        case Feed::Woke::events:
            return CRM_OK;
        case Feed::Woke::timeout:
            return CRM_E_TIMEOUT;
        case Feed::Woke::woken:
            return CRM_WOKEN;
        case Feed::Woke::stopped:
            break;
    }
    return CRM_E_UNAVAILABLE;
}

crm_status forget_consumer(crm_instance* self, const crm_feed_read* read) {
    if (unreadable_read(read)) return CRM_E_INVALID;
    const Inside inside = enter(self, {read->consumer});
    if (inside.refused) return status_of(inside.refused->refusal);
    return status_of_outcome(inside.engine->foundation().feed.forget(text_of(read->consumer)));
}

crm_status wake(crm_instance* self) {
    const Inside inside = enter(self, {});
    if (inside.refused) return status_of(inside.refused->refusal);
    inside.engine->foundation().feed.wake();
    return CRM_OK;
}

std::int32_t event_fd(crm_instance* self, const crm_feed_read* read) {
    if (unreadable_read(read)) return -1;
    const Inside inside = enter(self, {read->consumer, read->start});
    return inside.refused ? -1
                          : inside.engine->foundation().feed.event_fd(text_of(read->consumer), text_of(read->start));
}

const crm_reply* get_operation(crm_instance* self, const crm_operation_query* query) {
    if (const auto bad = unreadable(query, CRM_SIZE_UPTO(crm_operation_query, actor), "query")) return make_reply(*bad);
    const Inside inside = enter(self, {query->operation, query->actor});
    if (inside.refused) return make_reply(*inside.refused);
    auto answer = inside.surface->actions.operation(text_of(query->operation), text_of(query->actor));
    return answer ? make_reply(json(std::move(answer->body))) : make_reply(answer.problem());
}

}  // namespace coexist::calls
