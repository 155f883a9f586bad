-- Schema 5: what the whole record needs to know of each document stands apart from the documents, close
-- together: it is read whole for each new report. The program fills it for documents that are there.

-- The gist of a document: its claims by relation and the persons they name. FACTS.
CREATE TABLE gist (
    n      INTEGER PRIMARY KEY,            -- in order of reading
    outlet TEXT,                           -- who tells the story
    gist   TEXT NOT NULL                   -- JSON
) STRICT;
ALTER TABLE document DROP COLUMN gist;
