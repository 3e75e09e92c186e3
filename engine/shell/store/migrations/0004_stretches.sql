-- Stretches of the journal whose quotes were thinned to bars: one row per merged row of batches.
CREATE TABLE stretches (
    seq_first INTEGER PRIMARY KEY,
    seq_last INTEGER NOT NULL CHECK (seq_last >= seq_first),
    at_first INTEGER NOT NULL,
    at_last INTEGER NOT NULL,
    batches INTEGER NOT NULL CHECK (batches > 0),
    kept INTEGER NOT NULL CHECK (kept >= 0),
    hash_before BLOB NOT NULL CHECK (length(hash_before) = 32),
    hash_last BLOB NOT NULL CHECK (length(hash_last) = 32),
    seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;

-- A minute by minute account of what was thinned: compressed, one row per stretch and market.
CREATE TABLE bars (
    seq_first INTEGER NOT NULL REFERENCES stretches (seq_first),
    market TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq_first, market)
) STRICT;

-- The deciding state where the last stretch ends: from here on a journal can be decided anew.
CREATE TABLE anchors (
    seq INTEGER PRIMARY KEY,
    core BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
