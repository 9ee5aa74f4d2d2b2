#include "entry/at_rest.hpp"

#include <SQLiteCpp/Exception.h>

#include "actions/action_services.hpp"
#include "actions/handler_set.hpp"
#include "entry/provision.hpp"
#include "secrets/token_cipher.hpp"

namespace coexist {

Result<ActionAnswer> list_actions_at_rest(const OpenOptions& options, Clock clock, const ActionRequest& request,
                                          Provider provider, const Settings& settings) {
    // Handlers are made with a key, which listing never uses.
    auto no_key = TokenCipher::from_key(Secret(std::string(64, '0')));
    if (!no_key) return no_key.take_problem();
    const Channels& channels = bare_channels();
    ReaderPool readers(options.directory);
    Journal journal(options.directory, clock, Log());  // never started: nothing is written
    const SendsLedger ledger(channels);
    const ConnectSaga saga({settings, channels, *bare_signup(), *no_key, nullptr});
    const HandlersByProvider handlers =
        make_handlers({readers, channels, *no_key, ledger, nullptr, [](const std::string&) { return true; }, settings,
                       saga, [] { return true; }});
    ActionServices services{readers, journal, channels, handlers, clock, options.directory, [] { return true; }};
    try {
        return Actions(services).list_actions(request, provider);
    } catch (const SQLite::Exception&) {
        return Problem{Refusal::not_found,
                       "account_not_found",
                       "There is no such account: the state does not exist yet.",
                       "Start the plugin once.",
                       {}};
    }
}

}  // namespace coexist
