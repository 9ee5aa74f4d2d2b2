#pragma once
#include <functional>
#include <optional>
#include <string>

#include "channel/media_desk.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "outbox/lines.hpp"
#include "outbox/number_paces.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "store/media.hpp"
#include "store/reader_pool.hpp"
#include "store/uploads.hpp"

namespace coexist {

/// One send on its way: its file is given to the platform where it is not there yet, that it leaves is made durable,
/// the call is made, and what the platform answered is kept. On threads of the pool; thread-safe.
class Departure {
  public:
    /// Gives the platform a file.
    using Upload = std::function<UploadOutcome(const Line&, const FileToUpload&)>;

    Departure(StateWriter& writer, Journal& journal, ReaderPool& readers, const Channels& channels,
              const TokenCipher& cipher, const SendsLedger& ledger, NumberPaces& paces, Clock clock, Log log)
        : writer_(writer),
          journal_(journal),
          readers_(readers),
          channels_(channels),
          cipher_(cipher),
          ledger_(ledger),
          paces_(paces),
          clock_(clock),
          log_(std::move(log)) {}

    /// `directory`: the state's, where the files lie.
    void on_upload(Upload upload, std::string directory) {
        upload_ = std::move(upload);
        directory_ = std::move(directory);
    }

    /// Makes the call, unless the send must not leave any more.
    void leave(const SendRow& row);

  private:
    Answer call(const SendRow& row, const std::string& file_id);
    /// The platform's id of the send's file, which is given to it first where that is needed; nothing: that went wrong,
    /// and was told.
    std::optional<std::string> file_at_platform(const SendRow& row);

    StateWriter& writer_;
    Journal& journal_;
    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
    const SendsLedger& ledger_;
    NumberPaces& paces_;
    const Clock clock_;
    const Log log_;
    Upload upload_;
    std::string directory_;
};

/// What names the file at the platform, for this account.
UploadRow upload_of(const AccountRow& account, const MediaRow& media);

}  // namespace coexist
