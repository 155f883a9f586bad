//! What several test files share.

use chancery_core::{
    engine::Reader,
    intake::Document,
    kinship::{Fingerprint, Report, stories},
    ledger::ReadDocument,
};

/// Reads documents and ties reprints to their stories, as the program does.
pub(crate) fn read_all(documents: &[Document], reader: &mut Reader<'_>) -> Vec<ReadDocument> {
    let prints: Vec<Fingerprint> = documents.iter().map(Fingerprint::of).collect();
    let reports: Vec<Report<'_>> = documents
        .iter()
        .zip(&prints)
        .map(|(document, print)| Report { doc: &document.id, print, day: document.day() })
        .collect();
    let stories = stories(&reports);
    documents
        .iter()
        .map(|document| ReadDocument {
            doc: document.id.clone(),
            published: document.day(),
            outlet: document.outlet.clone(),
            side: None,
            text: document.text.clone(),
            reading: reader.read(document),
            story: stories[&document.id].clone(),
        })
        .collect()
}
