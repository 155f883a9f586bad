//! Full-text search over folded words, so that marks on letters do not matter.

use chancery_core::{calendar::Day, evidence::DocId, lexicon::fold};
use serde::Serialize;

use super::{RowHead, Store, StoreError};

/// A paragraph that holds what was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The document.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The paragraph as it is printed.
    pub text: String,
    /// Byte ranges in `text` of the words that were looked for.
    pub marks: Vec<(usize, usize)>,
}

impl Store {
    /// Paragraphs with all the words; words in double quotes stand together. The best come first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let Some(query) = query(words) else { return Ok(Vec::new()) };
        let mut rows = self.sql.prepare_cached(
            "SELECT block.doc, document.published, document.outlet, document.title, document.text,
                    block.first_byte, block.end_byte
             FROM block_words JOIN block ON block.block = block_words.rowid JOIN document USING (doc)
             WHERE block_words MATCH ?1 ORDER BY rank, published DESC, block.doc, block.n LIMIT ?2",
        )?;
        let found = rows.query_map(rusqlite::params![query, limit as i64], |row| {
            let text: String = row.get(4)?;
            let (first, end): (usize, usize) =
                (row.get::<_, i64>(5)? as usize, row.get::<_, i64>(6)? as usize);
            let text = text.get(first..end).unwrap_or_default().to_owned();
            Ok(Hit {
                doc: DocId::new(&row.get::<_, String>(0)?),
                published: row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok()),
                outlet: row.get(2)?,
                title: row.get(3)?,
                marks: marks(&text, words),
                text,
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Rows of the ledger with all the words: persons, commitments, mechanisms and the others.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search_rows(&self, words: &str, limit: usize) -> Result<Vec<RowHead>, StoreError> {
        let Some(query) = query(words) else { return Ok(Vec::new()) };
        let mut rows = self.sql.prepare_cached(
            "SELECT id, kind, title FROM row_words JOIN row USING (id) WHERE row_words MATCH ?1
             ORDER BY rank, id LIMIT ?2",
        )?;
        let found = rows.query_map(rusqlite::params![query, limit as i64], |row| {
            Ok(RowHead { id: row.get(0)?, kind: row.get(1)?, title: row.get(2)? })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// What was typed, as FTS5 asks for it: every word quoted, so that none is an operator.
fn query(words: &str) -> Option<String> {
    let folded = fold(words);
    let mut terms = Vec::new();
    for (n, part) in folded.split(['"', '“', '”']).enumerate() {
        if n % 2 == 1 {
            terms.push(part.trim().to_owned());
        } else {
            terms.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    terms.retain(|term| term.chars().any(char::is_alphanumeric));
    let quoted: Vec<_> = terms.iter().map(|term| format!("\"{}\"", term.replace('"', ""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" "))
}

/// Where the words that were looked for stand in a text.
fn marks(text: &str, words: &str) -> Vec<(usize, usize)> {
    let folded = fold(words);
    let wanted: Vec<_> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut marks = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        // A combining mark belongs to the word before it.
        let inside = character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character);
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if wanted.contains(&fold(&text[from..at]).as_ref()) {
                    marks.push((from, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_of_the_search_language_are_words() {
        assert_eq!(
            query("NOT a* \"state visit\" -b"),
            Some("\"not\" \"a*\" \"state visit\" \"-b\"".to_owned())
        );
        assert_eq!(query(" \" * "), None);
    }

    #[test]
    fn marks_stand_on_the_printed_words() {
        let text = "Thủ tướng Phạm Minh Chính";
        let marked: Vec<_> = marks(text, "pham chinh").iter().map(|&(a, b)| &text[a..b]).collect();
        assert_eq!(marked, ["Phạm", "Chính"]);
    }
}
