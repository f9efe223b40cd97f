-- The appends in the order of commits, and nothing else is written by an append. A row holds several
-- small appends of a commit, about a page of them, or a single large one; one of more than 256 KiB
-- is in several rows, one behind the other (LargeAppend). There is no second index: which rows
-- belong to a stream is kept in memory and read from here at start.
CREATE TABLE hot_log (
  entry INTEGER PRIMARY KEY,
  -- Milliseconds since 1970; the same for all appends of a row.
  appended_at INTEGER NOT NULL,
  -- Bytes of the two blobs.
  bytes INTEGER NOT NULL,
  -- RowChecksums. Two, because reading at start does without the payload; before the blobs, so that
  -- no overflow page is read for them.
  heads_crc32c INTEGER NOT NULL,
  payload_crc32c INTEGER NOT NULL,
  -- What each append did to its stream, and how much of the payload is its own (RowHeads). Reading
  -- at start needs no more than this.
  heads BLOB NOT NULL,
  -- The messages as they are sent, those of one append after those of the other; in JSON mode with
  -- a comma between two of an append.
  payload BLOB NOT NULL
);

-- Tail, last_seq and the producers are snapshots: rows of the hot log after folded_to come on top.
CREATE TABLE streams (
  stream_key INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  content_type TEXT NOT NULL,
  -- At most one of these two: seconds without use, or an instant in ISO 8601.
  ttl_seconds INTEGER,
  expires_at TEXT,
  created_at TEXT NOT NULL,
  origin_path TEXT,
  origin_key INTEGER,
  origin_position INTEGER,
  origin_segment INTEGER,
  origin_within INTEGER,
  tail_position INTEGER NOT NULL,
  tail_offset_segment INTEGER NOT NULL,
  tail_offset_within INTEGER NOT NULL,
  tail_segment INTEGER NOT NULL,
  tail_segment_start INTEGER NOT NULL,
  tail_segment_messages INTEGER NOT NULL,
  tail_segment_bytes INTEGER NOT NULL,
  -- The earliest retained position, and its token.
  front_position INTEGER NOT NULL,
  front_offset_segment INTEGER NOT NULL,
  front_offset_within INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  closer_id TEXT,
  closer_epoch INTEGER,
  closer_seq INTEGER,
  last_seq TEXT NOT NULL,
  -- Milliseconds since 1970, rounded up; none for a stream that does not end by itself.
  deadline INTEGER,
  soft_deleted INTEGER NOT NULL,
  folded_to INTEGER NOT NULL,
  -- Whom the stream counts for; empty for nobody.
  tenant TEXT NOT NULL,
  -- Producers that were last used before this are forgotten: milliseconds since 1970.
  producers_since INTEGER NOT NULL
);

CREATE INDEX streams_by_origin ON streams (origin_key) WHERE origin_key IS NOT NULL;
CREATE INDEX streams_by_deadline ON streams (deadline)
  WHERE deadline IS NOT NULL AND soft_deleted = 0;
CREATE INDEX streams_by_tenant ON streams (tenant) WHERE tenant <> '' AND soft_deleted = 0;

CREATE TABLE producers (
  stream_key INTEGER NOT NULL,
  producer_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  -- When it was last used: milliseconds since 1970.
  used_at INTEGER NOT NULL,
  PRIMARY KEY (stream_key, producer_id)
) WITHOUT ROWID;

CREATE TABLE segments (
  stream_key INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start_position INTEGER NOT NULL,
  end_position INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  payload_bytes INTEGER NOT NULL,
  PRIMARY KEY (stream_key, number)
) WITHOUT ROWID;

CREATE INDEX segments_by_start ON segments (stream_key, start_position);

-- Sealed segments that no object holds yet. Stays small, so it is read whole at start.
CREATE TABLE pending_segments (
  stream_key INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (stream_key, number)
) WITHOUT ROWID;

CREATE TABLE objects (
  id INTEGER PRIMARY KEY,
  stream_key INTEGER NOT NULL,
  start_position INTEGER NOT NULL,
  end_position INTEGER NOT NULL,
  first_segment INTEGER NOT NULL,
  last_segment INTEGER NOT NULL,
  size INTEGER NOT NULL,
  crc32c INTEGER NOT NULL,
  name TEXT NOT NULL,
  frame_index BLOB NOT NULL,
  UNIQUE (stream_key, start_position)
);

CREATE TABLE garbage_objects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- Milliseconds since 1970, from when on it may be removed; none before that is decided.
  remove_at INTEGER
);

CREATE INDEX garbage_objects_by_time ON garbage_objects (remove_at);

-- One row once the store has an id.
CREATE TABLE archive_claims (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  -- 32 hexadecimal digits, given once and kept by every copy.
  store_id TEXT NOT NULL,
  -- The file beside the database when this was written: another one tells a copy.
  instance TEXT NOT NULL,
  -- The owner records that this store wrote, or may have written, one a line.
  records TEXT NOT NULL
);

CREATE TABLE announcements (
  number INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  -- Both are there for a creation, and neither for a deletion.
  content_type TEXT,
  created_at TEXT
);

-- Exactly one of webhook_url and wake_stream is there.
CREATE TABLE subscriptions (
  id TEXT PRIMARY KEY,
  incarnation INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  webhook_url TEXT,
  wake_stream TEXT,
  pattern TEXT,
  lease_millis INTEGER NOT NULL,
  description TEXT,
  -- Milliseconds since 1970.
  created_at INTEGER NOT NULL,
  -- Streams with higher keys are new to the subscription.
  streams_before INTEGER NOT NULL,
  -- Patterns of the streams that it may wake for, one a line after the first; empty for all.
  scope TEXT NOT NULL,
  generation INTEGER NOT NULL,
  -- There is a wake_id while a wake is announced or leased, and a holder while it is leased.
  wake_id TEXT,
  holder TEXT,
  attempts INTEGER NOT NULL,
  -- The next announcement, or the end of the lease: milliseconds since 1970; none for never.
  due_at INTEGER
) WITHOUT ROWID;

-- From which the generations of an id go on.
CREATE TABLE deleted_subscriptions (
  id TEXT PRIMARY KEY,
  generation INTEGER NOT NULL,
  -- Milliseconds since 1970.
  deleted_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE subscription_links (
  subscription_id TEXT NOT NULL,
  path TEXT NOT NULL,
  -- The incarnation of the stream that the cursor belongs to; 0 before there is any.
  stream_key INTEGER NOT NULL,
  acked_segment INTEGER NOT NULL,
  acked_within INTEGER NOT NULL,
  explicit INTEGER NOT NULL,
  glob INTEGER NOT NULL,
  PRIMARY KEY (subscription_id, path)
) WITHOUT ROWID;

CREATE INDEX subscription_links_by_path ON subscription_links (path);

-- One row once there are keys that several servers share.
CREATE TABLE subscription_keys (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  -- Encrypted with a secret that is not here.
  sealed TEXT NOT NULL
);

-- One row.
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  highest_key INTEGER NOT NULL,
  -- The hot log had rows up to here once that are gone; numbers are not given twice.
  last_removed_entry INTEGER NOT NULL,
  next_announcement INTEGER NOT NULL,
  -- Commits whose fsync failed. Counting one overwrites what it left in the write-ahead log.
  failed_commits INTEGER NOT NULL,
  -- Commits of anything but appends. With the number of the last row of the hot log it tells how
  -- much was acknowledged.
  changes INTEGER NOT NULL,
  -- No segment with a lower number is appended to.
  segment_floor INTEGER NOT NULL,
  -- Tells databases apart; a copy has the same.
  database_id INTEGER NOT NULL,
  -- How far a replica has applied the commit log; none unless every commit came from one.
  log_progress BLOB
);

INSERT INTO meta
  (id, highest_key, last_removed_entry, next_announcement, failed_commits, changes, segment_floor,
   database_id)
  VALUES (0, 0, 0, 0, 0, 0, 0, random());

PRAGMA user_version = 1;
