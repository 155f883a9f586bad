use super::*;

#[test]
fn every_rule_matches_its_sentences() {
    // Reading the rules runs their sentences.
    assert!(RULES.stages.quiet_days > 0);
}
