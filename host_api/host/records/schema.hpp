#pragma once

namespace crm::schema {

/// The version that these texts make; kept in SQLite's user_version. A later version adds a text to `steps`.
inline constexpr int version = 3;

/// Step N leads from version N to version N+1.
inline constexpr const char* steps[version] = {R"sql(
CREATE TABLE tenant(
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    time_zone TEXT NOT NULL
);
CREATE TABLE person(
    id     TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT ''
);
CREATE TABLE person_role(
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    role   TEXT NOT NULL CHECK(role IN ('admin', 'staff')),
    PRIMARY KEY(person, role)
) WITHOUT ROWID;
CREATE TABLE person_tenant(
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    tenant TEXT NOT NULL REFERENCES tenant(id) ON DELETE CASCADE,
    PRIMARY KEY(person, tenant)
) WITHOUT ROWID;
CREATE TABLE token(
    hash       BLOB PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    label      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) WITHOUT ROWID;
CREATE TABLE setting(
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- What follows is filled from the plugins' feeds and from nowhere else. A row is the latest that was heard of a
-- subject; document is NULL for one that was merged into another.
CREATE TABLE account(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    provider TEXT NOT NULL,
    document TEXT,
    PRIMARY KEY(plugin, id)
);
CREATE INDEX account_by_tenant ON account(tenant);
CREATE TABLE contact(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    name     TEXT NOT NULL DEFAULT '',
    into_id  TEXT,
    document TEXT,
    PRIMARY KEY(plugin, id)
);
CREATE INDEX contact_by_tenant ON contact(tenant, name);
CREATE INDEX contact_by_into ON contact(plugin, into_id) WHERE into_id IS NOT NULL;
CREATE TABLE conversation(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    account  TEXT NOT NULL,
    contact  TEXT NOT NULL,
    last_at  TEXT NOT NULL DEFAULT '',
    document TEXT,
    PRIMARY KEY(plugin, id)
);
CREATE INDEX conversation_by_tenant ON conversation(tenant, last_at);
CREATE TABLE message(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    account  TEXT NOT NULL DEFAULT '',
    contact  TEXT NOT NULL DEFAULT '',
    sent_at  TEXT NOT NULL DEFAULT '',
    into_id  TEXT,
    document TEXT,
    PRIMARY KEY(plugin, id)
);
CREATE INDEX message_by_contact ON message(plugin, contact, sent_at);
CREATE TABLE operation(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    account  TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL DEFAULT '',
    document TEXT,
    PRIMARY KEY(plugin, id)
);
CREATE INDEX operation_by_tenant ON operation(tenant);
)sql",
                                               "ALTER TABLE person ADD COLUMN operates INTEGER NOT NULL DEFAULT 0",
                                               R"sql(
-- Plugins may name a person alike at each tenant that knows him: what one tenant has of him is not another's.
CREATE TABLE contact_of_tenant(
    plugin   TEXT NOT NULL,
    id       TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    revision TEXT NOT NULL,
    name     TEXT NOT NULL DEFAULT '',
    into_id  TEXT,
    document TEXT,
    PRIMARY KEY(plugin, tenant, id)
);
INSERT INTO contact_of_tenant(plugin, id, tenant, revision, name, into_id, document)
    SELECT plugin, id, tenant, revision, name, into_id, document FROM contact;
DROP TABLE contact;
ALTER TABLE contact_of_tenant RENAME TO contact;
CREATE INDEX contact_by_tenant ON contact(tenant, name);
CREATE INDEX contact_by_id ON contact(id);
CREATE INDEX contact_by_into ON contact(plugin, into_id) WHERE into_id IS NOT NULL;
)sql"};

}  // namespace crm::schema
