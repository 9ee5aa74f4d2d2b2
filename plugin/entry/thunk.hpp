#pragma once
#include <crm/plugin.h>

#include <exception>
#include <new>

#include "entry/reply.hpp"

namespace coexist {

/// The answer to a bug: what was thrown never crosses the ABI.
inline const crm_reply* bug_reply(const char* what) noexcept {
    try {
        return make_reply(Problem{Refusal::internal,
                                  "internal_error",
                                  std::string("This is a bug of the plugin: ") + what,
                                  "Please report it with the plugin's log.",
                                  {}});
    } catch (const std::exception&) {
        return nullptr;
    }
}

/// The one way into the plugin: wraps a function so that no exception leaves it. `Failure` is what a function that
/// answers a number answers then.
template <auto Body, std::int32_t Failure = CRM_E_INTERNAL>
struct Thunk;

template <class... Args, const crm_reply* (*Body)(Args...), std::int32_t Failure>
struct Thunk<Body, Failure> {
    static const crm_reply* call(Args... args) noexcept {
        try {
            return Body(args...);
        } catch (const std::bad_alloc&) {
            return nullptr;
        } catch (const std::exception& error) {
            return bug_reply(error.what());
        } catch (...) {
            return bug_reply("an exception without a name.");
        }
    }
};

template <class... Args, std::int32_t (*Body)(Args...), std::int32_t Failure>
struct Thunk<Body, Failure> {
    static std::int32_t call(Args... args) noexcept {
        try {
            return Body(args...);
        } catch (...) {
            return Failure;
        }
    }
};

template <class... Args, void (*Body)(Args...), std::int32_t Failure>
struct Thunk<Body, Failure> {
    static void call(Args... args) noexcept {
        try {
            Body(args...);
        } catch (...) {  // NOLINT(bugprone-empty-catch): there is nobody to tell
        }
    }
};

}  // namespace coexist
