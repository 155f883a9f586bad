//! What several test files share.

use std::{collections::HashMap, convert::Infallible};

use chancery_core::{
    engine::Reader,
    evidence::DocId,
    intake::Document,
    kinship::{Fingerprint, Listed, stories},
    ledger::ReadDocument,
};

/// Reads documents and ties reprints to their stories, as the program does.
pub(crate) fn read_all(documents: &[Document], reader: &mut Reader<'_>) -> Vec<ReadDocument> {
    let prints: HashMap<&DocId, Fingerprint> =
        documents.iter().map(|document| (&document.id, Fingerprint::of(document))).collect();
    let listed: Vec<Listed<'_>> = documents
        .iter()
        .map(|document| Listed { doc: &document.id, day: document.day(), told: None })
        .collect();
    let stories = stories::<Infallible>(&listed, |doc| Ok(prints[doc].clone())).unwrap_or_default();
    documents
        .iter()
        .zip(stories)
        .map(|(document, told)| ReadDocument {
            doc: document.id.clone(),
            published: document.day(),
            outlet: document.outlet.clone(),
            side: None,
            text: document.text.clone(),
            reading: reader.read(document),
            story: told.story,
        })
        .collect()
}
