//! Full-text search over folded words, so that marks on letters do not matter.

use std::collections::BTreeSet;

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
        let terms = terms(words);
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        self.paragraphs(words, &terms.join(" AND "), "", &[], limit)
    }

    /// The best paragraph of each report that has all the words, but in no paragraph all of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search_apart(&self, words: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let terms = terms(words);
        if terms.len() < 2 {
            return Ok(Vec::new());
        }
        let mut has_all = String::new();
        for n in 0..terms.len() {
            has_all.push_str(&format!(
                " AND block.doc IN (SELECT b.doc FROM block_words w JOIN block b ON b.block = w.rowid
                  WHERE w.block_words MATCH ?{})",
                n + 3
            ));
        }
        let mut hits = self.paragraphs(words, &terms.join(" OR "), &has_all, &terms, usize::MAX)?;
        let mut seen = std::collections::HashSet::new();
        hits.retain(|hit| seen.insert(hit.doc.clone()));
        hits.truncate(limit);
        Ok(hits)
    }

    fn paragraphs(
        &self,
        words: &str,
        query: &str,
        condition: &str,
        terms: &[String],
        limit: usize,
    ) -> Result<Vec<Hit>, StoreError> {
        // Only the best are looked up: a usual word stands in most paragraphs.
        let best = if condition.is_empty() { "ORDER BY rank LIMIT ?2" } else { "" };
        let mut rows = self.sql.prepare_cached(&format!(
            "WITH best AS MATERIALIZED (
                 SELECT rowid AS block, rank AS score FROM block_words WHERE block_words MATCH ?1 {best}
             )
             SELECT block.doc, document.published, document.outlet, document.title, document.text,
                    block.first_byte, block.end_byte
             FROM best JOIN block USING (block) JOIN document USING (doc)
             WHERE true {condition}
             ORDER BY score, published DESC, block.doc, block.n LIMIT ?2"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut values: Vec<&dyn rusqlite::ToSql> = vec![&query, &limit];
        values.extend(terms.iter().map(|term| term as &dyn rusqlite::ToSql));
        let found = rows.query_map(values.as_slice(), |row| {
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
        let query = terms(words).join(" AND ");
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = self.sql.prepare_cached(
            "SELECT id, kind, title FROM row_words JOIN row ON row.n = row_words.rowid WHERE row_words MATCH ?1
             ORDER BY rank, id LIMIT ?2",
        )?;
        let found = rows.query_map(rusqlite::params![query, limit as i64], |row| {
            Ok(RowHead { id: row.get(0)?, kind: row.get(1)?, title: row.get(2)? })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// What was typed, as FTS5 asks for it: every word quoted, so that none is an operator.
fn terms(words: &str) -> Vec<String> {
    // A NUL would end the query inside its quotation marks.
    let words = words.replace(char::is_control, " ");
    let folded = fold(&words);
    let mut terms = Vec::new();
    for (n, part) in folded.split(['"', '“', '”']).enumerate() {
        if n % 2 == 1 {
            terms.push(part.trim().to_owned());
        } else {
            terms.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    terms.retain(|term| term.chars().any(char::is_alphanumeric));
    let typed: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    terms.iter().map(|term| any_spelling(&term.replace('"', ""), &typed)).collect()
}

/// A word as FTS5 asks for it, in either spelling of its umlauts: what is printed "Schröder" here is
/// "Schroeder" there. Without marks only a name can have any.
fn any_spelling(term: &str, typed: &[&str]) -> String {
    let spellings = spellings(term, typed);
    let asked: Vec<String> =
        std::iter::once(term).chain(spellings.iter().map(String::as_str)).map(asked).collect();
    match asked.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

/// Letters that a name has at least, so that other spellings of it are looked for.
const NAME: usize = 5;

/// The other spellings of the umlauts of a folded word.
fn spellings(word: &str, typed: &[&str]) -> Vec<String> {
    let is_word = word.chars().all(char::is_alphanumeric);
    let printed = typed.iter().find(|typed| fold(typed) == word);
    let is_marked =
        printed.is_some_and(|typed| typed.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'ø', 'Ø', 'å', 'Å']));
    let is_name = printed.is_some_and(|typed| typed.starts_with(char::is_uppercase));
    if !is_word || !(is_marked || is_name && word.len() >= NAME) {
        return Vec::new();
    }
    let mut spellings = BTreeSet::new();
    for (at, letter) in word.char_indices().filter(|(_, letter)| matches!(letter, 'a' | 'o' | 'u')) {
        let (before, after) = (&word[..at], &word[at + letter.len_utf8()..]);
        spellings.insert(match after.strip_prefix('e') {
            Some(rest) => format!("{before}{letter}{rest}"),
            None => format!("{before}{letter}e{after}"),
        });
    }
    spellings.into_iter().collect()
}

/// A word or phrase as FTS5 asks for it: a word without its ending, with any ending.
fn asked(term: &str) -> String {
    let is_word = term.chars().all(char::is_alphanumeric);
    if is_word { format!("\"{}\"*", stem(term)) } else { format!("\"{term}\"") }
}

/// A word without the ending of its plural: short words stay whole.
fn stem(word: &str) -> &str {
    let long = |stem: &&str| stem.chars().count() >= 3;
    let plural = word.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'u', 'i']));
    let plural = word.strip_suffix("ies").or(plural);
    plural.filter(long).unwrap_or(word)
}

/// Where the words that were looked for stand in a text.
fn marks(text: &str, words: &str) -> Vec<(usize, usize)> {
    let folded = fold(words);
    let typed: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> =
        words.flat_map(|word| std::iter::once(word.to_owned()).chain(spellings(word, &typed))).collect();
    let wanted: Vec<_> = words.iter().map(|word| stem(word)).collect();
    let mut marks = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        // A combining mark belongs to the word before it.
        let inside = character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character);
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let word = fold(&text[from..at]);
                if wanted.iter().any(|wanted| word.starts_with(wanted)) {
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
        let asked = ["\"not\"*", "\"a*\"", "\"state visit\"", "\"-b\""];
        assert_eq!(terms("NOT a* \"state visit\" -b"), asked);
        assert!(terms(" \" * ").is_empty());
    }

    #[test]
    fn a_word_is_found_whatever_its_ending() {
        let stems = ["visits", "policies", "gas", "status", "access", "visit"].map(stem);
        assert_eq!(stems, ["visit", "polic", "gas", "status", "access", "visit"]);
        let text = "Two scholarships and the avocado";
        let marked: Vec<_> = marks(text, "scholarship avocados").iter().map(|&(a, b)| &text[a..b]).collect();
        assert_eq!(marked, ["scholarships", "avocado"]);
    }

    #[test]
    fn an_umlaut_is_found_in_either_spelling() {
        assert_eq!(spellings("schroder", &["Schröder"]), ["schroeder"]);
        assert_eq!(spellings("schroeder", &["Schroeder"]), ["schroder"]);
        assert!(spellings("poem", &["poem"]).is_empty());
        let marked: Vec<_> = marks("Gerhard Schroeder", "Schröder").into_iter().collect();
        assert_eq!(marked, [(8, 17)]);
    }

    #[test]
    fn marks_stand_on_the_printed_words() {
        let text = "Thủ tướng Phạm Minh Chính";
        let marked: Vec<_> = marks(text, "pham chinh").iter().map(|&(a, b)| &text[a..b]).collect();
        assert_eq!(marked, ["Phạm", "Chính"]);
    }
}
