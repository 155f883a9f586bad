//! What the rules of the lexicon found.

use chancery_core::{evidence::DocId, ledger::model::RowId};
use rusqlite::params;
use serde::Serialize;

use super::{Store, StoreError};

/// How often a rule fired, and some of the words that it read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleUse {
    /// The number of quotations under claims.
    pub total: usize,
    /// Document and words, the latest documents first.
    pub quotes: Vec<(String, String)>,
}

/// Findings of a rule that can be put in order while somebody waits.
const RARE: i64 = 2000;

impl Store {
    /// The rows of the ledger that rest on the claims of a document: place of the claim in the
    /// reading, and row.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn rows_of_document(&self, doc: &DocId) -> Result<Vec<(usize, RowId)>, StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT claim.n, support.id FROM claim JOIN support USING (claim) WHERE claim.doc = ? ORDER BY 1, 2",
        )?;
        let rows = rows.query_map([doc.as_str()], |row| {
            Ok((usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0), RowId(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a rule found.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn rule_use(&self, rule: &str, limit: usize) -> Result<RuleUse, StoreError> {
        let total: i64 =
            self.sql.query_row("SELECT count(*) FROM evidence WHERE rule = ?", [rule], |row| row.get(0))?;
        // What a usual rule found is met soon on the way back from the latest document; the findings
        // of a rare one are all looked at.
        let from = if total > RARE {
            "document CROSS JOIN claim USING (doc) CROSS JOIN evidence USING (number)"
        } else {
            "evidence CROSS JOIN claim USING (number) CROSS JOIN document USING (doc)"
        };
        let mut rows = self.sql.prepare_cached(&format!(
            "SELECT claim.doc, evidence.quote FROM {from}
             WHERE evidence.rule = ? ORDER BY published DESC LIMIT ?"
        ))?;
        let quotes = rows.query_map(params![rule, limit as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(RuleUse { total: usize::try_from(total).unwrap_or(0), quotes: quotes.collect::<Result<_, _>>()? })
    }
}
