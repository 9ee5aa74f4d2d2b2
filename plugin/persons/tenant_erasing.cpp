#include "persons/tenant_erasing.hpp"

#include <thread>
#include <vector>

#include "persons/erasure_command.hpp"
#include "store/contacts.hpp"
#include "store/erasures.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int contacts_together = 100;
constexpr auto look_every = seconds(60);
constexpr auto look_again = milliseconds(20);
constexpr auto after_failure = seconds(10);
constexpr auto wait_for_calls = seconds(1);
constexpr auto longest_wait = seconds(30);

}  // namespace

TenantErasing::TenantErasing(StateWriter& writer, Journal& journal, const TenantEraser& eraser, Marker marker,
                             std::string directory, Clock clock, Log log)
    : writer_(writer),
      journal_(journal),
      eraser_(eraser),
      marker_(std::move(marker)),
      directory_(std::move(directory)),
      clock_(clock),
      log_(std::move(log)) {}

TenantErasing::~TenantErasing() {
    stop();
}

void TenantErasing::start() {
    chore_.start(milliseconds(0), [this] { return turn(); });
}

milliseconds TenantErasing::turn() {
    try {
        const auto open = tenant_erasures_in(*open_state_for_reading(directory_), TenantErasureState::persons);
        return open.empty() ? milliseconds(look_every) : step(open.front());
    } catch (const std::exception& error) {
        if (running()) log_.warn("persons", std::string("a tenant is not erased yet: ") + error.what());
        return after_failure;
    }
}

milliseconds TenantErasing::step(const TenantErasureRow& row) {
    std::vector<std::int64_t> contacts;
    std::int64_t calls = 0;
    {
        const auto session = open_state_for_reading(directory_);
        contacts = contacts_to_erase(*session, row.tenant, contacts_together);
        calls = calls_under_way(*session, row.tenant);
    }
    if (!contacts.empty()) {
        const bool erased = erase(row, contacts);
        writer_.post_and_wait([&](WriteContext& context) { TenantEraser::progress(context, row); });
        return erased ? milliseconds(0) : milliseconds(after_failure);
    }
    // What is still to be told to the platform (the end of a subscription, say) needs the number.
    if (calls > 0) return wait_for_calls;
    const bool gone = writer_.post_and_wait([&](WriteContext& context) { eraser_.rest(context, row); });
    return gone ? milliseconds(0) : milliseconds(after_failure);
}

bool TenantErasing::erase(const TenantErasureRow& row, const std::vector<std::int64_t>& contacts) {
    const auto session = open_state_for_reading(directory_);
    std::string last;
    for (const std::int64_t key : contacts) {
        if (!running()) return true;
        const auto contact = find_contact(*session, row.tenant, key);
        if (!contact) continue;
        ErasureCommand command;
        command.erasure_id = last = new_erasure_id();
        command.tenant = row.tenant;
        command.contact = key;
        for (const PersonIdentity& one : contact->identities) {
            command.marks.push_back(marker_(row.tenant, one.identity));
        }
        command.at = clock_.now_ms();
        command.actor = row.actor;
        command.roles = row.roles;
        command.tenants = row.tenants;
        command.origin = row.origin;
        // Of those before the last it is enough that they are on their way: who is left is asked for again.
        if (key != contacts.back()) {
            journal_.append(
                row_of(command), [](void* /*ctx*/, bool /*durable*/) {}, nullptr);
        } else if (!journal_.append_and_wait(row_of(command))) {
            return false;
        }
    }
    writer_.wake();
    const auto until = std::chrono::steady_clock::now() + longest_wait;
    while (running() && std::chrono::steady_clock::now() < until) {
        if (find_erasure(*session, last)) return true;
        std::this_thread::sleep_for(look_again);
    }
    return !running();
}

}  // namespace coexist
