-- Workflows, sessions, identities, keys and the audit log.

-- The client ID of an integration's OpenID Connect client, '' when it has none.
ALTER TABLE integration ADD COLUMN client_id TEXT NOT NULL DEFAULT '';

CREATE TABLE workflow (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    name_folded      TEXT NOT NULL UNIQUE, -- case-folded: names are unique ignoring case
    configuration_id TEXT NOT NULL UNIQUE,
    policy_version   BIGINT NOT NULL,      -- the present one in workflow_policy
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
);

-- Every policy a workflow ever had.
CREATE TABLE workflow_policy (
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    version     BIGINT NOT NULL,
    policy      TEXT NOT NULL,             -- YAML
    since       TEXT NOT NULL,
    set_by      TEXT NOT NULL,
    PRIMARY KEY (workflow_id, version)
);

-- Sessions outlive the integration, the workflow and the person they are about,
-- so none of these is a foreign key.
CREATE TABLE session (
    id             TEXT PRIMARY KEY,
    version        BIGINT NOT NULL,        -- of the last event
    state          TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    directory_id   TEXT NOT NULL,          -- with external_id: the person
    external_id    TEXT NOT NULL,
    login_hint     TEXT NOT NULL,
    api_key        TEXT NOT NULL,          -- fingerprint, '' when none
    created_at     TEXT NOT NULL,
    valid_until    TEXT NOT NULL,
    record         TEXT NOT NULL           -- JSON: the rest of the session
);

CREATE INDEX session_newest ON session (created_at, id);
CREATE INDEX session_person ON session (directory_id, external_id, state, valid_until);
CREATE INDEX session_integration ON session (integration_id, state);
CREATE INDEX session_interview ON session (json_extract(record, '$.interview_id')) WHERE json_extract(record, '$.interview_id') IS NOT NULL;

CREATE TABLE session_event (
    session_id TEXT NOT NULL REFERENCES session (id),
    seq        BIGINT NOT NULL,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    from_state TEXT NOT NULL,              -- '' of the first
    to_state   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    note       TEXT NOT NULL,
    PRIMARY KEY (session_id, seq)
);

-- What happened to a session is never rewritten, and a finished session stays
-- what it is; only who it was about can be taken out of it.
CREATE TRIGGER session_event_no_update BEFORE UPDATE ON session_event
BEGIN SELECT RAISE(ABORT, 'the events of a session are append-only'); END;
CREATE TRIGGER session_event_no_delete BEFORE DELETE ON session_event
BEGIN SELECT RAISE(ABORT, 'the events of a session are append-only'); END;
CREATE TRIGGER session_finished BEFORE UPDATE OF version, state ON session
WHEN OLD.state IN ('succeeded', 'failed', 'expired', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'a finished session never changes'); END;

-- The verified identity of a person.
CREATE TABLE identity (
    id            TEXT PRIMARY KEY,
    directory_id  TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    enrolled_at   TEXT NOT NULL,
    session_id    TEXT NOT NULL,           -- the session that made it
    last_verified TEXT NOT NULL,
    UNIQUE (directory_id, external_id)
);

-- API keys; the keys themselves are in the secret store.
CREATE TABLE api_key (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    name_folded TEXT NOT NULL,             -- unique among the keys in use
    fingerprint TEXT NOT NULL UNIQUE,      -- SHA-256 of the key, in hex
    hint        TEXT NOT NULL,             -- its last four digits
    created_at  TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    revoked_at  TEXT NOT NULL,             -- '' while it is in use
    revoked_by  TEXT NOT NULL
);

CREATE UNIQUE INDEX api_key_name ON api_key (name_folded) WHERE revoked_at = '';

-- What is kept of an integration's client secret: enough to recognise it.
CREATE TABLE client_secret (
    integration_id TEXT PRIMARY KEY REFERENCES integration (id),
    hash           TEXT NOT NULL,          -- with its salt and cost, see internal/credential
    generated_at   TEXT NOT NULL,
    generated_by   TEXT NOT NULL
);

-- The audit log, see internal/audit.
CREATE TABLE audit_entry (
    seq         BIGINT PRIMARY KEY,
    at          TEXT NOT NULL,
    action      TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    target_name TEXT NOT NULL,
    entry       TEXT NOT NULL              -- JSON: the whole entry, with its hash
);

CREATE INDEX audit_entry_target ON audit_entry (target_id);

-- Nothing of it is ever changed by incodectl, nor by a slip of somebody else's.
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
