#include "model/account_state.hpp"

#include <array>

namespace coexist {
namespace {

using State = AccountState;
using Event = AccountEvent;

constexpr unsigned coex = 1U << static_cast<unsigned>(Provider::coex);
constexpr unsigned meta = 1U << static_cast<unsigned>(Provider::meta);
constexpr unsigned meow = 1U << static_cast<unsigned>(Provider::meow);
constexpr unsigned all = coex | meta | meow;

struct Step {
    unsigned providers;
    State from;
    Event event;
    State to;
};

/// The whole life of an account. A step that is not here does not exist.
constexpr std::array steps{
    // A first onboarding, or a new one from wherever the account stands. Adopting again keeps a pause.
    Step{coex, State::onboarding, Event::adopted, State::syncing},
    Step{coex, State::syncing, Event::adopted, State::syncing},
    Step{coex, State::connected, Event::adopted, State::syncing},
    Step{coex, State::offboarded, Event::adopted, State::syncing},
    Step{coex, State::disconnect_pending, Event::adopted, State::syncing},
    Step{coex, State::disconnected, Event::adopted, State::syncing},
    Step{coex, State::failed, Event::adopted, State::syncing},
    Step{coex, State::removed, Event::adopted, State::syncing},
    Step{meta | meow, State::onboarding, Event::adopted, State::connected},
    Step{meta | meow, State::connected, Event::adopted, State::connected},
    Step{meta | meow, State::paused, Event::adopted, State::paused},
    Step{meta | meow, State::disconnected, Event::adopted, State::connected},
    Step{meta | meow, State::failed, Event::adopted, State::connected},
    Step{meta | meow, State::removed, Event::adopted, State::connected},
    Step{all, State::onboarding, Event::failed, State::failed},
    Step{coex, State::syncing, Event::synced, State::connected},

    // What the platform does.
    Step{all, State::onboarding, Event::platform_removed, State::disconnected},
    Step{coex, State::syncing, Event::platform_removed, State::disconnected},
    Step{all, State::connected, Event::platform_removed, State::disconnected},
    Step{meta | meow, State::paused, Event::platform_removed, State::disconnected},
    Step{coex, State::offboarded, Event::platform_removed, State::disconnected},
    Step{coex, State::disconnect_pending, Event::platform_removed, State::disconnected},
    Step{coex, State::syncing, Event::platform_offboarded, State::offboarded},
    Step{coex, State::connected, Event::platform_offboarded, State::offboarded},
    Step{coex, State::offboarded, Event::platform_reconnected, State::connected},

    // What people ask for.
    Step{coex, State::syncing, Event::disconnect_asked, State::disconnect_pending},
    Step{coex, State::connected, Event::disconnect_asked, State::disconnect_pending},
    Step{coex, State::offboarded, Event::disconnect_asked, State::disconnect_pending},
    Step{coex, State::disconnect_pending, Event::disconnect_cancelled, State::connected},
    Step{coex, State::syncing, Event::disconnect_forced, State::disconnected},
    Step{coex, State::connected, Event::disconnect_forced, State::disconnected},
    Step{coex, State::offboarded, Event::disconnect_forced, State::disconnected},
    Step{coex, State::disconnect_pending, Event::disconnect_forced, State::disconnected},
    Step{meta | meow, State::connected, Event::pause, State::paused},
    Step{meta | meow, State::paused, Event::resume, State::connected},
    Step{meta | meow, State::onboarding, Event::remove, State::removed},
    Step{meta | meow, State::connected, Event::remove, State::removed},
    Step{meta | meow, State::paused, Event::remove, State::removed},
    // A coex number that is still attached must be disconnected first; only what is over can be removed.
    Step{all, State::disconnected, Event::remove, State::removed},
    Step{all, State::failed, Event::remove, State::removed},
};

constexpr std::array<std::string_view, 10> state_names{
    "",           "onboarding",         "syncing",      "connected", "paused",
    "offboarded", "disconnect_pending", "disconnected", "failed",    "removed"};

constexpr std::array<std::string_view, 13> event_names{"",
                                                       "adopted",
                                                       "synced",
                                                       "platform_removed",
                                                       "platform_offboarded",
                                                       "platform_reconnected",
                                                       "disconnect_asked",
                                                       "disconnect_cancelled",
                                                       "disconnect_forced",
                                                       "pause",
                                                       "resume",
                                                       "remove",
                                                       "failed"};

}  // namespace

std::string_view name_of(AccountState state) {
    const auto place = static_cast<std::size_t>(state);
    return place < state_names.size() ? state_names[place] : std::string_view();
}

std::optional<AccountState> account_state_named(std::string_view name) {
    for (std::size_t place = 1; place < state_names.size(); ++place) {
        if (state_names[place] == name) return static_cast<AccountState>(place);
    }
    return std::nullopt;
}

std::string_view name_of(AccountEvent event) {
    const auto place = static_cast<std::size_t>(event);
    return place < event_names.size() ? event_names[place] : std::string_view();
}

std::optional<AccountState> next(Provider provider, AccountState state, AccountEvent event) {
    const unsigned who = 1U << static_cast<unsigned>(provider);
    for (const Step& step : steps) {
        if (step.from == state && step.event == event && (step.providers & who) != 0) return step.to;
    }
    return std::nullopt;
}

bool may_send(AccountState state) {
    return state == AccountState::syncing || state == AccountState::connected;
}

}  // namespace coexist
