#pragma once

namespace coexist {

/// The migration of the kept tables that brings the erasure of whole tenants. `rest_at`: Unix ms, when the last of the
/// tenant's rows went; 0: not yet. `accounts`: JSON, ids of its numbers while the journal is looked through for them.
inline constexpr const char* erasing_tenants = R"sql(
CREATE TABLE tenant_erasure(
  id INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  rest_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  contacts BIGINT NOT NULL,
  erased BIGINT NOT NULL,
  accounts TEXT NOT NULL,
  actor TEXT NOT NULL,
  roles TEXT NOT NULL,
  tenants TEXT NOT NULL,
  origin TEXT NOT NULL);
)sql";

/// The migration that keeps which rows hold something that was not understood, for a version that understands more.
inline constexpr const char* rows_to_read_again = R"sql(
CREATE TABLE unknown_row(
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  field TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY(segment, row, field, what)) WITHOUT ROWID;
)sql";

}  // namespace coexist
