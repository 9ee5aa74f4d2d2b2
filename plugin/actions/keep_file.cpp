#include "actions/keep_file.hpp"

#include <boost/json.hpp>
#include <random>

#include "actions/actions_inside.hpp"
#include "actions/refusals.hpp"
#include "store/media.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

Problem over_quota() {
    return {Refusal::conflict,
            "over_quota",
            "The quota for files of this hotel is used up.",
            "Ask an admin to raise media.quota_mb, or wait until older files are let go.",
            {}};
}

Problem not_stored() {
    return {Refusal::unavailable,
            "not_stored",
            "The file could not be taken in for certain.",
            "Free some space on the server's disk, then upload it again.",
            {}};
}

}  // namespace

void KeepFile::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, account_not_found());
        return;
    }
    const auto text = [&](const char* name) { return std::string(command.input.at(name).as_string()); };
    MediaRow row;
    row.platform_id = "file:" + command.operation.value;
    row.key = media_key(account->account_id, row.platform_id);
    row.account = account->id;
    row.tenant = account->tenant;
    row.told_sha256 = text("content");
    row.told_at = command.at;
    row.state = MediaState::kept;
    row.mime_type = text("mime_type");
    row.content = row.told_sha256;
    row.bytes = command.input.at("bytes").to_number<std::int64_t>();
    if (!media_file_bytes(context.session, row.tenant, row.content)) {
        const std::int64_t quota = settings_for(settings_, row.tenant).media.quota_bytes;
        if (media_bytes_of(context.session, row.tenant) + row.bytes > quota) {
            fail(operation, over_quota());
            return;
        }
        add_media_file(context.session, row.tenant, row.content, row.bytes);
    }
    save_media(context.session, row);
    succeed(operation, {{"file", media_id(row.key).value}, {"mime_type", row.mime_type}, {"bytes", row.bytes}});
}

Result<OperationRow> Actions::keep_file(const AccountRow& account, const Actor& actor, const ArrivedFile& file) {
    Command command;
    command.provider = account.provider;
    command.action = keep_file_action;
    command.account = account.account_id;
    command.tenant = account.tenant;
    command.input = {{"content", file.content}, {"mime_type", file.mime_type}, {"bytes", file.bytes}};
    command.input_hash = file.content;
    command.actor = actor.id;
    command.roles = actor.roles();
    command.tenants = actor.tenant_list();
    command.origin = actor.origin;
    command.automation = actor.automation;
    command.at = inside_->services.clock.now_ms();
    std::random_device chance;
    command.operation = operation_id_for(command, file.content + std::to_string(chance()) + std::to_string(chance()));
    if (!inside_->services.journal.append_and_wait(
            {command.at, RowKind::command, Lane::command, std::string(), text_of(command)})) {
        return not_stored();
    }
    auto operation = inside_->wait_for(command);
    return operation ? std::move(*operation) : new_operation(command);
}

}  // namespace coexist
