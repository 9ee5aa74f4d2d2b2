#pragma once

namespace coexist {

/// Links with which a client connects his number on his own device, one row a link, never deleted; and what the newest
/// look at each road's setup found.
inline constexpr const char* connecting_tables = R"sql(
CREATE TABLE connect_link(
  id INTEGER PRIMARY KEY,
  link_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  provider TEXT NOT NULL,
  road TEXT NOT NULL,
  phone TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  ended TEXT NOT NULL,
  ended_by TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  begun BIGINT NOT NULL,
  attempt_id TEXT NOT NULL);
CREATE INDEX connect_link_by_tenant ON connect_link(tenant, id);
CREATE TABLE setup_check(
  provider TEXT NOT NULL,
  road TEXT NOT NULL,
  at BIGINT NOT NULL,
  missing TEXT NOT NULL,
  PRIMARY KEY(provider, road));
)sql";

/// The platform's own code beside ours in the lines of an attempt.
inline constexpr const char* codes_of_the_platform = R"sql(
ALTER TABLE connect_step ADD COLUMN platform TEXT NOT NULL DEFAULT '';
)sql";

/// What arrived over each app or gateway, one row a road.
inline constexpr const char* arrivals_over_roads = R"sql(
CREATE TABLE road_arrival(
  road TEXT PRIMARY KEY,
  delivered_at BIGINT NOT NULL DEFAULT 0,
  tests TEXT NOT NULL DEFAULT '');
)sql";

}  // namespace coexist
