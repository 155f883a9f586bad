//! Days as people type them: `2025-09-30`; a month or a year where a stretch may begin or end.

use chancery_core::calendar::{Day, When};

/// One day, as `--on` takes it; of a month or year its last.
pub(crate) fn on(typed: &str) -> Result<Day, String> {
    last(typed)
}

/// Where a stretch begins: of a month or year its first day.
pub(crate) fn first(typed: &str) -> Result<Day, String> {
    when(typed)?.first().ok_or_else(|| no_day(typed))
}

/// Where a stretch ends: of a month or year its last day.
pub(crate) fn last(typed: &str) -> Result<Day, String> {
    when(typed)?.last().ok_or_else(|| no_day(typed))
}

fn when(typed: &str) -> Result<When, String> {
    let is_plain = typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !is_plain {
        return Err(no_day(typed));
    }
    When::parse(typed).map_err(|_| no_day(typed))
}

fn no_day(typed: &str) -> String {
    format!("`{typed}` is no day: write 2025-09-30, or 2025-09 for the month")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_a_first_and_a_last_day() {
        let day = |year, month, day| Ok(Day::constant(year, month, day));
        assert_eq!(first("2024-02"), day(2024, 2, 1));
        assert_eq!(last("2024-02"), day(2024, 2, 29));
        assert_eq!(on("2025"), day(2025, 12, 31));
        assert_eq!(first("2025-09-30"), day(2025, 9, 30));
    }

    #[test]
    fn what_is_no_day_is_said_with_an_example() {
        for typed in ["2025-13-01", "2025-02-30", "yesterday", "", "2025-9-3", "../2025"] {
            assert_eq!(first(typed), Err(no_day(typed)), "{typed}");
        }
    }
}
