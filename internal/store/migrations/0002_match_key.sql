-- An index from what a document says to the people it could belong to.
--
-- The people get a number of their own: a rowid that is no declared key may
-- change when the file is vacuumed.

CREATE TABLE directory_user_2 (
    id             INTEGER PRIMARY KEY,
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
    UNIQUE (integration_id, external_id)
);

INSERT INTO directory_user_2 (integration_id, external_id, state, source_state, login, hash, hints, record,
    created_at, updated_at, missing_since)
SELECT integration_id, external_id, state, source_state, login, hash, hints, record,
    created_at, updated_at, missing_since
FROM directory_user ORDER BY integration_id, external_id;

DROP TABLE directory_user;
ALTER TABLE directory_user_2 RENAME TO directory_user;
CREATE INDEX directory_user_state ON directory_user (integration_id, state);

-- Keys of active people, see internal/claims/blocking: upper bits the key, lower
-- bits directory_user.id. One number a row is the smallest index there is.
CREATE TABLE match_key (entry INTEGER PRIMARY KEY);

-- The version of the keys in match_key; 0 when they are still to be made.
CREATE TABLE match_index (version INTEGER NOT NULL);
INSERT INTO match_index VALUES (0);
