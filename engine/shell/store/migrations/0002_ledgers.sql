CREATE TABLE entries (
    key TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    shadow INTEGER NOT NULL,
    strategy TEXT NOT NULL,
    fixture TEXT NOT NULL,
    market TEXT NOT NULL,
    leg TEXT NOT NULL,
    settles_on TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    spent_micros INTEGER NOT NULL,
    fees_micros INTEGER NOT NULL,
    clv_micros INTEGER,
    pnl_micros INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE forks (
    key TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    position TEXT NOT NULL,
    fixture TEXT NOT NULL,
    trigger TEXT NOT NULL,
    deed TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    leaving_micros INTEGER,
    holding_micros INTEGER,
    regret_micros INTEGER,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE mark_outs (
    of TEXT NOT NULL,
    after INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    shadow INTEGER NOT NULL,
    mark_micros INTEGER,
    PRIMARY KEY (of, after)
) STRICT;

CREATE TABLE projections (
    settles_on TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    projected_micros INTEGER NOT NULL,
    low_micros INTEGER NOT NULL,
    high_micros INTEGER NOT NULL,
    realised_micros INTEGER,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE alerts (
    seq INTEGER NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (seq, key)
) STRICT;

CREATE INDEX entries_by_fixture ON entries (fixture);
CREATE INDEX forks_by_position ON forks (position);
