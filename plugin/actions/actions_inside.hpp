#pragma once
#include <optional>
#include <string>

#include "actions/action_services.hpp"
#include "actions/action_texts.hpp"
#include "actions/actions.hpp"
#include "actions/actor.hpp"
#include "actions/input_schemas.hpp"

namespace coexist {

/// What the two halves of Actions share: listing (actions.cpp) and invoking (invocation.cpp).
struct Actions::Inside {
    explicit Inside(ActionServices& given) : services(given) {}

    ActionServices& services;
    InputSchemas schemas;
    ActionTexts texts;

    [[nodiscard]] const ActionHandler& handler(Provider provider, const ActionSpec& spec) const {
        return *services.handlers.at(provider).at(std::string(spec.id));
    }
    /// The account if it is of this provider and of one of the actor's tenants; nobody learns of another's.
    [[nodiscard]] std::optional<AccountRow> account_of(Session& session, const Actor& actor, std::string_view id,
                                                       Provider provider) const;
    /// invoke(), its refusals in English.
    [[nodiscard]] Result<ActionAnswer> invoke(const ActionRequest& request, Provider provider,
                                              const Actor& actor) const;
    /// Until the owner has taken the command in; nothing if that takes too long or nobody is there to do it.
    [[nodiscard]] std::optional<OperationRow> wait_for(const Command& command) const;
    /// Journals a whole command and waits for what becomes of it.
    [[nodiscard]] Result<ActionAnswer> told(const Command& command, const std::string& key,
                                            std::string_view locale) const;

  private:
    /// The account or the tenant that the request acts on; checks that they belong together and to the actor.
    [[nodiscard]] Result<Command> command_of(const ActionRequest& request, Provider provider, const ActionSpec& spec,
                                             const std::optional<AccountRow>& account, const Actor& actor) const;
    [[nodiscard]] Result<boost::json::object> input_of(const ActionRequest& request, const ActionSpec& spec) const;
};

/// A key for whoever gave none.
std::string random_key();
/// What is answered to whoever asks under the key of an operation that is there: its answer, its refusal, or
/// key_reused.
Result<ActionAnswer> known_answer(const OperationRow& known, const Command& command, const std::string& key,
                                  std::string_view locale);

/// {"operation": {...}}; `key` empty: not answered. `locale`: of who reads it.
ActionAnswer answer_of(const OperationRow& operation, std::string_view key, std::string_view locale);

}  // namespace coexist
