#pragma once

#include <crm/plugin.h>

#include <string>

#include "loader/registration.hpp"

namespace crm {

/// Takes what a plugin registers, piece by piece, and remembers the first thing that is wrong.
class Registrar {
  public:
    /// The callbacks to hand to register_with; valid as long as this object.
    const crm_registrar& callbacks() const { return callbacks_; }

    /// To be called after register_with: what can be seen only when all pieces are there.
    void finish();

    /// Words about the first thing that is wrong; empty when all is well.
    const std::string& wrong() const { return wrong_; }
    Registration take() { return std::move(registration_); }

    Registrar();
    Registrar(const Registrar&) = delete;
    Registrar& operator=(const Registrar&) = delete;

  private:
    void add(const crm_channel& channel);
    void add(const crm_action_set& set);
    void add(const crm_schema& schema);
    void add(const crm_route& route);
    Action checked_action(const crm_action* action, const std::string& provider);
    void complain(const std::string& words) {
        if (wrong_.empty()) wrong_ = words;
    }

    template <typename Piece>
    static crm_status take_piece(void* ctx, const Piece* piece) noexcept;

    Registration registration_;
    std::string wrong_;
    crm_registrar callbacks_;
};

}  // namespace crm
