-- The database of Chancery, schema 1.
--
-- FACTS are appended and never changed: documents, their paragraphs, what each says (claims) with
-- the words that say it (evidence), runs, refusals, and the judgements of people.
-- CONCLUSIONS are rebuilt from the facts at any time: the rows of the ledger.
--
-- Other programs should read the views (v_...) at the end: their column names are a promise, the
-- tables are not. Days are ISO 8601, dates of events EDTF level 0 or 1, states ISO 3166-1 alpha-3,
-- positions Unicode code points from 0 (columns first, last) unless a name says bytes.

-- What holds for the whole database: as_of, ledger_hash, judged, and the lexicon by which it was
-- settled.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One call of `add`.
CREATE TABLE run (
    run       TEXT PRIMARY KEY,            -- hash of when, and of what was asked for
    started   TEXT NOT NULL,               -- ISO 8601, UTC
    finished  TEXT,                        -- none while it is under way, or where it was cut off
    engine    TEXT NOT NULL,               -- version of the program
    lexicon   TEXT NOT NULL,               -- hash of the lexicon
    added     INTEGER NOT NULL DEFAULT 0,  -- documents that were new
    known     INTEGER NOT NULL DEFAULT 0,  -- documents that were there before
    refused   INTEGER NOT NULL DEFAULT 0   -- files and documents that were not taken
) STRICT;

-- What was not taken in, and why.
CREATE TABLE refusal (
    run    TEXT NOT NULL REFERENCES run (run),
    source TEXT NOT NULL,                  -- the file, and the line in it where it holds many
    code   TEXT NOT NULL,                  -- a stable name of the reason: E-BINARY
    reason TEXT NOT NULL,
    PRIMARY KEY (run, source)
) STRICT, WITHOUT ROWID;

-- One report, whole and unchanged.
CREATE TABLE document (
    doc          TEXT PRIMARY KEY,         -- the name that the source gave, or the hash of the text
    content      TEXT NOT NULL UNIQUE,     -- hash of name, text and metadata: what is there is not taken twice
    run          TEXT NOT NULL REFERENCES run (run),
    file         TEXT NOT NULL,            -- where it was read from
    published    TEXT,                     -- the day of publication
    published_by TEXT,                     -- how that day is known: metadata, text
    outlet       TEXT,                     -- who tells the story
    title        TEXT,                     -- the headline
    metadata     TEXT NOT NULL,            -- all that the source says, JSON
    text         TEXT NOT NULL,
    relevant     INTEGER NOT NULL,         -- 1 where it reports a dealing between states
    notes        TEXT NOT NULL,            -- doubts about the reading, JSON
    gist         TEXT NOT NULL,            -- its claims by relation and the persons they name, JSON
    print        BLOB NOT NULL             -- hashes of its runs of words, to find copies of a story
) STRICT;
CREATE INDEX document_published ON document (published);

-- The paragraphs of a document, and which of them are the article.
CREATE TABLE block (
    block       INTEGER PRIMARY KEY,       -- for the search index alone
    doc         TEXT NOT NULL REFERENCES document (doc),
    n           INTEGER NOT NULL,
    kind        TEXT NOT NULL,             -- title, body, speech, caption, furniture ...
    rule        TEXT NOT NULL,             -- why it was taken for that
    first_byte  INTEGER NOT NULL,
    end_byte    INTEGER NOT NULL,
    speaker     TEXT,                      -- bytes of the paragraph that names the speaker, JSON
    UNIQUE (doc, n)
) STRICT;

-- The words of the paragraphs that are read, folded: without case and marks.
CREATE VIRTUAL TABLE block_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- What one document says.
CREATE TABLE claim (
    claim TEXT PRIMARY KEY,                -- hash of document, place and kind
    doc   TEXT NOT NULL REFERENCES document (doc),
    n     INTEGER NOT NULL,                -- its place in the reading
    kind  TEXT NOT NULL,                   -- event, act, instrument, mechanism, tenure ...
    body  TEXT NOT NULL,                   -- the claim, JSON
    UNIQUE (doc, n)
) STRICT;

-- The words that a claim rests on; the fullest is number 0.
CREATE TABLE evidence (
    claim TEXT NOT NULL REFERENCES claim (claim),
    n     INTEGER NOT NULL,
    first INTEGER NOT NULL,                -- code points
    last  INTEGER NOT NULL,                -- the code point after the last
    quote TEXT NOT NULL,
    rule  TEXT NOT NULL,                   -- the rule of the lexicon that read them
    PRIMARY KEY (claim, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_rule ON evidence (rule);

-- The decisions of people: appended, never overwritten.
CREATE TABLE judgement (
    judgement TEXT PRIMARY KEY,            -- hash of what was decided, by whom and when
    made      TEXT NOT NULL,               -- ISO 8601, UTC
    by        TEXT NOT NULL,
    body      TEXT NOT NULL                -- the decision with its reason, JSON
) STRICT;

-- The part of the ledger that was settled together: a relation, or all persons. CONCLUSIONS from
-- here on.
CREATE TABLE part (
    part   TEXT PRIMARY KEY,               -- states and organisations; `persons` for the persons
    key    TEXT NOT NULL,                  -- changes with everything that the part is settled from
    until  TEXT,                           -- its rows hold before this day
    judged TEXT NOT NULL                   -- what judgements changed in it, JSON
) STRICT, WITHOUT ROWID;

-- Which story a document tells, and whose outlet it is.
CREATE TABLE voice (
    doc   TEXT PRIMARY KEY REFERENCES document (doc),
    story TEXT NOT NULL REFERENCES document (doc),
    side  TEXT
) STRICT, WITHOUT ROWID;

-- A row of the ledger.
CREATE TABLE row (
    n     INTEGER PRIMARY KEY,             -- for the search index alone
    id    TEXT NOT NULL UNIQUE,
    part  TEXT NOT NULL REFERENCES part (part),
    hash  TEXT NOT NULL,                   -- of the body
    kind  TEXT NOT NULL,                   -- event, commitment, person, instrument, mechanism ...
    first TEXT,                            -- the first day that it concerns, where it has days
    last  TEXT,
    title TEXT NOT NULL,                   -- what it is, in words of the documents where there are any
    body  TEXT NOT NULL                    -- the whole row, JSON
) STRICT;
CREATE INDEX row_kind ON row (kind, first);
CREATE INDEX row_part ON row (part);
CREATE INDEX row_hash ON row (kind, id, hash);

-- The states and organisations that a row concerns.
CREATE TABLE row_party (
    actor TEXT NOT NULL,
    id    TEXT NOT NULL REFERENCES row (id),
    PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;

-- The claims that a row rests on.
CREATE TABLE support (
    id    TEXT NOT NULL REFERENCES row (id),
    claim TEXT NOT NULL REFERENCES claim (claim),
    PRIMARY KEY (id, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX support_claim ON support (claim);

-- The words of rows, folded, under the number of the row.
CREATE VIRTUAL TABLE row_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- Everything below is public.

CREATE VIEW v_documents AS
    SELECT doc, published, outlet, title, relevant, file, text FROM document;

CREATE VIEW v_claims AS
    SELECT claim, doc, kind, quote, first, last, rule, body FROM claim JOIN evidence USING (claim) WHERE evidence.n = 0;

CREATE VIEW v_quotes AS
    SELECT support.id, row.kind, claim.doc, document.published, document.outlet,
           evidence.quote, evidence.first, evidence.last, evidence.rule
    FROM support JOIN row USING (id) JOIN claim USING (claim) JOIN evidence USING (claim) JOIN document USING (doc);

CREATE VIEW v_events AS
    SELECT id,
           body ->> '$.kind' AS kind, body ->> '$.level' AS level, body ->> '$.status' AS status,
           body ->> '$.when' AS date, first AS first_day, last AS last_day,
           body ->> '$.place' AS place, body ->> '$.place_state' AS place_state,
           body ->> '$.title' AS title, body ->> '$.within' AS within, body ->> '$.mechanism' AS mechanism,
           body -> '$.parties' AS parties, body ->> '$.support.voices' AS voices
    FROM row WHERE kind = 'event';

CREATE VIEW v_event_participants AS
    SELECT row.id AS event, part.value ->> '$.person' AS person, part.value ->> '$.name' AS name,
           part.value ->> '$.office' AS office, part.value ->> '$.actor' AS actor, part.value ->> '$.role' AS role
    FROM row, json_each(body, '$.participants') AS part WHERE kind = 'event';

CREATE VIEW v_commitments AS
    SELECT id, title AS what,
           body ->> '$.act' AS act, body ->> '$.force' AS force,
           body ->> '$.stage' AS stage, body ->> '$.health' AS health, body ->> '$.because' AS because,
           body -> '$.by' AS by, body -> '$.to' AS "to", body -> '$.fields' AS fields,
           body ->> '$.deadline' AS deadline, body ->> '$.is_open_request' AS is_open_request,
           first AS first_day, last AS last_day, body ->> '$.support.voices' AS voices
    FROM row WHERE kind = 'commitment';

CREATE VIEW v_people AS
    SELECT id, body ->> '$.name' AS name, body ->> '$.actor' AS actor, body -> '$.names' AS names
    FROM row WHERE kind = 'person';

CREATE VIEW v_tenures AS
    SELECT row.id AS person, row.body ->> '$.name' AS name, tenure.value ->> '$.office' AS office,
           tenure.value ->> '$.actor' AS actor, tenure.value ->> '$.from' AS "from",
           tenure.value ->> '$.until' AS until, tenure.value ->> '$.seen' AS seen, tenure.value ->> '$.basis' AS basis
    FROM row, json_each(row.body, '$.tenures') AS tenure WHERE kind = 'person';

CREATE VIEW v_instruments AS
    SELECT id, title AS name, body ->> '$.type' AS type, body ->> '$.status' AS status, body ->> '$.when' AS date,
           body -> '$.parties' AS parties, body -> '$.fields' AS fields, body ->> '$.event' AS event
    FROM row WHERE kind = 'instrument';

CREATE VIEW v_mechanisms AS
    SELECT id, title AS name, body ->> '$.type' AS type, body -> '$.parties' AS parties,
           body -> '$.sessions' AS sessions
    FROM row WHERE kind = 'mechanism';

CREATE VIEW v_conflicts AS
    SELECT id, body ->> '$.about' AS about, body ->> '$.slot' AS slot, body -> '$.versions' AS versions
    FROM row WHERE kind = 'conflict';

CREATE VIEW v_refusals AS
    SELECT run.started, refusal.source, refusal.code, refusal.reason FROM refusal JOIN run USING (run);
