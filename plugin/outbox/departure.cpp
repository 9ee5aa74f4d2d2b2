#include "outbox/departure.hpp"

#include <boost/json.hpp>
#include <exception>

#include "outbox/keep_answer.hpp"

namespace coexist {
namespace {

constexpr std::int64_t throughput_reached = 130429;  // Meta, "Error codes"

/// The request with the platform's own id of the file in the place of ours.
std::string with_file(const SendRow& send, const std::string& file_id) {
    std::string body = send.body;
    const std::string ours = '"' + file_reference(send.operation_id.value) + '"';
    const std::size_t at = file_id.empty() ? std::string::npos : body.find(ours);
    if (at != std::string::npos) body.replace(at, ours.size(), '"' + file_id + '"');
    return body;
}

void fail_for_token(CallOutcome& outcome, const Problem& problem) {
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::reconnect;
    outcome.error.effect = AccountEffect::token_invalid;
    outcome.error.sentence = problem.detail;
    outcome.error.next = problem.next;
}

}  // namespace

UploadRow upload_of(const AccountRow& account, const MediaRow& media) {
    return {account.id, media.content, media.mime_type, account.phone_number_id, {}, 0};
}

void Departure::leave(const SendRow& row) {
    std::string file_id;
    if (row.file != 0) {
        auto given = file_at_platform(row);
        if (!given) return;
        file_id = std::move(*given);
    }
    bool may_leave = false;
    const bool durable =
        writer_.post_and_wait([&](WriteContext& context) { may_leave = ledger_.begin(context, row.operation_id); });
    if (durable && may_leave) keep_answer(journal_, clock_, log_, call(row, file_id));
}

Answer Departure::call(const SendRow& row, const std::string& file_id) {
    const std::int64_t asked_at = clock_.now_ms();
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    try {
        std::optional<AccountRow> account;
        {
            auto reader = readers_.take();
            account = find_account(*reader, row.account);
        }
        auto line = account ? line_of(*account, cipher_)
                            : Result<Line>(Problem{Refusal::not_found, "account_gone", "the account is gone.", {}, {}});
        if (line) {
            outcome.kind = CallOutcome::Kind::unknown;
            outcome = channels_.at(account->provider)->send(*line, with_file(row, file_id));
        } else {
            fail_for_token(outcome, line.problem());
        }
    } catch (const std::exception& error) {
        // It was marked as leaving, so it needs an end: else it would block its recipient until the next start.
        log_.error("outbox", "the call for " + row.operation_id.value + " ended badly: " + error.what());
        outcome.reason = std::string(error.what()) + ".";
    }
    if (outcome.kind == CallOutcome::Kind::refused && outcome.error.code == throughput_reached) {
        paces_.slow_down(row.account, steady_us() + slowed_for_ms * 1000);
    }
    Answer answer{row.operation_id, "send", {}};
    answer.said["asked_at"] = asked_at;
    answer.said["outcome"] = object_of(outcome);
    answer.said["attempt"] = row.attempts + 1;  // begin() counted it
    if (!outcome.wamid.empty()) answer.said["wamid"] = outcome.wamid;
    return answer;
}

std::optional<std::string> Departure::file_at_platform(const SendRow& row) {
    UploadOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::fix;
    outcome.error.sentence = "The file of this message is not here any more.";
    outcome.error.next = "Upload it again and send a new message.";
    std::optional<AccountRow> account;
    std::optional<MediaRow> media;
    {
        auto reader = readers_.take();
        account = find_account(*reader, row.account);
        media = find_media(*reader, row.file);
        if (account && media) {
            const std::int64_t since = clock_.now_ms() - upload_lifetime_ms;
            std::string known = platform_id_of(*reader, upload_of(*account, *media), since);
            if (!known.empty()) return known;
        }
    }
    const bool here = account && media && media->state == MediaState::kept;
    if (here) {
        auto line = line_of(*account, cipher_);
        if (line) {
            outcome = upload_(*line, {media_path(directory_, media->tenant, media->content), media->mime_type});
        } else {
            fail_for_token(outcome, line.problem());
        }
    }
    if (outcome.kind == CallOutcome::Kind::accepted) {
        UploadRow upload = upload_of(*account, *media);
        upload.platform_id = outcome.platform_id;
        upload.at = clock_.now_ms();
        // Lost, it is only given once more.
        writer_.post_and_wait([&](WriteContext& context) { save_upload(context.session, upload); });
        return outcome.platform_id;
    }
    // What came of it lies at the platform unused: a file may be given again, unlike a message.
    if (outcome.kind == CallOutcome::Kind::unknown) outcome.kind = CallOutcome::Kind::not_sent;
    writer_.post_and_wait([&](WriteContext& context) { ledger_.not_begun(context, row.operation_id, outcome); });
    return std::nullopt;
}

}  // namespace coexist
