#include "entry/rebuild.hpp"

#include <SQLiteCpp/Exception.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "actions/command_applier.hpp"
#include "actions/disconnect.hpp"
#include "actions/handler_set.hpp"
#include "ingest/state_writer.hpp"
#include "outbox/sends_ledger.hpp"
#include "persons/eraser.hpp"
#include "persons/replay_command.hpp"
#include "store/backup.hpp"
#include "store/canonical_export.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

using Hashes = std::map<std::string, std::uint64_t>;
constexpr std::size_t most_shown = 100;
constexpr auto look_again = std::chrono::milliseconds(10);

Problem failed(const std::string& why) {
    return {Refusal::unavailable,
            "rebuild_failed",
            "The state could not be built anew for comparison: " + why + ".",
            "Look at the disk's space and at health; the state that is in use was only read.",
            {}};
}

/// The copy that is built anew; taken away at the end.
class Scratch {
  public:
    explicit Scratch(const std::string& directory)
        : path_(directory + "/rebuild-" + std::to_string(static_cast<int>(::getpid()))) {
        fs::remove_all(path_);
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    const std::string path_;
};

/// Works a state as its owner does until nothing waits in its journal, without calling the platform; answers what its
/// fold says then.
Result<Hashes> worked_off(const std::string& directory, const Foundation& foundation, const Provision& provision) {
    auto opened = StateWriter::open(directory, provision.roads, foundation.clock, Log());
    if (!opened) return opened.take_problem();
    StateWriter& writer = **opened;
    ReaderPool readers(directory);
    const SendsLedger ledger(provision.channels);
    const ConnectSaga saga(
        {provision.settings, provision.channels, *provision.signup, provision.cipher, &writer.deliveries()});
    const HandlersByProvider handlers =
        make_handlers({readers, provision.channels, provision.cipher, ledger, &writer.deliveries(),
                       [&provision](const std::string& road) { return provision.roads.count(road) > 0; },
                       provision.settings, saga, [] { return true; }});
    const NumberChecks checks(readers, provision.channels, provision.cipher);
    const PhoneWatch phones(provision.settings);
    const CommandApplier commands(handlers, ledger, checks, phones);
    writer.hand_over_by(
        [&provision](const TenantId& tenant) { return settings_for(provision.settings, tenant).handover; });
    writer.set_parked_days(static_cast<int>(provision.settings.defaults.parked.count()));
    const Eraser eraser(directory, writer.deliveries().erasures(), erasure_key_of(provision.cipher), nullptr);
    writer.deliveries().erasures().set_marker(marker_of(provision.cipher));
    writer.on_command([&](WriteContext& context, const StoredRow& row) {
        if (row.row.kind == RowKind::erasure) {
            eraser.apply(context, row);
        } else if (row.row.kind == RowKind::replay) {
            apply_replay(context, writer.deliveries(), row);
        } else {
            commands.command(context, row);
        }
    });
    writer.on_answer([&](WriteContext& context, const StoredRow& row) { commands.answer(context, row); });
    writer.on_seed([&](WriteContext& context) {
        commands.seed(context);
        Eraser::seed(context);
    });
    writer.on_account_told([](WriteContext& context, const AccountRow& account, const AccountView& /*before*/) {
        CommandApplier::account_told(context, account);
    });
    writer.on_send_proven([&](WriteContext& context, const SendRow& send) { ledger.proven(context, send); });
    writer.on_reaction_failed(
        [](WriteContext& context, const SendRow& send) { SendsLedger::reaction_failed(context, send); });
    writer.start();
    std::string trouble;
    for (std::int64_t waiting = 1; waiting > 0 && trouble.empty();) {
        const bool looked = writer.post_and_wait([&](WriteContext& context) {
            context.pump.look();
            waiting = context.pump.lag();
        });
        trouble = writer.trouble();
        if (!looked && trouble.empty()) trouble = "its writer ended";
        if (waiting > 0) std::this_thread::sleep_for(look_again);
    }
    writer.stop(0);
    if (!trouble.empty()) return failed(trouble);
    return canonical_hashes(*readers.take());
}

RebuildComparison compare(const Hashes& present, const Hashes& rebuilt) {
    RebuildComparison found;
    const auto differs = [&](const std::string& subject) {
        ++found.differing;
        if (found.subjects.size() < most_shown) found.subjects.push_back(subject);
    };
    for (const auto& [subject, hash] : present) {
        const auto other = rebuilt.find(subject);
        ++found.compared;
        if (other == rebuilt.end() || other->second != hash) differs(subject);
    }
    for (const auto& [subject, hash] : rebuilt) {
        if (present.count(subject) > 0) continue;
        ++found.compared;
        differs(subject);
    }
    return found;
}

}  // namespace

Result<RebuildComparison> compare_with_rebuilt(Foundation& foundation, const Provision& provision) {
    try {
        const Scratch scratch(foundation.directory);
        copy_state(foundation.directory, scratch.path(), foundation.clock.now_ms());
        const auto present = worked_off(scratch.path(), foundation, provision);
        if (!present) return present.problem();
        want_rebuild(scratch.path());
        const auto rebuilt = worked_off(scratch.path(), foundation, provision);
        if (!rebuilt) return rebuilt.problem();
        return compare(*present, *rebuilt);
    } catch (const std::exception& error) {
        return failed(error.what());
    }
}

}  // namespace coexist
