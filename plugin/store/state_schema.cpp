#include "store/state_schema.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "store/baseline.hpp"
#include "store/consumers.hpp"
#include "store/journal_gap.hpp"
#include "store/wal_sync.hpp"

namespace coexist {
namespace {

// Kept: what no journal could tell again. One entry a version, never edited once released.
constexpr std::array<const char*, 10> kept_migrations = {R"sql(
CREATE TABLE account(
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  provider TEXT NOT NULL,
  digits TEXT NOT NULL,
  waba_id TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  road TEXT NOT NULL,
  name TEXT NOT NULL,
  token_sealed TEXT NOT NULL,
  generation BIGINT NOT NULL,
  generation_start BIGINT NOT NULL,
  asked TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  phone_confirmed_at BIGINT NOT NULL,
  token_invalid SMALLINT NOT NULL,
  payment_problem SMALLINT NOT NULL,
  revision BIGINT NOT NULL);
CREATE INDEX account_by_phone_number_id ON account(phone_number_id);
CREATE INDEX account_by_digits ON account(digits);
CREATE INDEX account_by_tenant ON account(tenant);
CREATE TABLE operation(
  id INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  account_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  action TEXT NOT NULL,
  input_hash TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  result TEXT NOT NULL,
  problem TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  revision BIGINT NOT NULL);
CREATE INDEX operation_by_state ON operation(state);
CREATE TABLE send(
  id INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  message_key BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL,
  message TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  wamid TEXT NOT NULL,
  problem TEXT NOT NULL,
  created_at BIGINT NOT NULL);
CREATE INDEX send_by_state ON send(state);
CREATE INDEX send_by_message ON send(message_key);
CREATE TABLE errand(
  id INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  account BIGINT NOT NULL,
  input TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL);
CREATE TABLE audit(
  id INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  account_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  outcome TEXT NOT NULL);
CREATE TABLE journal_progress(
  segment TEXT NOT NULL,
  lane SMALLINT NOT NULL,
  applied BIGINT NOT NULL,
  PRIMARY KEY(segment, lane));
CREATE TABLE parked(
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  phone_number_id TEXT NOT NULL,
  waba_id TEXT NOT NULL,
  parked_at BIGINT NOT NULL,
  PRIMARY KEY(segment, row, phone_number_id, waba_id));
CREATE TABLE quarantine(
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  reason TEXT NOT NULL,
  road TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(segment, row));
CREATE TABLE attempt(
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY(segment, row));
)sql",
                                                         R"sql(
ALTER TABLE errand ADD COLUMN leaving SMALLINT NOT NULL DEFAULT 0;
CREATE TABLE connect_attempt(
  id INTEGER PRIMARY KEY,
  attempt_id TEXT NOT NULL UNIQUE,
  operation_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  actor TEXT NOT NULL,
  road TEXT NOT NULL,
  return_page TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  stage TEXT NOT NULL,
  token_sealed TEXT NOT NULL,
  waba_id TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  account BIGINT NOT NULL,
  onboarded_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  contacts TEXT NOT NULL,
  history TEXT NOT NULL,
  value TEXT NOT NULL);
CREATE INDEX connect_attempt_by_stage ON connect_attempt(stage);
CREATE TABLE connect_step(
  id INTEGER PRIMARY KEY,
  attempt_id TEXT NOT NULL,
  step TEXT NOT NULL,
  state TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL);
CREATE INDEX connect_step_by_attempt ON connect_step(attempt_id);
)sql",
                                                         R"sql(
CREATE TABLE account_signs(
  account BIGINT PRIMARY KEY,
  signs TEXT NOT NULL,
  deaf_since BIGINT NOT NULL);
CREATE TABLE account_grant(
  account BIGINT PRIMARY KEY,
  road TEXT NOT NULL,
  user_id TEXT NOT NULL);
CREATE INDEX account_grant_by_user ON account_grant(road, user_id);
CREATE TABLE data_deletion(
  code TEXT PRIMARY KEY,
  road TEXT NOT NULL,
  received_at BIGINT NOT NULL);
CREATE TABLE data_deletion_account(
  code TEXT NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY(code, account));
CREATE INDEX errand_by_due ON errand(kind, not_before);
)sql",
                                                         R"sql(
ALTER TABLE audit ADD COLUMN initiator TEXT NOT NULL DEFAULT 'person';
ALTER TABLE audit ADD COLUMN roles TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN tenants TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN state_before TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN state_after TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN evidence TEXT;
CREATE UNIQUE INDEX audit_by_evidence ON audit(evidence);
CREATE INDEX audit_by_tenant ON audit(tenant, id);
CREATE INDEX audit_by_account ON audit(account_id, id);
)sql",
                                                         R"sql(
ALTER TABLE operation ADD COLUMN refused SMALLINT NOT NULL DEFAULT 0;
)sql",
                                                         R"sql(
CREATE INDEX errand_by_account ON errand(account);
)sql",
                                                         R"sql(
CREATE TABLE phone_reminder(
  account BIGINT PRIMARY KEY,
  level SMALLINT NOT NULL,
  newest_at BIGINT NOT NULL,
  certain_at BIGINT NOT NULL,
  since BIGINT NOT NULL,
  weekly_at BIGINT NOT NULL,
  weekly_for TEXT NOT NULL);
)sql",
                                                         R"sql(
CREATE TABLE media(
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  told_sha256 TEXT NOT NULL,
  told_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  mime_type TEXT NOT NULL,
  content TEXT NOT NULL,
  bytes BIGINT NOT NULL);
CREATE INDEX media_by_state ON media(state, not_before);
CREATE INDEX media_by_content ON media(content);
CREATE TABLE media_message(
  media BIGINT NOT NULL,
  message BIGINT NOT NULL,
  PRIMARY KEY(media, message));
CREATE TABLE media_file(
  tenant TEXT NOT NULL,
  content TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY(tenant, content));
CREATE INDEX media_file_by_content ON media_file(content);
)sql",
                                                         R"sql(
CREATE TABLE erasure(
  id INTEGER PRIMARY KEY,
  erasure_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  contact BIGINT NOT NULL,
  until BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  messages BIGINT NOT NULL,
  files BIGINT NOT NULL,
  bodies BIGINT NOT NULL);
CREATE TABLE erasure_mark(
  tenant TEXT NOT NULL,
  mark TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY(tenant, mark));
CREATE TABLE erased_message(message BIGINT PRIMARY KEY);
CREATE TABLE journal_sweep(segment TEXT PRIMARY KEY);
CREATE INDEX media_message_by_message ON media_message(message);
)sql",
                                                         R"sql(
CREATE TABLE history_import(
  account BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  begun_at BIGINT NOT NULL,
  possible_until BIGINT NOT NULL,
  days BIGINT NOT NULL,
  not_chats TEXT NOT NULL,
  choice TEXT NOT NULL,
  chosen_at BIGINT NOT NULL,
  chosen_by TEXT NOT NULL,
  request TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  outcome_at BIGINT NOT NULL,
  watched SMALLINT NOT NULL,
  PRIMARY KEY(account, generation));
CREATE INDEX history_import_watched ON history_import(watched);
ALTER TABLE parked ADD COLUMN due SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX parked_due ON parked(segment, row) WHERE due = 1;
)sql"};

// Fold: a function of the journal and of what is kept. May be dropped and built again.
constexpr const char* fold_tables = R"sql(
CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  wamid TEXT NOT NULL,
  peer BIGINT NOT NULL,
  at BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  placeholder SMALLINT NOT NULL DEFAULT 0,
  value TEXT NOT NULL);
CREATE INDEX message_by_peer ON message(account, peer, at);
CREATE INDEX message_placeholder ON message(account, at) WHERE placeholder = 1;
CREATE TABLE message_alias(
  key BIGINT PRIMARY KEY,
  target BIGINT NOT NULL);
CREATE TABLE identity(
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  hash BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  value TEXT NOT NULL,
  contact BIGINT NOT NULL,
  names TEXT NOT NULL,
  UNIQUE(tenant, hash));
CREATE TABLE contact(
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  contact BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  UNIQUE(tenant, contact));
CREATE INDEX identity_by_contact ON identity(tenant, contact);
CREATE TABLE conversation(
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  contact BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  customer_at BIGINT NOT NULL,
  unconfirmed_at BIGINT NOT NULL,
  refused_at BIGINT NOT NULL,
  revision BIGINT NOT NULL);
CREATE INDEX conversation_by_contact ON conversation(tenant, contact);
CREATE INDEX conversation_by_account ON conversation(account, last_at);
CREATE TABLE account_life(
  account BIGINT PRIMARY KEY,
  life TEXT NOT NULL,
  last_echo_at BIGINT NOT NULL,
  last_inbound_at BIGINT NOT NULL,
  last_contacts_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE unplaced(
  key BIGINT PRIMARY KEY,
  last_at BIGINT NOT NULL,
  customer_at BIGINT NOT NULL,
  unconfirmed_at BIGINT NOT NULL,
  refused_at BIGINT NOT NULL);
CREATE TABLE account_notice(
  id INTEGER PRIMARY KEY,
  account BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  about TEXT NOT NULL,
  at BIGINT NOT NULL,
  word TEXT NOT NULL,
  detail TEXT NOT NULL,
  raw TEXT NOT NULL,
  UNIQUE(account, kind, about));
CREATE TABLE account_history(
  account BIGINT PRIMARY KEY,
  value TEXT NOT NULL);
CREATE TABLE merged(
  id INTEGER PRIMARY KEY,
  kind SMALLINT NOT NULL,
  tenant TEXT NOT NULL,
  key BIGINT NOT NULL,
  target BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  UNIQUE(kind, tenant, key));
CREATE TABLE feed(
  seq INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  key BIGINT NOT NULL);
CREATE TABLE unknown_kind(
  field TEXT NOT NULL,
  what TEXT NOT NULL,
  count BIGINT NOT NULL,
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  PRIMARY KEY(field, what));
)sql";

constexpr std::array<const char*, 12> fold_table_names = {
    "message",  "message_alias",  "identity",        "contact", "conversation", "account_life",
    "unplaced", "account_notice", "account_history", "merged",  "feed",         "unknown_kind"};

constexpr const char* rebuild_wanted = "rebuild.wanted";
constexpr const char* vacuum_into = "VACUUM INTO $1";
constexpr const char* meta_table = "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value BIGINT NOT NULL)";
constexpr const char* select_meta = "SELECT value FROM meta WHERE name = $1";
constexpr const char* upsert_meta =
    "INSERT INTO meta(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value = excluded.value";
// Delivery lanes are read again; commands and answers were turned into kept rows already.
constexpr const char* forget_fold_progress = "DELETE FROM journal_progress WHERE lane NOT IN (2, 4)";

void build_fold(Session& session, const std::string& directory) {
    for (const char* table : fold_table_names) {
        session.execute(std::string("DROP TABLE IF EXISTS ") + table);
    }
    session.execute(fold_tables);
    session.sql(forget_fold_progress).with().run();
    // Attempts at applying rows were made by the older fold.
    session.execute("DELETE FROM attempt; DELETE FROM quarantine; DELETE FROM parked;");
    set_meta_number(session, "feed_epoch", next_epoch(session, directory));
    set_meta_number(session, "feed_next", 1);
    load_baseline(session);
    set_meta_number(session, "fold_version", fold_version);
    set_meta_number(session, "fold_seeded", 0);
}

Problem newer_state(const std::string& directory) {
    return {Refusal::version,
            "state_newer",
            "The state in " + directory + " was written by a newer version of this plugin.",
            "Install that version again, or restore the copy that it made before it migrated.",
            {}};
}

}  // namespace

std::int64_t next_epoch(Session& session, const std::string& directory) {
    const std::int64_t read = ConsumerStore::exists(directory) ? ConsumerStore(directory).newest_epoch() : 0;
    return std::max(read, meta_number(session, "feed_epoch", 0)) + 1;
}

const std::vector<std::string>& fold_table_list() {
    static const std::vector<std::string> names(fold_table_names.begin(), fold_table_names.end());
    return names;
}

bool is_fold_table(std::string_view name) {
    return std::find(fold_table_names.begin(), fold_table_names.end(), name) != fold_table_names.end();
}

std::string state_path(const std::string& directory) {
    return directory + "/state.db";
}

std::string media_directory(const std::string& directory) {
    return directory + "/media";
}

std::string journal_directory(const std::string& directory) {
    return directory + "/journal";
}

Result<std::unique_ptr<Session>> open_state_for_writing(const std::string& directory) {
    auto session = std::make_unique<Session>(state_path(directory), Access::write);
    session->execute(meta_table);
    const std::int64_t latest = static_cast<std::int64_t>(kept_migrations.size());
    const std::int64_t found = meta_number(*session, "kept_version", 0);
    const std::int64_t fold = meta_number(*session, "fold_version", 0);
    if (found > latest || fold > fold_version) return newer_state(directory);
    // Looked at before anything is migrated: the former version can still go on with this state.
    if (fold > 0 && fold < fold_version) {
        if (const std::string gap = gap_in_journal(*session, directory); !gap.empty()) {
            return journal_incomplete(directory, gap);
        }
    }
    if (found > 0 && found < latest) {
        const std::string copy = directory + "/state-before-v" + std::to_string(latest) + ".db";
        if (!std::filesystem::exists(copy)) session->sql(vacuum_into).with(copy).run();
    }
    for (std::int64_t version = found; version < latest; ++version) {
        Transaction transaction(*session);
        session->execute(kept_migrations[static_cast<std::size_t>(version)]);
        set_meta_number(*session, "kept_version", version + 1);
        transaction.commit();
    }
    const std::filesystem::path wanted = std::filesystem::path(directory) / rebuild_wanted;
    if (fold != fold_version || std::filesystem::exists(wanted)) {
        const AttachedBaseline baseline(*session, directory);
        Transaction transaction(*session);
        build_fold(*session, directory);
        transaction.commit();
        std::filesystem::remove(wanted);
    }
    return session;
}

void want_rebuild(const std::string& directory) {
    std::ofstream(std::filesystem::path(directory) / rebuild_wanted) << "The fold is built anew at the next start.\n";
}

std::unique_ptr<Session> open_state_for_reading(const std::string& directory) {
    auto session = std::make_unique<Session>(state_path(directory), Access::read);
    sync_wal(state_path(directory));  // nobody is told what the disk does not have
    return session;
}

std::int64_t meta_number(Session& session, const char* name, std::int64_t fallback) {
    Statement& select = session.sql(select_meta).with(name);
    const std::int64_t value = select.next() ? select.integer(0) : fallback;
    select.reset();
    return value;
}

void set_meta_number(Session& session, const char* name, std::int64_t value) {
    session.sql(upsert_meta).with(name, value).run();
}

}  // namespace coexist
