#pragma once

namespace coexist {

/// The migration of the kept tables that brings files, reactions and repetitions to sends, and the list of templates.
inline constexpr const char* kinds_of_messages = R"sql(
ALTER TABLE send ADD COLUMN file BIGINT NOT NULL DEFAULT 0;
ALTER TABLE send ADD COLUMN needs_window SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE send ADD COLUMN target BIGINT NOT NULL DEFAULT 0;
ALTER TABLE send ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
ALTER TABLE send ADD COLUMN campaign SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX send_by_repeats ON send(repeats) WHERE repeats <> '';
CREATE TABLE uploaded_file(
  account BIGINT NOT NULL,
  content TEXT NOT NULL,
  mime_type TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY(account, content, mime_type));
CREATE TABLE message_template(
  id INTEGER PRIMARY KEY,
  waba_id TEXT NOT NULL,
  template_id TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  quality TEXT NOT NULL,
  parameter_format TEXT NOT NULL,
  components TEXT NOT NULL,
  read_at BIGINT NOT NULL,
  UNIQUE(waba_id, template_id));
CREATE INDEX message_template_by_name ON message_template(waba_id, name, language);
CREATE TABLE template_list(
  waba_id TEXT PRIMARY KEY,
  read_at BIGINT NOT NULL,
  digest TEXT NOT NULL);
)sql";

}  // namespace coexist
