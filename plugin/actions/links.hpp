#pragma once
#include "actions/action_handler.hpp"
#include "actions/connect.hpp"
#include "onboarding/link_door.hpp"

namespace coexist {

/// No action that anybody can ask for by name: a client's browser showed the page of his link.
inline constexpr const char* link_opened_action = "link_opened";

/// coex, meta: makes a link with which a client connects one number on his own device. It replaces those of the same
/// tenant, provider and number.
class CreateLink : public ActionHandler {
  public:
    CreateLink(const Settings& settings, Provider provider) : settings_(settings), provider_(provider) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const Settings& settings_;
    const Provider provider_;
};

/// coex, meta: ends a link; an attempt that waits in its dialog ends with it.
class RevokeLink : public ActionHandler {
  public:
    explicit RevokeLink(ConnectDesk desk) : desk_(std::move(desk)) {}
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const ConnectDesk desk_;
};

class LinkOpened : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// An attempt begins with a link: it becomes the link's newest, and one that still waits in its dialog ends, so that a
/// half-finished one is never continued. A problem where the link is not good any more.
std::optional<Problem> begin_with_link(WriteContext& context, const ConnectDesk& desk, const Command& command,
                                       const ConnectAttemptRow& attempt);

/// Ends the link of an attempt that is done: it was for one number.
void end_used_link(WriteContext& context, const ConnectAttemptRow& attempt);

/// What a client did at his link, as the command that does it.
Command command_of(const LinkStep& step, std::int64_t now_ms);

}  // namespace coexist
