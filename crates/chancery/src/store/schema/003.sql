-- Schema 3: feeds that are followed. FACTS.

-- What a feed said of itself when it was last looked at.
CREATE TABLE feed (
    feed     TEXT PRIMARY KEY,             -- its address, or the path of a saved one
    etag     TEXT,                         -- sent back, so that an unchanged feed is not sent again
    modified TEXT,
    looked   TEXT NOT NULL                 -- ISO 8601, UTC
) STRICT, WITHOUT ROWID;

-- The pages that feeds named and that were fetched: each is fetched once.
CREATE TABLE page (
    page    TEXT PRIMARY KEY,              -- its address
    feed    TEXT NOT NULL,
    fetched TEXT NOT NULL                  -- ISO 8601, UTC
) STRICT, WITHOUT ROWID;
