#include "persons/eraser.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "model/hash.hpp"
#include "outbox/sends_ledger.hpp"
#include "persons/erasure_command.hpp"
#include "persons/tenant_command.hpp"
#include "persons/tenant_eraser.hpp"
#include "runtime/problem_json.hpp"
#include "store/audit.hpp"
#include "store/erasures.hpp"
#include "store/forget_person.hpp"
#include "store/journal_segment.hpp"
#include "store/merged.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr std::int64_t most_ahead_s = 600;

Problem contact_erased() {
    return {Refusal::conflict,
            "contact_erased",
            "The message was not sent: the person it was for was erased.",
            "Write only if he asks for it; a new message makes him known anew.",
            {}};
}

void tell_erased(WriteContext& context, const std::string& tenant, std::int64_t contact, std::int64_t asked_at) {
    MergedRow row{0, SubjectKind::contact_erased, tenant, contact, asked_at, 0};
    save_merged(context.session, row);
    row.revision = context.feed.changed(tenant, SubjectKind::contact_erased, row.id, row.revision);
    save_merged_revision(context.session, row);
}

void tell_send(WriteContext& context, OperationRow operation) {
    if (operation.state != "succeeded" && operation.state != "failed") {
        operation.state = "failed";
        operation.problem = boost::json::serialize(problem_json(contact_erased()));
    }
    tell_operation(context, operation);
}

AuditRow audit_of(const ErasureCommand& command, const ErasureRow& row) {
    AuditRow line;
    line.at = command.at;
    line.tenant = command.tenant.value;
    line.actor = command.actor;
    line.roles = command.roles;
    line.tenants = command.tenants;
    line.origin = command.origin;
    line.action = "erase_contact";
    line.outcome = "succeeded";
    line.detail =
        row.erasure_id + ": " + std::to_string(row.messages) + " messages, " + std::to_string(row.files) + " files";
    line.evidence = "erasure " + row.erasure_id;
    return line;
}

}  // namespace

Marker marker_of(const TokenCipher& cipher) {
    return [&cipher](const TenantId& tenant, const Identity& identity) {
        std::string text = tenant.value;
        text.append(1, '\n').append(name_of(identity.kind)).append(1, ':').append(identity.value);
        return cipher.sign("erasure", text);
    };
}

std::int64_t erasure_key_of(const TokenCipher& cipher) {
    return static_cast<std::int64_t>(hash64("erasure " + cipher.key_id())) | 1;
}

void Eraser::apply(WriteContext& context, const StoredRow& stored) const {
    if (is_of_tenant(stored.row.body)) {
        TenantEraser::begin(context, tenant_erasure_command_from(stored.row.body));
        return;
    }
    const ErasureCommand command = erasure_command_from(stored.row.body);
    if (find_erasure(context.session, command.erasure_id)) return;
    const ForgottenPerson gone = forget_person(context.session, command.tenant, command.contact);
    ErasureRow row;
    row.erasure_id = command.erasure_id;
    row.tenant = command.tenant;
    row.contact = command.contact;
    // The platform's clock may be ahead of ours: what is known of him by now is not newer than his erasure. A time that
    // makes no sense must not keep away what he writes later; what bore it is known by its own number.
    row.until = std::clamp(gone.newest_at, command.at / 1000, command.at / 1000 + most_ahead_s);
    row.asked_at = command.at;
    row.state = "forgetting";
    row.messages = gone.messages;
    row.files = static_cast<std::int64_t>(gone.contents.size());
    save_erasure(context.session, row);
    std::vector<std::string> marks = command.marks;
    for (const Identity& identity : gone.identities) marks.push_back(erasures_.mark(command.tenant, identity));
    for (const std::string& mark : marks) {
        add_erasure_mark(context.session, command.tenant, mark, row.until);
    }
    erasures_.load(context.session);
    set_meta_number(context.session, "erasure_key", key_);
    for (const std::string& segment : segments_in(journal_directory(directory_))) want_sweep(context.session, segment);
    for (const OperationRow& operation : gone.sends) tell_send(context, operation);
    tell_erased(context, command.tenant.value, command.contact, command.at);
    add_audit(context.session, audit_of(command, row));
    if (forgotten_) forgotten_(command.tenant, gone.contents);
}

void Eraser::seed(WriteContext& context) {
    std::vector<ErasureRow> rows = all_erasures(context.session);
    std::reverse(rows.begin(), rows.end());
    for (const ErasureRow& row : rows) {
        MergedRow told{0, SubjectKind::contact_erased, row.tenant.value, row.contact, row.asked_at, 0};
        save_merged(context.session, told);
        if (told.revision == 0) tell_erased(context, row.tenant.value, row.contact, row.asked_at);
    }
    TenantEraser::seed(context);
}

}  // namespace coexist
