-- Where our books and the venue's did not agree, as each line last stood; `gone` once they agreed again.
CREATE TABLE differences (
    id TEXT NOT NULL,
    since INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    market TEXT,
    leg TEXT,
    ours INTEGER NOT NULL,
    venues INTEGER NOT NULL,
    ignored TEXT NOT NULL,
    PRIMARY KEY (id, since)
) STRICT;

-- Cash that moved without a trade or a final settlement: interest, incentives, adjustments, corrections, adopted.
CREATE TABLE cash_flows (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount_micros INTEGER NOT NULL
) STRICT;
