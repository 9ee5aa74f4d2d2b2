#include <algorithm>

#include "ingest/fold.hpp"
#include "store/answers_given.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace {

constexpr int looked_at_first = 24;
constexpr int looked_at_most = 100'000;

}  // namespace

void Fold::look_who_answered(const AccountRow& account, std::int64_t contact) {
    const auto known = find_conversation(session_, conversation_key(account.account_id, contact));
    if (!known) return;
    const HandOverRules rules = hand_over_of_ ? hand_over_of_(account.tenant) : HandOverRules{};
    const std::vector<std::int64_t> peers = identity_keys_of(session_, account.tenant, contact);
    // A guest who writes thousands of times without an answer is not read through each time.
    if (known->human_at == 0 && !answers_given(session_, account.id, peers)) return;
    NewestAnswer found;
    for (int limit = looked_at_first;; limit *= 8) {
        std::vector<Spoken> spoken = spoken_with(session_, account.id, peers, limit);
        if (!rules.automatic_texts.empty()) {
            for (Spoken& one : spoken) {
                if (one.voice != Voice::phone) continue;
                const auto message = find_message(session_, one.key);
                const std::string& said = message->message.content->text;  // as it was sent, before any edit
                one.automatic_text = rules.automatic_texts.count(std::string(trimmed(said))) > 0;
            }
        }
        const bool complete = spoken.size() < static_cast<std::size_t>(limit) || limit > looked_at_most;
        found = newest_answer(spoken, rules, complete);
        if (!found.unsure || complete) break;
    }
    ConversationRow row = *known;
    row.human_at = found.answer ? found.answer->at : 0;
    row.human_message = found.answer ? found.answer->key : 0;
    if (row.human_at == known->human_at && row.human_message == known->human_message) return;
    row.human_until = row.human_at == 0 ? 0 : row.human_at + rules.hold_minutes * 60;
    if (row.human_at == 0) {
        feed_.drop(row.human_revision);
        row.human_revision = 0;
    } else {
        row.human_revision =
            feed_.changed(account.tenant.value, SubjectKind::human_replied, row.key, row.human_revision);
    }
    row.revision = feed_.changed(account.tenant.value, SubjectKind::conversation, row.key, row.revision);
    save_conversation(session_, row);
}

void Fold::conversation_changed(const TenantId& tenant, std::int64_t key) {
    auto row = find_conversation(session_, key);
    if (!row) return;
    row->revision = feed_.changed(tenant.value, SubjectKind::conversation, key, row->revision);
    save_conversation(session_, *row);
}

}  // namespace coexist
