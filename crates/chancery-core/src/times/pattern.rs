//! The pattern language of the rule files, compiled to small programs over atoms.
//!
//! | written | means |
//! |---|---|
//! | `of` | this word |
//! | `<month>` | a word of the class; where the class is a slot, its value goes there |
//! | `<ord:century>` | the same, the value goes to the slot `century` |
//! | `<day>` `<year>` `<num>` … | a number of that form |
//! | `<name>` | any word with a capital; not at the start |
//! | `<anchor=told>` | takes no word; puts a value into a slot |
//! | `{date}` | the named pattern |
//! | `( a \| b )`, `x?` | either, or nothing |
//! | `[ … ]` | context: must stand there, is not part of the expression |
//! | `!x` | x must not follow |
//! | `%( … )` | joins two expressions: what stands before and after are parts |
//! | `a-b` | no white space between; `a - b` with or without |
//! | `,` `-` `/` …, `\(` | the sign |
//!
//! Matching tries every way through a pattern and keeps the longest; patterns have no
//! repetition, so the work for each place is bounded.

use std::collections::BTreeMap;

use super::{
    atoms::{Atom, Kind},
    words::Words,
};
use crate::lexicon::Sym;

/// Forms of numbers that patterns can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// 1 to 31, plain or ordinal, in digits.
    Day,
    /// An ordinal from 1 to 31, in digits or words.
    OrdinalDay,
    /// Four digits, 1000 to 2199.
    Year,
    /// One to four digits.
    AnyYear,
    /// Four digits, 1600 to 2100: what stands alone is hardly a year outside.
    ModernYear,
    /// The first year of a decade.
    DecadeYear,
    /// Two digits.
    ShortYear,
    /// Two digits, the second 0.
    ShortDecade,
    /// Two digits, 01 to 12, or one.
    Month,
    /// 0 to 24 in digits.
    Hour,
    /// Two digits, 00 to 59.
    Minute,
    /// Four digits, 0000 to 2359: a time of day.
    HourMinute,
    /// Any count.
    Count,
    /// An ordinal.
    Ordinal,
}

pub(super) const FORMS: [(&str, Form, Slot); 14] = [
    ("day", Form::Day, Slot::Day),
    ("ordinal-day", Form::OrdinalDay, Slot::Day),
    ("year", Form::Year, Slot::Year),
    ("any-year", Form::AnyYear, Slot::Year),
    ("modern-year", Form::ModernYear, Slot::Year),
    ("decade-year", Form::DecadeYear, Slot::Decade),
    ("short-year", Form::ShortYear, Slot::ShortYear),
    ("short-decade", Form::ShortDecade, Slot::Decade),
    ("month-number", Form::Month, Slot::Month),
    ("hour", Form::Hour, Slot::Hour),
    ("minute", Form::Minute, Slot::Minute),
    ("hour-minute", Form::HourMinute, Slot::HourMinute),
    ("num", Form::Count, Slot::Num),
    ("ord", Form::Ordinal, Slot::Ord),
];

impl Form {
    fn matches(self, atom: &Atom) -> bool {
        if atom.kind != Kind::Number {
            return false;
        }
        let (value, digits) = (atom.value, atom.digits);
        let plain = atom.tenths == 0 && !atom.ordinal;
        match self {
            Form::Day => matches!(digits, 1 | 2) && (1..=31).contains(&value) && atom.tenths == 0,
            Form::OrdinalDay => atom.ordinal && (1..=31).contains(&value),
            Form::Year => plain && digits == 4 && (1000..2200).contains(&value),
            Form::AnyYear => plain && (1..=4).contains(&digits) && value > 0,
            Form::ModernYear => plain && digits == 4 && (1600..=2100).contains(&value),
            Form::DecadeYear => plain && matches!(digits, 3 | 4) && value % 10 == 0 && value > 0,
            Form::ShortYear => plain && digits == 2,
            Form::ShortDecade => plain && digits == 2 && value % 10 == 0,
            Form::Month => plain && matches!(digits, 1 | 2) && (1..=12).contains(&value),
            Form::Hour => plain && matches!(digits, 1 | 2) && value <= 24,
            Form::Minute => plain && digits == 2 && value < 60,
            Form::HourMinute => plain && digits == 4 && value < 2400 && value % 100 < 60,
            Form::Count => !atom.ordinal && value > 0 && !(digits == 4 && (1900..2100).contains(&value)),
            Form::Ordinal => atom.ordinal,
        }
    }
}

macro_rules! slots {
    ($($name:literal $slot:ident,)*) => {
        /// What a pattern can find, and a rule can fix.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Slot { $($slot,)* }

        const SLOTS: &[(&str, Slot)] = &[$(($name, Slot::$slot),)*];
    };
}

slots! {
    "year" Year, "short-year" ShortYear, "month" Month, "day" Day, "weekday" Weekday, "season" Season,
    "quarter" Quarter, "half" Half, "decade" Decade, "century" Century, "era" Era, "part" Part,
    "hour" Hour, "minute" Minute, "hour-minute" HourMinute, "noon" Noon, "zone" Zone, "zone-hour" ZoneHour,
    "num" Num, "ord" Ord, "unit" Unit, "plural" Plural, "rel" Rel, "anchor" Anchor, "place" Place,
    "half-more" HalfMore, "tenths" Tenths, "some" Some, "ref" Ref, "mod" Mod, "dir" Dir,
    "month-2" Month2, "day-2" Day2, "year-2" Year2, "short-year-2" ShortYear2, "weekday-2" Weekday2,
    "unit-2" Unit2, "holiday" Holiday, "open" Open, "easter" Easter, "zone-minute" ZoneMinute,
    "zone-plus" ZonePlus, "zone-minus" ZoneMinus, "slashes" Slashes, "lunar" Lunar, "exact" Exact,
}

impl Slot {
    pub(super) fn named(name: &str) -> Option<Slot> {
        SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        SLOTS.iter().map(|(name, _)| *name)
    }
}

/// The values that a match has put into slots.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Vec<(Slot, i32)>);

impl Slots {
    pub(super) fn get(&self, slot: Slot) -> Option<i32> {
        self.0.iter().rev().find(|(known, _)| *known == slot).map(|(_, value)| *value)
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    pub(super) fn set(&mut self, slot: Slot, value: i32) {
        self.0.push((slot, value));
    }

    pub(super) fn extend(&mut self, other: &Slots) {
        self.0.extend_from_slice(&other.0);
    }

    pub(super) fn clear(&mut self, slot: Slot) {
        self.0.retain(|(known, _)| *known != slot);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Word(Sym),
    Class(u8),
    Number(Form),
    Exactly(i32),
    Sign(char),
    /// Any word that is written with a capital.
    Name,
}

impl Test {
    /// The value where the atom passes.
    fn value(self, atom: &Atom, words: &Words) -> Option<i32> {
        match self {
            Test::Word(sym) => (atom.sym == sym).then_some(0),
            Test::Sign(sign) => (atom.kind == Kind::Sign(sign)).then_some(0),
            Test::Number(form) => form.matches(atom).then_some(atom.value),
            Test::Name => (atom.kind == Kind::Word && atom.capital).then_some(0),
            Test::Exactly(number) => (atom.digits > 0 && atom.value == number).then_some(number),
            Test::Class(class) => words
                .of(atom.sym)
                .iter()
                .find(|entry| entry.class == class && (!entry.capital || atom.capital))
                .map(|entry| entry.value),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Test(Test, Option<Slot>),
    Not(Test),
    Set(Slot, i32),
    Glued,
    /// Go on at either place.
    Either(u16, u16),
    Go(u16),
    Begin,
    End,
    JoinStart,
    JoinEnd,
    Accept,
}

/// One compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
}

/// A place where a pattern matches.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The first atom of the expression, after what is context.
    pub(super) start: usize,
    /// The atom after the last.
    pub(super) end: usize,
    /// The joining atoms between two parts.
    pub(super) join: Option<(usize, usize)>,
    pub(super) slots: Slots,
}

/// One way through a program.
struct Run<'a> {
    steps: &'a [Step],
    atoms: &'a [Atom],
    words: &'a Words,
    slots: Vec<(Slot, i32)>,
    begin: usize,
    end: Option<usize>,
    join: Option<(usize, usize)>,
    best: Option<Match>,
}

impl Program {
    /// The longest match from an atom on; all atoms are of one sentence.
    pub(super) fn find(&self, atoms: &[Atom], at: usize, words: &Words) -> Option<Match> {
        let mut run = Run {
            steps: &self.steps,
            atoms,
            words,
            slots: Vec::new(),
            begin: at,
            end: None,
            join: None,
            best: None,
        };
        run.step(0, at);
        run.best
    }

    /// The words, classes and number forms that a match can start with.
    fn firsts(&self) -> Vec<Test> {
        let (mut tests, mut todo, mut seen) = (Vec::new(), vec![0_usize], vec![false; self.steps.len()]);
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &self.steps[at] {
                Step::Test(test, _) => tests.push(*test),
                Step::Either(one, other) => todo.extend([usize::from(*one), usize::from(*other)]),
                Step::Go(next) => todo.push(usize::from(*next)),
                Step::Accept => {}
                _ => todo.push(at + 1),
            }
        }
        tests
    }
}

impl Run<'_> {
    fn step(&mut self, mut pc: usize, mut at: usize) {
        loop {
            match &self.steps[pc] {
                Step::Test(test, slot) => {
                    let Some(atom) = self.atoms.get(at) else { return };
                    let Some(value) = test.value(atom, self.words) else { return };
                    if let Some(slot) = slot {
                        self.slots.push((*slot, value));
                        if *slot == Slot::Num && atom.tenths > 0 {
                            self.slots.push((Slot::Tenths, i32::from(atom.tenths)));
                        }
                    }
                    (pc, at) = (pc + 1, at + 1);
                }
                Step::Not(test) => {
                    if self.atoms.get(at).is_some_and(|atom| test.value(atom, self.words).is_some()) {
                        return;
                    }
                    pc += 1;
                }
                Step::Set(slot, value) => {
                    self.slots.push((*slot, *value));
                    pc += 1;
                }
                Step::Glued => {
                    if !self.atoms.get(at).is_some_and(|atom| atom.glued) {
                        return;
                    }
                    pc += 1;
                }
                Step::Either(one, other) => {
                    let (one, other) = (usize::from(*one), usize::from(*other));
                    let kept = (self.slots.len(), self.begin, self.end, self.join);
                    self.step(one, at);
                    self.slots.truncate(kept.0);
                    (self.begin, self.end, self.join) = (kept.1, kept.2, kept.3);
                    pc = other;
                }
                Step::Go(next) => pc = usize::from(*next),
                Step::Begin => {
                    self.begin = at;
                    pc += 1;
                }
                Step::End => {
                    self.end = Some(at);
                    pc += 1;
                }
                Step::JoinStart => {
                    self.join = Some((at, at));
                    pc += 1;
                }
                Step::JoinEnd => {
                    if let Some(join) = &mut self.join {
                        join.1 = at;
                    }
                    pc += 1;
                }
                Step::Accept => {
                    let end = self.end.unwrap_or(at);
                    if end > self.begin && self.best.as_ref().is_none_or(|best| end > best.end) {
                        self.best = Some(Match {
                            start: self.begin,
                            end,
                            join: self.join,
                            slots: Slots(self.slots.clone()),
                        });
                    }
                    return;
                }
            }
        }
    }
}

/// Which programs can start at an atom.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    words: BTreeMap<Sym, Vec<u16>>,
    classes: Vec<Vec<u16>>,
    numbers: Vec<(Form, u16)>,
    exact: Vec<(i32, u16)>,
    signs: Vec<(char, u16)>,
}

impl Starts {
    pub(super) fn new<'a>(programs: impl Iterator<Item = &'a Program>, words: &Words) -> Starts {
        let mut starts = Starts { classes: vec![Vec::new(); words.names().len()], ..Starts::default() };
        for (number, program) in programs.enumerate() {
            let number = number as u16;
            for test in program.firsts() {
                match test {
                    Test::Word(sym) => starts.words.entry(sym).or_default().push(number),
                    Test::Class(class) => starts.classes[usize::from(class)].push(number),
                    Test::Number(form) => starts.numbers.push((form, number)),
                    Test::Exactly(value) => starts.exact.push((value, number)),
                    Test::Sign(sign) => starts.signs.push((sign, number)),
                    // Too much would begin so: the compiler refuses it.
                    Test::Name => {}
                }
            }
        }
        starts
    }

    /// The programs to try at an atom, each once, in the order of the rules.
    pub(super) fn at(&self, atom: &Atom, words: &Words, found: &mut Vec<u16>) {
        found.clear();
        if let Kind::Sign(sign) = atom.kind {
            found.extend(self.signs.iter().filter(|(known, _)| *known == sign).map(|(_, number)| *number));
            return;
        }
        for entry in words.of(atom.sym) {
            found.extend(&self.classes[usize::from(entry.class)]);
        }
        if let Some(programs) = self.words.get(&atom.sym) {
            found.extend(programs);
        }
        if atom.kind == Kind::Number {
            found.extend(
                self.numbers.iter().filter(|(form, _)| form.matches(atom)).map(|(_, number)| *number),
            );
            found.extend(
                self.exact.iter().filter(|(value, _)| *value == atom.value).map(|(_, number)| *number),
            );
        }
        found.sort_unstable();
        found.dedup();
    }
}
