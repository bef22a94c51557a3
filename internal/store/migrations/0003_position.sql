-- How far the store has followed the source of an integration. It is written in
-- the transaction that writes the people it covers.

CREATE TABLE sync_position (
    integration_id TEXT PRIMARY KEY REFERENCES integration (id),
    applied        BIGINT NOT NULL,        -- runs applied so far
    fingerprint    TEXT NOT NULL,          -- of what was listed
    mark           TEXT NOT NULL,          -- where a delta begins, '' when none can
    full_at        TEXT NOT NULL,          -- when the last applied full listing began
    unread         TEXT NOT NULL,          -- JSON list: ids whose record could not be read
    settings       TEXT NOT NULL           -- JSON: those of the integration that decide who is listed
);

-- Runs whose plan waits for a review; at most one an integration.
ALTER TABLE sync_run ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sync_run_held ON sync_run (integration_id) WHERE held = 1;
