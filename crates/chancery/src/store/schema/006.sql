-- Schema 6: claims have a number, and the words that they rest on stand in its order, so that a new report
-- writes to the end of a table and not into every page of it. FACTS.

DROP VIEW v_claims;
DROP VIEW v_quotes;
ALTER TABLE claim RENAME TO old_claim;
ALTER TABLE evidence RENAME TO old_evidence;
ALTER TABLE support RENAME TO old_support;

-- What one document says.
CREATE TABLE claim (
    number INTEGER PRIMARY KEY,            -- in order of reading
    claim  TEXT NOT NULL UNIQUE,           -- hash of document, place and kind
    doc    TEXT NOT NULL REFERENCES document (doc),
    n      INTEGER NOT NULL,               -- its place in the reading
    kind   TEXT NOT NULL,                  -- event, act, instrument, mechanism, tenure ...
    body   TEXT NOT NULL,                  -- the claim, JSON
    UNIQUE (doc, n)
) STRICT;
INSERT INTO claim (claim, doc, n, kind, body) SELECT claim, doc, n, kind, body FROM old_claim ORDER BY rowid;

-- The words that a claim rests on; the fullest is number 0.
CREATE TABLE evidence (
    number INTEGER NOT NULL REFERENCES claim (number),
    n      INTEGER NOT NULL,
    first  INTEGER NOT NULL,               -- code points
    last   INTEGER NOT NULL,               -- the code point after the last
    quote  TEXT NOT NULL,
    rule   TEXT NOT NULL,                  -- the rule of the lexicon that read them
    PRIMARY KEY (number, n)
) STRICT, WITHOUT ROWID;
INSERT INTO evidence
    SELECT number, old_evidence.n, first, last, quote, rule FROM old_evidence JOIN claim USING (claim) ORDER BY 1, 2;

-- The claims that a row rests on. CONCLUSIONS.
CREATE TABLE support (
    id    TEXT NOT NULL REFERENCES row (id),
    claim TEXT NOT NULL REFERENCES claim (claim),
    PRIMARY KEY (id, claim)
) STRICT, WITHOUT ROWID;
INSERT INTO support SELECT id, claim FROM old_support;

DROP TABLE old_support;
DROP TABLE old_evidence;
DROP TABLE old_claim;
CREATE INDEX evidence_rule ON evidence (rule);
CREATE INDEX support_claim ON support (claim);

CREATE VIEW v_claims AS
    SELECT claim, doc, kind, quote, first, last, rule, body
    FROM claim JOIN evidence USING (number) WHERE evidence.n = 0;

CREATE VIEW v_quotes AS
    SELECT support.id, row.kind, claim.doc, document.published, document.outlet,
           evidence.quote, evidence.first, evidence.last, evidence.rule
    FROM support JOIN row USING (id) JOIN claim USING (claim) JOIN evidence USING (number) JOIN document USING (doc);
