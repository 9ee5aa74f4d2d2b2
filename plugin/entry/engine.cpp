#include "entry/engine.hpp"

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include "entry/owner_name.hpp"
#include "entry/version.hpp"
#include "health/document.hpp"
#include "health/metrics.hpp"
#include "model/hash.hpp"
#include "persons/eraser.hpp"
#include "runtime/thread.hpp"
#include "store/copy_manifest.hpp"
#include "store/damage.hpp"
#include "store/durable.hpp"
#include "store/file_system.hpp"

namespace coexist {
namespace {

constexpr auto look_for_owner_every = std::chrono::milliseconds(250);
constexpr auto longest_wait_for_state = std::chrono::seconds(2);
constexpr auto look_for_state_every = std::chrono::milliseconds(10);
// Whoever looks by REST sees what was so a moment ago, unless the disk takes longer than this.
constexpr auto patience_of_rest = std::chrono::milliseconds(500);

Problem unusable(const std::string& directory, const std::string& why) {
    return {Refusal::unavailable,
            "state_unusable",
            "The state in " + directory + " cannot be used: " + why + ".",
            "Look at the directory's rights and its disk's space; if a file is damaged, restore the last backup.",
            {}};
}

Problem absent(const std::string& directory) {
    return {Refusal::unavailable,
            "state_absent",
            "There is no state in " + directory + " yet, and a client does not create one.",
            "Start the owner once (role \"owner\" or \"auto\"), then this one.",
            {}};
}

// The one thing of a configuration that a running process cannot change.
Problem other_key() {
    return {Refusal::config,
            "secrets_key_changed",
            "secrets_key leads to another key than the one that this process started with; with that key no stored "
            "token would open. The former configuration stays in force.",
            "Put the former key back where secrets_key points. If another key is meant: stop, start with it, and adopt "
            "every account anew.",
            {}};
}

}  // namespace

Engine::Engine(const OpenOptions& options, Clock clock, Log log, std::string host_name)
    : options_(options),
      foundation_(options.directory, clock, std::move(log), std::move(host_name)),
      state_look_(options.directory, foundation_.readers, foundation_.feed, foundation_.disk, clock),
      sampler_([this](const StateSample& former) { return look(former); }) {}

Engine::~Engine() {
    stop(0);
}

// The owner's health names the clients that run with another configuration.
void Engine::mark_client() {
    mark_.reset();
    mark_ =
        ClientMark::leave(options_.directory, words(this_process(foundation_.host_name, foundation_.clock.now_ms())),
                          provision_->settings.settings_hash);
}

void Engine::warn_of(const Provision& provision) const {
    for (const std::string& warning : provision.warnings) foundation_.log.warn("secrets", warning);
}

Outcome Engine::start(const Settings& settings) {
    stopping_ = false;
    auto provision = make_provision(settings, foundation_.clock, foundation_.figures, foundation_.usage);
    if (!provision) return provision.take_problem();
    warn_of(**provision);
    try {
        if (auto fits = refuse_network(options_.directory); !fits) return fits;
        std::filesystem::create_directories(journal_directory(options_.directory));
        std::filesystem::permissions(options_.directory, std::filesystem::perms::owner_all);
        provision_ = *provision;
        if (options_.role != Role::client) {
            auto became = become_owner();
            const bool taken = !became && became.problem().code == "owner_exists";
            if (!became && !(taken && options_.role == Role::automatic)) return became.take_problem();
        }
        if (!owner_ && !wait_for_state()) return absent(options_.directory);
        foundation_.journal.on_appended([this] { journal_grew(); });
        foundation_.journal.start();
        foundation_.feed.start();
        if (owner_) {
            owner_->start();
        } else {
            mark_client();
        }
        sampler_.start();
        open_surface(provision_);
    } catch (const std::exception& error) {
        stop(0);
        return unusable(options_.directory, error.what());
    }
    if (!owner_ && options_.role == Role::automatic) {
        watcher_ = start_thread("wa-role", [this] { watch_for_ownership(); });
    }
    return std::monostate{};
}

// Takes the lock and opens the writer, without starting it.
Outcome Engine::become_owner() {
    auto lock =
        OwnerLock::take(options_.directory, words(this_process(foundation_.host_name, foundation_.clock.now_ms())));
    if (!lock) return lock.take_problem();
    // The directories may be new: the state is as durable as the names that lead to it.
    sync_directories_above(journal_directory(options_.directory));
    if (auto accepted = accept_copy(options_.directory); !accepted) return accepted.take_problem();
    auto mended = mend(options_.directory, foundation_.clock.now_ms());
    if (!mended) return mended.take_problem();
    for (const std::string& what : *mended) foundation_.log.warn("state", what);
    auto owner = Owner::open(foundation_, provision_);
    if (!owner) return owner.take_problem();
    const std::lock_guard guard(owner_guard_);
    lock_ = std::move(lock).value();
    owner_ = std::move(owner).value();
    return std::monostate{};
}

void Engine::open_surface(std::shared_ptr<Provision> provision) {
    std::shared_ptr<Owner> owner;
    {
        const std::lock_guard guard(owner_guard_);
        owner = owner_;
    }
    foundation_.disk.set_budget(provision->settings.disk_budget_bytes);
    gate_.open(std::make_shared<Surface>(
        foundation_, std::move(provision), std::move(owner), [this] { return stopping_.load(); },
        [this](const Eyes& eyes) { return health(eyes, patience_of_rest); },
        [this](const Eyes& eyes, const Wanted& wanted) { return metrics(eyes, wanted, patience_of_rest); }));
}

// An owner may have taken the lock and not made the tables yet; without one nobody will.
bool Engine::wait_for_state() const {
    const auto deadline = std::chrono::steady_clock::now() + longest_wait_for_state;
    for (;;) {
        try {
            if (meta_number(*open_state_for_reading(options_.directory), "fold_version", 0) > 0) return true;
        } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): not there yet
        }
        if (std::chrono::steady_clock::now() > deadline || !OwnerLock::held(options_.directory)) return false;
        std::this_thread::sleep_for(look_for_state_every);
    }
}

Outcome Engine::reload(const Settings& settings) {
    auto provision = make_provision(settings, foundation_.clock, foundation_.figures, foundation_.usage);
    if (!provision) return provision.take_problem();
    const std::lock_guard role(role_guard_);
    if ((*provision)->cipher.key_id() != provision_->cipher.key_id()) return other_key();
    warn_of(**provision);
    std::shared_ptr<Provision> former;
    {
        const std::lock_guard guard(owner_guard_);
        former = std::exchange(provision_, *provision);
    }
    if (!lock_) mark_client();
    Outcome outcome = lock_ ? replace_owner() : Outcome(std::monostate{});
    if (!outcome) {
        // The former owner's calls are ended for good, so that its configuration is set up once more.
        auto back = make_provision(former->settings, foundation_.clock, foundation_.figures, foundation_.usage);
        {
            const std::lock_guard guard(owner_guard_);
            provision_ = back ? *back : former;
        }
        if (!replace_owner()) foundation_.log.error("role", "nobody works the state until the next reload or start");
    }
    open_surface(provision_);
    return outcome;
}

// Ends the owner that works the state, and begins one with the present configuration. Under role_guard_.
Outcome Engine::replace_owner() {
    constexpr std::uint32_t reload_deadline_ms = 5000;
    std::shared_ptr<Owner> former;
    {
        const std::lock_guard guard(owner_guard_);
        former.swap(owner_);
    }
    if (former) former->stop(reload_deadline_ms);
    former.reset();
    try {
        auto owner = Owner::open(foundation_, provision_);
        if (!owner) return owner.take_problem();
        {
            const std::lock_guard guard(owner_guard_);
            owner_ = *owner;
        }
        (*owner)->start();
    } catch (const std::exception& error) {
        return unusable(options_.directory, error.what());
    }
    return std::monostate{};
}

void Engine::watch_for_ownership() {
    for (;;) {
        {
            std::unique_lock lock(watch_guard_);
            watch_end_.wait_for(lock, look_for_owner_every, [this] { return stopping_.load(); });
        }
        if (stopping_) return;
        if (OwnerLock::held(options_.directory)) continue;
        const std::lock_guard role(role_guard_);
        try {
            if (!become_owner()) continue;
            mark_.reset();
            foundation_.log.info("role", "the former owner is gone: this process works the state now");
            owner_->start();
            if (!stopping_) open_surface(provision_);
            return;
        } catch (const std::exception& error) {
            foundation_.log.warn("role", std::string("cannot take over: ") + error.what());
            give_up_ownership();
        }
    }
}

// Another may try, and so may this process again.
void Engine::give_up_ownership() {
    std::shared_ptr<Owner> owner;
    {
        const std::lock_guard guard(owner_guard_);
        owner.swap(owner_);
    }
    owner.reset();
    lock_.reset();
}

void Engine::journal_grew() {
    const std::lock_guard guard(owner_guard_);
    if (owner_) owner_->writer().wake();
}

std::string Engine::stop(std::uint32_t deadline_ms) {
    {
        const std::lock_guard guard(watch_guard_);  // between the watcher's look and its wait nothing is missed
        stopping_ = true;
    }
    watch_end_.notify_all();
    if (watcher_.joinable()) watcher_.join();
    gate_.shut();
    foundation_.feed.stop();
    std::shared_ptr<Owner> owner;
    {
        const std::lock_guard guard(owner_guard_);
        owner = owner_;
    }
    std::string left;
    if (owner) {
        owner->stop(deadline_ms);
        if (const std::int64_t lag = owner->writer().lag(); lag > 0) {
            left = std::to_string(lag) + " journalled rows wait to be applied";
        }
    }
    sampler_.stop();
    foundation_.audit.tell_all();
    foundation_.journal.stop();
    gate_.wait_empty();
    {
        const std::lock_guard guard(owner_guard_);
        owner_.reset();
    }
    owner.reset();
    lock_.reset();
    mark_.reset();
    return left;
}

StateSample Engine::look(const StateSample& former) {
    foundation_.audit.tell_counted();
    std::vector<SegmentPlace> places;
    {
        // Never kept beyond this: a reload must be the last to hold the former owner, so that its connection closes.
        const std::lock_guard guard(owner_guard_);
        if (owner_) places = owner_->writer().places();
    }
    return state_look_.look(former, places);
}

Present Engine::present(std::chrono::milliseconds patience) {
    Present present{*foundation_.figures, foundation_.door_counts, *foundation_.usage};
    present.sample = patience.count() > 0 ? sampler_.fresh(patience) : sampler_.latest();
    if (!present.sample) present.sample = sampler_.fresh(patience_of_rest);  // right after start() there is none yet
    present.looking_ms = sampler_.looking_ms();
    present.now_ms = foundation_.clock.now_ms();
    present.journal_trouble = foundation_.journal.trouble();
    present.version = plugin_version;
    const std::lock_guard guard(owner_guard_);
    if (provision_) present.settings_hash = static_cast<std::int64_t>(hash64(provision_->settings.settings_hash));
    if (provision_) {
        present.retention = provision_->settings.defaults.retention;
        present.erasure_key = erasure_key_of(provision_->cipher);
    }
    present.owner = owner_ != nullptr;
    if (!owner_) return present;
    present.lag = owner_->writer().lag();
    present.applied = owner_->writer().applied();
    present.writer_trouble = owner_->writer().trouble();
    return present;
}

std::string Engine::metrics(const Eyes& eyes, const Wanted& wanted, std::chrono::milliseconds patience) {
    return metrics_text(present(patience), eyes, wanted);
}

std::string Engine::health(const Eyes& eyes, std::chrono::milliseconds patience) {
    return health_document(present(patience), eyes);
}

void Engine::reload_refused(const Problem& problem) {
    AuditRow row;
    row.action = "configure";
    row.outcome = "failed";
    row.initiator = "host";
    row.code = problem.code;
    foundation_.audit.note(std::move(row));
}

}  // namespace coexist
