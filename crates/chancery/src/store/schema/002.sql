-- Schema 2: what stands under a row is found by the row; of each document it is known whether others
-- are compared with it.
CREATE INDEX row_party_id ON row_party (id);

DROP TABLE voice;
-- Which story a document tells, and whose outlet it is.
CREATE TABLE voice (
    doc      TEXT PRIMARY KEY REFERENCES document (doc),
    story    TEXT NOT NULL REFERENCES document (doc),
    compared INTEGER NOT NULL,             -- 1 where later documents are compared with it
    side     TEXT
) STRICT, WITHOUT ROWID;
