#pragma once

#include <crm/plugin_host.hpp>

#include <cstddef>
#include <string>

#include "check/check.hpp"
#include "loader/library.hpp"

namespace crm::check {

/// The plugin, mapped and registered; throws Unfit when it does not get that far.
LoadedPlugin loaded(const Subject& subject);

/// The raw entry; throws Unfit when there is none.
const crm_plugin* (*entry_of(const Subject& subject))(std::uint32_t);

/// A host that offers all services, says nothing, and keeps a clock that stands.
const crm_host& quiet_host();

/// Options for open(): the subject's state in this role.
std::string options_of(const Subject& subject, const char* role);

/// An opened instance of the subject's state; throws Unfit when it is refused.
Instance opened(const Subject& subject, const LoadedPlugin& plugin, const char* role = "owner",
                const crm_host* host = &quiet_host());

/// The subject's configuration, as text in which @STATE@ became the check's own folder; throws Missing when none was
/// given, Unfit when it cannot be read.
std::string config_text(const Subject& subject);

/// Configures and starts; throws Missing without a configuration, Unfit where that is refused.
void configure(Instance& instance, const Subject& subject);
void start(Instance& instance, const Subject& subject);

/// The only owner of the subject's state, started; makes its events if the subject says how.
struct Running {
    LoadedPlugin plugin;
    Instance instance;
};
Running running(const Subject& subject, const crm_host* host = &quiet_host());

/// Invokes the subject's own action; throws Missing when there is none, Unfit when it is refused.
void act(const Running& running, const Subject& subject, const std::string& key);

/// A JSON actor of the subject's tenant with this role; for another tenant when one is named.
std::string actor(const Subject& subject, const char* role = "admin", const char* tenant = nullptr);

constexpr std::uint32_t stop_ms = 5000;

/// What a refusal says of itself: "status -3: WORDS".
std::string told(const Reply& reply);

/// Words about what a negative reply lacks to be a problem document; empty when it is one.
std::string no_problem_document(const Reply& reply);

/// "1 thread", "2 threads".
std::string counted(std::size_t number, const char* what);

/// Of this process.
std::size_t thread_count();
std::size_t descriptor_count();

/// Waits up to 2 s until there are no more than `most` threads: the kernel forgets a joined one a little later.
/// Answers how many are too many.
std::size_t threads_above(std::size_t most);

}  // namespace crm::check
