#include "onboarding/import_gate.hpp"

#include "store/history_imports.hpp"

namespace coexist {
namespace {

HistoryChoice choice_of(HistorySettings::Import import) {
    switch (import) {
        case HistorySettings::Import::at_once:
            break;
        case HistorySettings::Import::when_accepted:
            return HistoryChoice::held;
        case HistorySettings::Import::never:
            return HistoryChoice::refused;
    }
    return HistoryChoice::open;
}

bool kept_from_asking(const std::string& mark) {
    return mark == name_of(HistoryChoice::held) || mark == name_of(HistoryChoice::refused);
}

HistoryRequest request_of(const std::string& mark) {
    return history_request_named(mark == "lost" ? name_of(HistoryRequest::unknown) : mark);
}

}  // namespace

void begin_history_import(WriteContext& context, const AccountRow& account, const HistorySettings& settings,
                          std::int64_t possible_until) {
    HistoryImportRow row;
    const auto former = find_history_import(context.session, account.id, account.generation - 1);
    if (former && former->begun_at == account.generation_start) {
        row = *former;
    } else {
        row.account = account.id;
        row.begun_at = account.generation_start;
        row.possible_until = possible_until;
        row.gate.days = settings.days.count();
        row.gate.not_chats.insert(settings.not_chats.begin(), settings.not_chats.end());
        row.choice = choice_of(settings.import);
        row.chosen_at = row.choice == HistoryChoice::refused ? context.now_ms : 0;
        row.watched = possible_until > 0 || row.choice == HistoryChoice::refused;
    }
    row.generation = account.generation;
    save_history_import(context.session, row);
}

void gate_history(Session& session, ConnectAttemptRow& attempt) {
    const auto account = find_account(session, attempt.account);
    if (!account || !(attempt.history.empty() || kept_from_asking(attempt.history))) return;
    const HistoryImportRow row = history_import_of(session, *account);
    const bool stands = row.choice == HistoryChoice::held || row.choice == HistoryChoice::refused;
    attempt.history = stands ? std::string(name_of(row.choice)) : std::string();
}

void note_history_request(WriteContext& context, const ConnectAttemptRow& attempt) {
    const HistoryRequest request = request_of(attempt.history);
    const AccountRow* known = context.router.by_id(attempt.account);
    if (request == HistoryRequest::none || known == nullptr) return;
    const AccountRow account = *known;
    HistoryImportRow row = history_import_of(context.session, account);
    if (row.request == request) return;
    row.request = request;
    if (request != HistoryRequest::missed && row.requested_at == 0) row.requested_at = context.now_ms;
    row.watched = true;
    save_history_import(context.session, row);
    context.fold.account_changed(account);
}

}  // namespace coexist
