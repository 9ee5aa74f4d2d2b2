#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace coexist {

/// Where an attempt to connect a number stands. The order is that of Meta's recommended finish sequence; nothing in it
/// verifies or deregisters a number, and only a dedicated one is registered.
enum class Stage : std::uint8_t {
    waiting = 1,  ///< for the person in the platform's dialog
    claim,        ///< no code came: what WhatsApp reported is looked up with the partner's own token
    exchange,     ///< the code for a token; once
    inspect,      ///< what the token opens
    numbers,      ///< which numbers it holds
    choose,       ///< several: a person says which one
    subscribe,    ///< webhooks of the WABA to us, read back
    registering,  ///< a dedicated number gets its place on the platform
    fields,       ///< the app gets every field that coexistence needs
    delivery,     ///< one verified delivery of this WABA was seen
    contacts,     ///< the address book is asked for; once
    history,      ///< the history is asked for; once
    settle,       ///< an answer to either was lost: evidence, or one late repeat, settles it
    done,
    failed
};

/// "waiting", "exchange", ...
std::string_view name_of(Stage stage);
/// The inverse of name_of; nothing for any other text.
std::optional<Stage> stage_named(std::string_view name);

/// Whether nothing more will happen.
constexpr bool over(Stage stage) {
    return stage == Stage::done || stage == Stage::failed;
}

/// Whether a code is still taken.
constexpr bool takes_code(Stage stage) {
    return stage == Stage::waiting || stage == Stage::claim;
}

/// What is being waited for, in a sentence for people; empty when it is over.
std::string_view waits_for(Stage stage);

/// Whether the stage's call must not be made twice: a lost answer is `unknown` and waits for evidence.
constexpr bool once_only(Stage stage) {
    return stage == Stage::exchange || stage == Stage::contacts || stage == Stage::history;
}

}  // namespace coexist
