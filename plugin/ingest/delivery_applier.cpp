#include "ingest/delivery_applier.hpp"

#include "ingest/callback_applier.hpp"
#include "ingest/gone_numbers.hpp"
#include "ingest/spared_fact.hpp"
#include "store/history_imports.hpp"
#include "store/not_understood.hpp"
#include "store/progress.hpp"
#include "store/road_arrivals.hpp"

namespace coexist {
namespace {

void set_aside_because(WriteContext& context, const StoredRow& stored, const std::string& reason) {
    set_aside(context.session, {stored.position, reason, stored.row.road, context.now_ms});
}

/// Why a delivery was parked longer than deliveries may be.
const char* why_it_waited(WriteContext& context, const ParkedRow& parked, const std::string& road) {
    const Address address{parked.phone_number_id, parked.waba_id, {}};
    if (context.router.find(address, road).empty()) return "It names a number that was never connected here.";
    return "It is a part of a phone's past, and nobody decided in time whether to import it. Accept the import, then "
           "replay this delivery.";
}

/// The type of a message that is shown as a placeholder because this version does not know it; empty for any other.
std::string unknown_type_of(const Fact& fact) {
    const auto* told = std::get_if<MessageFact>(&fact.said);
    if (told == nullptr || !told->message.content || told->message.content->real) return {};
    const std::string& type = told->message.content->type;
    for (const char* known : {"unsupported", "system", "media_placeholder", "errors"}) {
        if (type == known) return {};
    }
    return type;
}

/// What waited for a number of an erased tenant, and nobody connected it since.
void forget_parked(WriteContext& context, Erasures& erasures) {
    if (!any_number_gone(erasures)) return;
    for (const ParkedRow& parked : parked_before(context.session, context.now_ms - gone_number_waits_ms)) {
        const Address address{parked.phone_number_id, parked.waba_id, {}};
        if (number_gone_until(erasures, address) == 0) continue;
        StoredRow stored;
        const bool there = context.pump.read_one(parked.position, stored);
        if (there && !context.router.find(address, stored.row.road).empty()) continue;  // it is somebody's again
        unpark(context.session, parked);
        want_sweep(context.session, parked.position.segment);
    }
}

// How long the phone's message took to us; rows that are read again long after do not count once more.
constexpr std::int64_t counted_within_ms = 10LL * 60 * 1000;

bool is_echo(const Fact& fact) {
    const auto* told = std::get_if<MessageFact>(&fact.said);
    if (told == nullptr || told->message.origin != Origin::business_app || !told->message.content) return false;
    return told->message.content->witness == Witness::live;
}

}  // namespace

void DeliveryApplier::apply_to(WriteContext& context, const AccountRow& account, const StoredRow& stored,
                               const Observation& said, const Fact& fact) {
    const Fact* left = &fact;
    Fact changed;
    if (erasures_.any(account.tenant)) {
        left = spared_fact(context.session, erasures_, account, stored.position.segment, said, fact, changed);
    }
    if (left != nullptr && std::get_if<UnknownFact>(&left->said) == nullptr) context.fold.apply(account, *left);
    // That something came over this number is true, whoever was forgotten of it.
    static const Fact nothing{{}, UnknownFact{}};
    if (routed_) routed_(context, account, left != nullptr ? *left : nothing, stored.row.received_at);
}

void DeliveryApplier::apply_fact(WriteContext& context, const StoredRow& stored, const Observation& said,
                                 const Fact& fact) {
    if (const auto* doubt = std::get_if<DoubtFact>(&fact.said)) {
        AccountFact told;
        told.life.newest.emplace(LifeKind::doubted, doubt->event);
        for (const AccountRow* account : context.router.meant(doubt->ids, stored.row.road, stored.row.received_at)) {
            const AccountRow copy = *account;
            context.fold.apply(copy, {fact.address, told});
        }
        return;
    }
    const auto* unknown = std::get_if<UnknownFact>(&fact.said);
    if (unknown != nullptr) count_unknown(context.session, unknown->field, unknown->what, stored.position);
    if (const std::string type = unknown_type_of(fact); !type.empty()) {
        count_unknown(context.session, "type of a message", type, stored.position);
    }
    const auto accounts = context.router.find(fact.address, stored.row.road);
    const auto* notice = std::get_if<NoticeFact>(&fact.said);
    if (accounts.empty() && notice != nullptr) {
        // Its road has other WhatsApp Business Accounts too; an announcement is not waited for.
        count_unknown(context.session, "notice of no connected account",
                      std::string(name_of(notice->notices.newest.begin()->first.kind)), stored.position);
        return;
    }
    if (accounts.empty() && unknown == nullptr) {
        park(context.session,
             {stored.position, fact.address.phone_number_id, fact.address.waba_id, stored.row.received_at});
        if (parked_) parked_(context, stored.row.road, fact, stored.row.received_at);
        return;
    }
    for (const AccountRow* account : accounts) {
        const AccountRow copy = *account;  // the fold may change the router's row
        if (fact.imported && !let_in(context, copy, stored, fact)) continue;
        apply_to(context, copy, stored, said, fact);
    }
    if (is_echo(fact) && context.now_ms - stored.row.received_at < counted_within_ms) {
        const std::int64_t said_at = std::get<MessageFact>(fact.said).message.content->evidence.at;
        figures_->messages.echo_lag.observe_us((stored.row.received_at - said_at * 1000) * 1000);
    }
}

bool DeliveryApplier::let_in(WriteContext& context, const AccountRow& account, const StoredRow& stored,
                             const Fact& fact) {
    const std::int64_t received_at = stored.row.received_at;
    if (!gate_ || gate_->account != account.id || gate_->received_at != received_at) {
        gate_ = Gate{account.id, received_at, history_import_at(context.session, account.id, received_at)};
    }
    if (!gate_->import) return true;
    const HistoryImportRow& import = *gate_->import;
    if (import.choice == HistoryChoice::held) {
        park(context.session, {stored.position, account.phone_number_id, account.waba_id, received_at});
        return false;
    }
    const bool refused = import.choice == HistoryChoice::refused;
    if (const auto* told = std::get_if<MessageFact>(&fact.said)) {
        return !refused && !left_out(import.gate, told->message.peers, time_of(told->message), import.begun_at);
    }
    if (const auto* told = std::get_if<ContactFact>(&fact.said)) {
        return !refused && !left_out(import.gate, told->identities, 0, import.begun_at);
    }
    return true;
}

void DeliveryApplier::note_arrival(WriteContext& context, const StoredRow& stored, const Observation& said) {
    if (!said.self_test.empty()) return note_test(context.session, stored.row.road, said.self_test);
    // Once in a while is often enough for people, and costs nothing.
    constexpr std::int64_t a_while_ms = 10LL * 60 * 1000;
    std::int64_t& noted = noted_[stored.row.road];
    if (noted > 0 && stored.row.received_at < noted + a_while_ms) return;
    noted = stored.row.received_at;
    note_delivery(context.session, stored.row.road, noted);
}

void DeliveryApplier::apply(WriteContext& context, const StoredRow& stored) {
    gate_.reset();
    const std::size_t slash = stored.row.road.find('/');
    const auto road = roads_.find(stored.row.road.substr(0, slash));
    if (road == roads_.end()) {
        set_aside_because(context, stored, "The configuration has no app or gateway of this name any more.");
        return;
    }
    if (slash != std::string::npos) {
        const std::string fault = apply_callback(context, *road->second, stored.row.road.substr(slash + 1), stored);
        if (!fault.empty()) set_aside_because(context, stored, fault);
        return;
    }
    const Observation observation = road->second->read(stored.row.body, stored.row.received_at / 1000);
    if (!observation.malformed.empty()) {
        set_aside_because(context, stored, observation.malformed);
        return;
    }
    note_arrival(context, stored, observation);
    // Who a person is comes first: then his message finds him named, and he is told of once.
    for (const bool of_contacts : {true, false}) {
        for (const Fact& fact : observation.facts) {
            if (std::holds_alternative<ContactFact>(fact.said) != of_contacts) continue;
            apply_fact(context, stored, observation, fact);
        }
    }
}

std::optional<Observation> DeliveryApplier::read(const StoredRow& stored) const {
    const auto road = roads_.find(stored.row.road);
    if (stored.row.kind != RowKind::delivery || road == roads_.end()) return std::nullopt;
    Observation observation = road->second->read(stored.row.body, stored.row.received_at / 1000);
    if (!observation.malformed.empty()) return std::nullopt;
    return observation;
}

std::size_t DeliveryApplier::apply_some(WriteContext& context, const StoredRow& stored, const Observation& observation,
                                        std::size_t first, const std::function<bool()>& enough) {
    gate_.reset();
    while (first < observation.facts.size()) {
        apply_fact(context, stored, observation, observation.facts[first++]);
        if (enough()) break;
    }
    return first;
}

void DeliveryApplier::apply_parked(WriteContext& context, const AccountRow& account) {
    for (const ParkedRow& parked : parked_for(context.session, account.phone_number_id, account.waba_id)) {
        StoredRow stored;
        if (!context.pump.read_one(parked.position, stored) || stored.row.kind != RowKind::delivery) continue;
        if (stored.row.road != account.road) continue;
        if (stored.row.lane == Lane::history) {
            make_due(context.session, parked);
            due_ = true;
            continue;
        }
        unpark(context.session, parked);
        apply(context, stored);
    }
}

std::optional<DeliveryApplier::Due> DeliveryApplier::next_due(WriteContext& context) {
    while (due_) {
        const auto parked = coexist::next_due(context.session);
        if (!parked) {
            due_ = false;
            break;
        }
        StoredRow stored;
        if (context.pump.read_one(parked->position, stored)) return Due{*parked, std::move(stored)};
        unpark(context.session, *parked);  // its segment is gone
    }
    return std::nullopt;
}

bool DeliveryApplier::replay(WriteContext& context, const JournalPosition& position) {
    StoredRow stored;
    if (!context.pump.read_one(position, stored) || stored.row.kind != RowKind::delivery) return false;
    release_from_quarantine(context.session, position);
    forget_not_understood(context.session, position);
    apply(context, stored);
    return true;
}

void DeliveryApplier::expire_parked(WriteContext& context, std::int64_t before_ms) {
    forget_parked(context, erasures_);
    for (const ParkedRow& parked : parked_before(context.session, before_ms)) {
        StoredRow stored;
        unpark(context.session, parked);
        if (!context.pump.read_one(parked.position, stored) || stored.row.kind != RowKind::delivery) continue;
        set_aside_because(context, stored, why_it_waited(context, parked, stored.row.road));
    }
}

}  // namespace coexist
