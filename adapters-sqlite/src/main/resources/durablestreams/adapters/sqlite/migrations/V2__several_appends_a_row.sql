-- A row of the log holds several small appends of a commit, about a page of them, or a single large
-- one. Still in the order of commits, still without a second index, and still nothing else is
-- written by an append. The old rows are moved by the next step.
ALTER TABLE hot_log RENAME TO hot_log_1;

CREATE TABLE hot_log (
  entry INTEGER PRIMARY KEY,
  -- Milliseconds since 1970; the same for all appends of a row.
  appended_at INTEGER NOT NULL,
  -- Bytes of the two blobs.
  bytes INTEGER NOT NULL,
  -- What each append did to its stream, and how much of the payload is its own (RowHeads). Reading
  -- at start needs no more than this.
  heads BLOB NOT NULL,
  -- The messages as they are sent, those of one append after those of the other; in JSON mode with
  -- a comma between two of an append.
  payload BLOB NOT NULL
);
