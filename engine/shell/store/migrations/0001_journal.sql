-- The journal itself: one row per commit, each with the hash of the row before.
CREATE TABLE batches (
    seq_first INTEGER PRIMARY KEY,
    seq_last INTEGER NOT NULL CHECK (seq_last >= seq_first),
    at_last INTEGER NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Short cuts into it: state as it was when everything up to `seq` had been decided.
CREATE TABLE checkpoints (
    seq INTEGER PRIMARY KEY,
    core BLOB NOT NULL,
    world BLOB NOT NULL,
    agenda BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Facts about the run as a whole, such as that it is finished.
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What people ask about. All of it can be made again from the batches.
CREATE TABLE intents (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    fixture TEXT NOT NULL,
    market TEXT NOT NULL,
    position TEXT NOT NULL,
    strategy TEXT NOT NULL,
    leg TEXT NOT NULL,
    side TEXT NOT NULL,
    purpose TEXT NOT NULL,
    price INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    filled INTEGER NOT NULL,
    paid_micros INTEGER NOT NULL,
    fees_micros INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    note TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE fills (
    trade TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    market TEXT NOT NULL,
    leg TEXT NOT NULL,
    side TEXT NOT NULL,
    price INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    fee_micros INTEGER NOT NULL,
    maker INTEGER NOT NULL
) STRICT;

CREATE TABLE positions (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    fixture TEXT NOT NULL,
    market TEXT NOT NULL,
    leg TEXT NOT NULL,
    strategy TEXT NOT NULL,
    settles_on TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    quantity INTEGER NOT NULL,
    realised_micros INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    position TEXT NOT NULL,
    trigger_name TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    answered_at INTEGER,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE settlements (
    position TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    fixture TEXT NOT NULL,
    strategy TEXT NOT NULL,
    settles_on TEXT NOT NULL,
    pnl_micros INTEGER NOT NULL,
    fees_micros INTEGER NOT NULL,
    risked_micros INTEGER NOT NULL,
    void INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (position, seq)
) STRICT;

CREATE TABLE choices (
    fixture TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    chosen TEXT NOT NULL,
    propensity_ppm INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (fixture, ordinal)
) STRICT;

CREATE TABLE alarms (
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('raised', 'cleared')),
    at INTEGER NOT NULL,
    severity TEXT,
    page TEXT,
    text TEXT,
    PRIMARY KEY (seq, id, what)
) STRICT;

CREATE TABLE model_versions (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    sport TEXT NOT NULL,
    league TEXT NOT NULL,
    fitted_at INTEGER NOT NULL,
    games INTEGER NOT NULL,
    log_loss_ppm INTEGER,
    hash TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE receipts (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX fills_by_order ON fills (order_id);
CREATE INDEX orders_by_position ON orders (position);
CREATE INDEX settlements_by_date ON settlements (settles_on);
