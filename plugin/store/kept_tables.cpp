#include "store/kept_tables.hpp"

#include "store/campaign_tables.hpp"
#include "store/connecting_tables.hpp"
#include "store/desk_tables.hpp"
#include "store/kinds_of_messages.hpp"
#include "store/line_of_sends.hpp"
#include "store/tenant_tables.hpp"
#include "store/throughput.hpp"

#include <iterator>

namespace coexist {
namespace {

// One entry a version, never edited once released.
constexpr const char* migrations[] = {R"sql(
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
)sql",
                                      R"sql(
CREATE TABLE identity_verdict(
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  one BIGINT NOT NULL,
  one_kind SMALLINT NOT NULL,
  one_value TEXT NOT NULL,
  one_after BIGINT NOT NULL,
  other BIGINT NOT NULL,
  other_kind SMALLINT NOT NULL,
  other_value TEXT NOT NULL,
  other_after BIGINT NOT NULL,
  at BIGINT NOT NULL,
  separated SMALLINT NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  UNIQUE(tenant, one, other));
CREATE INDEX identity_verdict_by_other ON identity_verdict(tenant, other);
CREATE TABLE conversation_hold(
  account BIGINT NOT NULL,
  identity BIGINT NOT NULL,
  at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  actor TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  PRIMARY KEY(account, identity));
ALTER TABLE account ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
UPDATE account SET created_at = generation_start WHERE generation = 1;
)sql",          kinds_of_messages,  desk_tables,         line_of_sends,
                                      campaign_tables, connecting_tables,  paces_for_an_heir,   codes_of_the_platform,
                                      erasing_tenants, rows_to_read_again, arrivals_over_roads, throughput_of_numbers};

}  // namespace

const std::vector<const char*>& kept_migrations() {
    static const std::vector<const char*> all(std::begin(migrations), std::end(migrations));
    return all;
}

}  // namespace coexist
