#pragma once

namespace coexist {

/// The migration of the kept tables that brings what staff write down for each other: notes on conversations and saved
/// replies; and the list of operations by tenant.
inline constexpr const char* desk_tables = R"sql(
CREATE TABLE conversation_note(
  id INTEGER PRIMARY KEY,
  note_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  account BIGINT NOT NULL,
  identity BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX conversation_note_by_identity ON conversation_note(account, identity, id);
CREATE INDEX conversation_note_by_person ON conversation_note(tenant, identity);
CREATE TABLE saved_reply(
  id INTEGER PRIMARY KEY,
  reply_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL);
CREATE INDEX saved_reply_by_tenant ON saved_reply(tenant, id);
CREATE INDEX operation_by_tenant ON operation(tenant, id);
)sql";

}  // namespace coexist
