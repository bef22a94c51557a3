-- Integrations, the people synced for them, and the runs that synced them.
--
-- Plain SQL that PostgreSQL would take as well. Times are RFC 3339 UTC with
-- nine decimals, so that text order is time order; '' means never.

CREATE TABLE integration (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    name_folded      TEXT NOT NULL UNIQUE, -- case-folded: names are unique ignoring case
    template         TEXT NOT NULL,
    category         TEXT NOT NULL,
    settings         TEXT NOT NULL,        -- JSON: field key to list of values
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    full_sync_needed TEXT NOT NULL,        -- why, '' when it is not
    people_version   BIGINT NOT NULL       -- raised whenever directory_user rows change
);

-- What is left of a deleted integration: its ID is never valid again.
CREATE TABLE tombstone (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    template    TEXT NOT NULL,
    deleted_at  TEXT NOT NULL,
    deleted_by  TEXT NOT NULL
);

CREATE TABLE feature (
    name    TEXT PRIMARY KEY,
    enabled INTEGER NOT NULL,
    since   TEXT NOT NULL
);

CREATE TABLE directory_user (
    integration_id TEXT NOT NULL REFERENCES integration (id),
    external_id    TEXT NOT NULL,          -- the source's immutable id
    state          TEXT NOT NULL,          -- active, inactive or missing
    source_state   TEXT NOT NULL,          -- the source's own word
    login          TEXT NOT NULL,
    hash           BLOB NOT NULL,          -- of everything a later sync may change
    hints          TEXT NOT NULL,          -- JSON list, each the digit of its kind and the value
    record         TEXT NOT NULL,          -- JSON: mapped claims and nothing else
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    missing_since  TEXT NOT NULL,
    PRIMARY KEY (integration_id, external_id)
);

CREATE INDEX directory_user_state ON directory_user (integration_id, state);

-- The index from a login hint to those who have it. kind is the digit in
-- directory_user.hints: 0 login, 1 email, 2 alias, 3 employee_id; lower is stronger.
CREATE TABLE login_hint (
    value          TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    external_id    TEXT NOT NULL,
    kind           INTEGER NOT NULL,
    PRIMARY KEY (value, integration_id, external_id)
) WITHOUT ROWID;

CREATE TABLE sync_run (
    id             TEXT PRIMARY KEY,
    integration_id TEXT NOT NULL REFERENCES integration (id),
    status         TEXT NOT NULL,
    started_at     TEXT NOT NULL,
    record         TEXT NOT NULL           -- JSON: the whole run
);

CREATE INDEX sync_run_newest ON sync_run (integration_id, started_at);
