#include "entry/instance.hpp"

#include <unistd.h>

#include <boost/json.hpp>

#include "config/read_settings.hpp"
#include "entry/at_rest.hpp"
#include "entry/configuration_reply.hpp"
#include "entry/log_file.hpp"

using coexist::Said;

namespace {

coexist::Problem not_configured() {
    return {coexist::Refusal::conflict,
            "not_configured",
            "The plugin has no configuration yet.",
            "Call configure() before start().",
            {}};
}

constexpr const char* only_the_host = " Only the host's log is written, if it takes one.";

coexist::Problem log_unwritable(const std::string& trouble) {
    return {coexist::Refusal::config,
            "log_unwritable",
            "The log file " + trouble + " The former configuration stays in force.",
            "Create its folder, or give the process the right to write there, and reload again.",
            {}};
}

std::string text(const crm_str& from) {
    return from.len == 0 ? std::string() : std::string(from.ptr, from.len);
}

}  // namespace

crm_instance::crm_instance(const crm_host* host, coexist::OpenOptions options)
    : process_(::getpid()), options_(std::move(options)) {
    if (host == nullptr) return;
    if (CRM_HAS(host, crm_host, version) && host->name.len > 0)
        host_name_ = text(host->name) + " " + text(host->version);
    // The plugin's own threads may use the host's services only if the host says that any thread may.
    if (!CRM_HAS(host, crm_host, ctx) || (host->flags & CRM_HOST_FOREIGN_THREADS) == 0) return;
    host_ctx_ = host->ctx;
    if (CRM_HAS(host, crm_host, log)) host_log_ = host->log;
    if (CRM_HAS(host, crm_host, now_ms) && host->now_ms != nullptr) {
        clock_ = coexist::Clock(host->now_ms, host->ctx);
    }
}

bool crm_instance::forked() const {
    return ::getpid() != process_;
}

coexist::Log crm_instance::make_log() const {
    return coexist::Log([file = log_file_, log = host_log_, ctx = host_ctx_](
                            coexist::LogLevel level, std::string_view component, std::string_view line) {
        if (log != nullptr) {
            const crm_str where = coexist::view_of(component);
            const crm_str what = coexist::view_of(line);
            log(ctx, static_cast<std::int32_t>(level), &where, &what);
        }
        file->write(level, component, line);
    });
}

Said crm_instance::configure(std::string_view document, std::string_view source_name) {
    std::vector<coexist::ProblemError> warnings;
    auto read = coexist::read_settings(document, source_name, &warnings);
    const auto running = engine();
    if (!read) {
        if (running) running->reload_refused(read.problem());
        return coexist::said(read.problem());
    }
    auto log_file = std::make_shared<coexist::LogFile>(read->log);
    if (running) {
        auto reloaded = log_file->trouble().empty() ? running->reload(*read)
                                                    : coexist::Outcome(log_unwritable(log_file->trouble()));
        if (!reloaded) {
            running->reload_refused(reloaded.problem());
            return coexist::said(reloaded.problem());
        }
        log_file_->become(*log_file);
    } else {
        // A log that cannot be written is no reason to leave guests without an answer.
        if (!log_file->trouble().empty()) warnings.push_back({"/log/file", log_file->trouble() + only_the_host});
        log_file_ = std::move(log_file);
    }
    settings_ = std::move(read).value();
    return coexist::configuration_accepted(*settings_, warnings);
}

Said crm_instance::start() {
    if (!settings_) return coexist::said(not_configured());
    if (engine()) return Said{CRM_OK, 200, "application/json", "{}", {}, {}};
    auto made = std::make_shared<coexist::Engine>(options_, clock_, make_log(), host_name_);
    auto started = made->start(*settings_);
    if (!started) return coexist::said(started.problem());
    const std::lock_guard lock(guard_);
    engine_ = std::move(made);
    return Said{CRM_OK, 200, "application/json", "{}", {}, {}};
}

Said crm_instance::stop(std::uint32_t deadline_ms) {
    std::shared_ptr<coexist::Engine> ending = engine();
    boost::json::array left;
    if (ending) {
        if (std::string words = ending->stop(deadline_ms); !words.empty()) left.emplace_back(words);
        const std::lock_guard lock(guard_);
        engine_.reset();
    }
    return Said{CRM_OK, 200, "application/json", boost::json::serialize(boost::json::object{{"left", std::move(left)}}),
                {},     {}};
}

std::shared_ptr<coexist::Engine> crm_instance::engine() const {
    const std::lock_guard lock(guard_);
    return engine_;
}

Said crm_instance::health() const {
    if (const auto running = engine())
        return Said{CRM_OK, 200, "application/json", running->health({true, {}}), {}, {}};
    return Said{CRM_OK,
                200,
                "application/json",
                R"({"status":"warn","checks":{"started":{"status":"warn","code":"not_started","detail":"The plugin is )"
                R"(not started.","next":"Call start()."}},"problems":[{"check":"started","status":"warn",)"
                R"("code":"not_started","detail":"The plugin is not started.","next":"Call start()."}]})",
                {},
                {}};
}

coexist::Result<coexist::ActionAnswer> crm_instance::actions_at_rest(const coexist::ActionRequest& request,
                                                                     coexist::Provider provider) const {
    return coexist::list_actions_at_rest(options_, clock_, request, provider, settings_.value_or(coexist::Settings{}));
}
