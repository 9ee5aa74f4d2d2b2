#pragma once

namespace coexist {

/// The migration of the kept tables that keeps the line of waiting sends with them. `turn`: when the send's turn comes
/// among those that are first in their conversations; 0: another one of its conversation goes before it. `due`: Unix
/// ms, not before then.
inline constexpr const char* line_of_sends = R"sql(
ALTER TABLE send ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE send ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX send_open ON send(account, state, recipient, campaign, id)
  WHERE state IN ('queued', 'held', 'sending', 'unknown');
CREATE UNIQUE INDEX send_first ON send(account, recipient) WHERE state = 'queued' AND turn > 0;
CREATE INDEX send_in_line ON send(account, campaign, due, turn) WHERE state = 'queued' AND turn > 0;
CREATE TABLE number_left(
  account BIGINT PRIMARY KEY,
  at BIGINT NOT NULL);
)sql";

/// The migration that keeps what a number's next owner needs to go on at its pace. `left_at`: when the send left last,
/// Unix ms; 0: it did not. `number_slowed`: until when the platform wants a number to be slow, Unix ms.
inline constexpr const char* paces_for_an_heir = R"sql(
DROP TABLE number_left;
ALTER TABLE send ADD COLUMN left_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX send_left ON send(left_at) WHERE left_at > 0;
CREATE TABLE number_slowed(
  account BIGINT PRIMARY KEY,
  until BIGINT NOT NULL);
)sql";

}  // namespace coexist
