-- Schema 4: what a page showed and its text lacks. FACTS.

-- The lines of a page that were left behind when its text was taken out: never read, kept to be seen.
CREATE TABLE left_out (
    doc  TEXT NOT NULL REFERENCES document (doc),
    n    INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;
