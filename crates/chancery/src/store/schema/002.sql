-- Schema 2: what stands under a row is found by the row.
CREATE INDEX row_party_id ON row_party (id);
