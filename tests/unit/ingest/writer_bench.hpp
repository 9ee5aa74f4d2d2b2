#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "actions/action_services.hpp"
#include "actions/actions.hpp"
#include "actions/command_applier.hpp"
#include "actions/handler_set.hpp"
#include "ingest/fold_bench.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "onboarding/scripted_desk.hpp"
#include "outbox/outbox.hpp"
#include "outbox/scripted_channel.hpp"
#include "persons/eraser.hpp"
#include "persons/person_sweep.hpp"
#include "store/owner_lock.hpp"
#include "store/reader_pool.hpp"

namespace rooms {

/// A road whose deliveries are a word: what the test said it does when it is read.
class WordRoad : public coexist::Road {
  public:
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] std::optional<std::string> handshake(std::string_view) const override { return std::nullopt; }
    [[nodiscard]] bool genuine(const coexist::HeaderViews&, std::string_view) const override { return true; }
    [[nodiscard]] bool history_only(std::string_view) const override { return false; }
    /// "throw" throws, "abort" ends the process, "bad" is malformed (unless `mended`), any other word is a guest's
    /// message of that text to the fixtures' number.
    coexist::Observation read(std::string_view body, std::int64_t received_at) override;

    std::atomic<bool> mended{false};

  private:
    std::string name_ = "words";
};

/// All of an owner's parts but the C ABI over one state: a real journal, writer, ledger, outbox and actions; roads
/// "main" (Cloud API), "other" (the same) and "words"; channels that answer what the test says.
class WriterBench {
  public:
    /// `directory`: of a state that is there already; empty: a new one.
    explicit WriterBench(const std::string& directory = {});
    ~WriterBench();

    /// Ends and begins again, as a restarted process does.
    void restart();
    void stop();
    void start();

    bool journalled(const std::string& body, const std::string& road = fixture_road);
    /// Waits until all that is journalled is applied.
    void settle();
    void deliver(const std::string& body, const std::string& road = fixture_road);
    void attach(coexist::AccountRow account);
    /// Lets sends and errands leave from now on. Until then they wait.
    void start_outbox();
    void stop_outbox(std::uint32_t deadline_ms);
    /// Asks that a contact of tenant "hotel-1" is forgotten, as the API does, and waits until the owner did.
    std::string erase(std::int64_t contact);
    /// Takes the bytes of who was erased out of the files; waits until it is done.
    void sweep();
    /// Runs `work` in the writer's transaction.
    void transact(const coexist::StateWriter::Work& work);
    std::int64_t scalar(const char* sql);
    std::vector<coexist::QuarantineRow> set_aside();

    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] coexist::Figures& figures() const { return *figures_; }
    coexist::StateWriter& writer() { return *writer_; }
    coexist::Journal& journal() { return *journal_; }
    coexist::ReaderPool& readers() { return *readers_; }
    [[nodiscard]] const coexist::SendsLedger& ledger() const { return ledger_; }
    ScriptedChannel& channel(coexist::Provider provider = coexist::Provider::coex) { return *scripted_.at(provider); }
    coexist::TokenCipher& cipher() { return *cipher_; }
    ScriptedDesk& desk() { return *desk_; }
    [[nodiscard]] const coexist::Settings& settings() const { return settings_; }
    /// For what a test must change before start(), or before the next one.
    coexist::Settings& configured() { return settings_; }
    [[nodiscard]] coexist::Clock clock() { return coexist::Clock(clock_of, this); }
    coexist::Actions& actions() { return *actions_; }
    /// Nobody applies commands: as in a client whose owner is away.
    void stop_writer();
    WordRoad& words() { return *words_; }

    std::atomic<std::int64_t> now_ms{(fixture_time + 3600) * 1000};

  private:
    static std::int64_t clock_of(void* bench);
    std::unique_ptr<TemporaryDirectory> own_;
    std::string directory_;
    std::shared_ptr<WordRoad> words_ = std::make_shared<WordRoad>();
    coexist::Roads roads_;
    std::map<coexist::Provider, std::shared_ptr<ScriptedChannel>> scripted_;
    coexist::Channels channels_;
    std::unique_ptr<coexist::TokenCipher> cipher_;
    coexist::SendsLedger ledger_{channels_};
    const std::shared_ptr<coexist::Figures> figures_ = std::make_shared<coexist::Figures>();
    std::unique_ptr<coexist::ReaderPool> readers_;
    std::unique_ptr<coexist::OwnerLock> lock_;
    std::unique_ptr<coexist::StateWriter> writer_;
    std::unique_ptr<coexist::Journal> journal_;
    coexist::Settings settings_;
    std::shared_ptr<ScriptedDesk> desk_ = std::make_shared<ScriptedDesk>();
    std::unique_ptr<coexist::ConnectSaga> saga_;
    coexist::HandlersByProvider handlers_;
    std::unique_ptr<coexist::NumberChecks> checks_;
    const coexist::PhoneWatch phones_{settings_};
    std::unique_ptr<coexist::CommandApplier> commands_;
    std::unique_ptr<coexist::Outbox> outbox_;
    std::unique_ptr<coexist::Eraser> eraser_;
    std::unique_ptr<coexist::ActionServices> services_;
    std::unique_ptr<coexist::Actions> actions_;
};

}  // namespace rooms
