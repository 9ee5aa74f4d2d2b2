#pragma once

namespace coexist {

/// The migration of the kept tables that brings campaigns, whom they go to, and who wants no such messages.
inline constexpr const char* campaign_tables = R"sql(
CREATE TABLE campaign(
  id INTEGER PRIMARY KEY,
  campaign_id TEXT NOT NULL UNIQUE,
  operation_id TEXT NOT NULL,
  tenant TEXT NOT NULL,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  category TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  actor TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  start_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL);
CREATE INDEX campaign_by_account ON campaign(account, id);
CREATE INDEX campaign_under_way ON campaign(state) WHERE state IN ('running', 'paused');
CREATE TABLE campaign_recipient(
  campaign BIGINT NOT NULL,
  position BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  said TEXT NOT NULL,
  opt_in_at BIGINT NOT NULL,
  opt_in_how TEXT NOT NULL,
  send TEXT NOT NULL,
  skipped TEXT NOT NULL,
  PRIMARY KEY(campaign, position)) WITHOUT ROWID;
CREATE INDEX campaign_recipient_waiting ON campaign_recipient(campaign, position) WHERE send = '' AND skipped = '';
CREATE INDEX campaign_recipient_who ON campaign_recipient(recipient) WHERE recipient <> '';
CREATE INDEX campaign_recipient_send ON campaign_recipient(send) WHERE send <> '';
CREATE INDEX send_of_campaign ON send(account, state) WHERE campaign = 1;
CREATE TABLE opt_out(
  tenant TEXT NOT NULL,
  mark TEXT NOT NULL,
  recipient TEXT NOT NULL,
  stopped_at BIGINT NOT NULL,
  stopped_by TEXT NOT NULL,
  wanted_at BIGINT NOT NULL,
  wanted_by TEXT NOT NULL,
  PRIMARY KEY(tenant, mark)) WITHOUT ROWID;
)sql";

}  // namespace coexist
