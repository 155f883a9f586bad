//! The inventories of the grammar: parts of speech, Penn tags, features, relations.

/// Defines an enumeration of a standard's labels, with their spelling.
macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the names are the standard's")]
        pub enum $name {
            $($variant,)*
        }

        impl $name {
            /// All labels, in the order of their numbers.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The standard's spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)*
                }
            }

            /// The label with this spelling.
            #[must_use]
            pub fn from_label(text: &str) -> Option<$name> {
                match text {
                    $($text => Some($name::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

labels! {
/// A universal part of speech (Universal Dependencies, version 2).
Upos {
    Adj = "ADJ",
    Adp = "ADP",
    Adv = "ADV",
    Aux = "AUX",
    Cconj = "CCONJ",
    Det = "DET",
    Intj = "INTJ",
    Noun = "NOUN",
    Num = "NUM",
    Part = "PART",
    Pron = "PRON",
    Propn = "PROPN",
    Punct = "PUNCT",
    Sconj = "SCONJ",
    Sym = "SYM",
    Verb = "VERB",
    X = "X",
}
}

labels! {
/// An English part of speech (Penn Treebank, as the English treebanks of Universal Dependencies
/// use it).
Xpos {
    Nn = "NN",
    Nns = "NNS",
    Nnp = "NNP",
    Nnps = "NNPS",
    In = "IN",
    Dt = "DT",
    Jj = "JJ",
    Jjr = "JJR",
    Jjs = "JJS",
    Rb = "RB",
    Rbr = "RBR",
    Rbs = "RBS",
    Vb = "VB",
    Vbd = "VBD",
    Vbg = "VBG",
    Vbn = "VBN",
    Vbp = "VBP",
    Vbz = "VBZ",
    Md = "MD",
    To = "TO",
    Prp = "PRP",
    PrpPoss = "PRP$",
    Cc = "CC",
    Cd = "CD",
    Wdt = "WDT",
    Wp = "WP",
    WpPoss = "WP$",
    Wrb = "WRB",
    Rp = "RP",
    Pos = "POS",
    Ex = "EX",
    Pdt = "PDT",
    Uh = "UH",
    Fw = "FW",
    Ls = "LS",
    Afx = "AFX",
    Gw = "GW",
    Add = "ADD",
    Nfp = "NFP",
    Symbol = "SYM",
    Xx = "XX",
    Hyph = "HYPH",
    Dollar = "$",
    Stop = ".",
    Comma = ",",
    Colon = ":",
    Open = "-LRB-",
    Close = "-RRB-",
    QuoteOpen = "``",
    QuoteClose = "''",
}
}

labels! {
/// A dependency relation (Universal Dependencies, version 2), without sub-type but for the
/// sub-types that reading needs.
Rel {
    Acl = "acl",
    AclRelcl = "acl:relcl",
    Advcl = "advcl",
    Advmod = "advmod",
    Amod = "amod",
    Appos = "appos",
    Aux = "aux",
    AuxPass = "aux:pass",
    Case = "case",
    Cc = "cc",
    Ccomp = "ccomp",
    Compound = "compound",
    CompoundPrt = "compound:prt",
    Conj = "conj",
    Cop = "cop",
    Csubj = "csubj",
    CsubjPass = "csubj:pass",
    Dep = "dep",
    Det = "det",
    Discourse = "discourse",
    Dislocated = "dislocated",
    Expl = "expl",
    Fixed = "fixed",
    Flat = "flat",
    Goeswith = "goeswith",
    Iobj = "iobj",
    List = "list",
    Mark = "mark",
    Nmod = "nmod",
    NmodPoss = "nmod:poss",
    Nsubj = "nsubj",
    NsubjPass = "nsubj:pass",
    Nummod = "nummod",
    Obj = "obj",
    Obl = "obl",
    OblAgent = "obl:agent",
    Orphan = "orphan",
    Parataxis = "parataxis",
    Punct = "punct",
    Reparandum = "reparandum",
    Root = "root",
    Vocative = "vocative",
    Xcomp = "xcomp",
}
}

impl Rel {
    /// The relation of a treebank: a sub-type that is not kept falls back to its relation.
    #[must_use]
    pub fn from_treebank(text: &str) -> Option<Rel> {
        Rel::from_label(text).or_else(|| Rel::from_label(text.split(':').next()?))
    }

    /// The relation without sub-type.
    #[must_use]
    pub fn plain(self) -> &'static str {
        self.as_str().split(':').next().unwrap_or_default()
    }

    /// True of a subject of any kind: of a verb or a predicate, active or passive, word or clause.
    #[must_use]
    pub fn is_subject(self) -> bool {
        matches!(self, Rel::Nsubj | Rel::NsubjPass | Rel::Csubj | Rel::CsubjPass)
    }
}

/// Tense, as the form of the verb shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum Tense {
    Past,
    Pres,
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum VerbForm {
    Fin,
    Inf,
    Part,
    Ger,
}

/// Mood of a finite verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum Mood {
    Ind,
    Imp,
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum Number {
    Sing,
    Plur,
}

/// The form of a verb, and the number and person of a word, that tense and reference need.
///
/// Packed: two bits each for tense, mood, number, person and degree, three for the form of the
/// verb, one for the passive; zero where the word has no such feature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Features(u16);

impl Features {
    const fn at(self, shift: u32, bits: u32) -> u16 {
        self.0 >> shift & ((1 << bits) - 1)
    }

    const fn put(self, shift: u32, bits: u32, value: u16) -> Features {
        Features(self.0 & !(((1 << bits) - 1) << shift) | value << shift)
    }

    /// Past or present, of finite verbs and participles.
    #[must_use]
    pub const fn tense(self) -> Option<Tense> {
        match self.at(0, 2) {
            1 => Some(Tense::Past),
            2 => Some(Tense::Pres),
            _ => None,
        }
    }

    /// Statement or order, of finite verbs.
    #[must_use]
    pub const fn mood(self) -> Option<Mood> {
        match self.at(2, 2) {
            1 => Some(Mood::Ind),
            2 => Some(Mood::Imp),
            _ => None,
        }
    }

    /// Singular or plural, of nouns, pronouns and verbs that show it.
    #[must_use]
    pub const fn number(self) -> Option<Number> {
        match self.at(4, 2) {
            1 => Some(Number::Sing),
            2 => Some(Number::Plur),
            _ => None,
        }
    }

    /// 1, 2 or 3, of pronouns and of verbs that show it; 0 otherwise.
    #[must_use]
    pub const fn person(self) -> u8 {
        self.at(6, 2) as u8
    }

    /// Finite, infinitive, participle or gerund.
    #[must_use]
    pub const fn verb_form(self) -> Option<VerbForm> {
        match self.at(8, 3) {
            1 => Some(VerbForm::Fin),
            2 => Some(VerbForm::Inf),
            3 => Some(VerbForm::Part),
            4 => Some(VerbForm::Ger),
            _ => None,
        }
    }

    /// True of a verb in the passive.
    #[must_use]
    pub const fn is_passive(self) -> bool {
        self.at(11, 1) == 1
    }

    /// True of a finite verb or participle of the past.
    #[must_use]
    pub const fn is_past(self) -> bool {
        self.at(0, 2) == 1
    }

    /// True of a finite verb.
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.at(8, 3) == 1
    }

    /// True of a plural.
    #[must_use]
    pub const fn is_plural(self) -> bool {
        self.at(4, 2) == 2
    }

    /// With this tense.
    #[must_use]
    pub const fn with_tense(self, tense: Tense) -> Features {
        self.put(0, 2, tense as u16 + 1)
    }

    /// With this mood.
    #[must_use]
    pub const fn with_mood(self, mood: Mood) -> Features {
        self.put(2, 2, mood as u16 + 1)
    }

    /// With this number.
    #[must_use]
    pub const fn with_number(self, number: Number) -> Features {
        self.put(4, 2, number as u16 + 1)
    }

    /// With this person, 1 to 3.
    #[must_use]
    pub const fn with_person(self, person: u8) -> Features {
        self.put(6, 2, person as u16 & 3)
    }

    /// With this form.
    #[must_use]
    pub const fn with_verb_form(self, form: VerbForm) -> Features {
        self.put(8, 3, form as u16 + 1)
    }

    /// In the passive.
    #[must_use]
    pub const fn with_passive(self) -> Features {
        self.put(11, 1, 1)
    }
}

/// A class of words: both parts of speech, and whether a bare verb is an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// The universal part of speech.
    pub upos: Upos,
    /// The part of speech of the Penn Treebank.
    pub xpos: Xpos,
    /// True of a verb that orders.
    pub order: bool,
}

/// The features that a tag and the word's form show; voice needs the tree.
#[must_use]
pub fn features_of(tag: Tag, folded: &str) -> Features {
    let none = Features::default();
    let verb = |form, tense: Option<Tense>| {
        let features = none.with_verb_form(form);
        tense.map_or(features, |tense| features.with_tense(tense))
    };
    match tag.xpos {
        Xpos::Vb if tag.order => verb(VerbForm::Fin, None).with_mood(Mood::Imp).with_person(2),
        Xpos::Vb => verb(VerbForm::Inf, None),
        Xpos::Vbd => {
            let past = verb(VerbForm::Fin, Some(Tense::Past)).with_mood(Mood::Ind);
            match folded {
                "was" => past.with_number(Number::Sing),
                "were" => past.with_number(Number::Plur),
                _ => past,
            }
        }
        Xpos::Vbp => {
            let now = verb(VerbForm::Fin, Some(Tense::Pres)).with_mood(Mood::Ind);
            match folded {
                "am" | "'m" => now.with_number(Number::Sing).with_person(1),
                _ => now,
            }
        }
        Xpos::Vbz => verb(VerbForm::Fin, Some(Tense::Pres))
            .with_mood(Mood::Ind)
            .with_number(Number::Sing)
            .with_person(3),
        Xpos::Vbg => verb(VerbForm::Part, Some(Tense::Pres)),
        Xpos::Vbn => verb(VerbForm::Part, Some(Tense::Past)),
        Xpos::Md => verb(VerbForm::Fin, None),
        Xpos::Nn | Xpos::Nnp => none.with_number(Number::Sing),
        Xpos::Nns | Xpos::Nnps => none.with_number(Number::Plur),
        Xpos::Prp | Xpos::PrpPoss => match folded {
            "i" | "me" | "my" | "mine" | "myself" => none.with_number(Number::Sing).with_person(1),
            "we" | "us" | "our" | "ours" | "ourselves" => none.with_number(Number::Plur).with_person(1),
            "you" | "your" | "yours" | "yourself" | "yourselves" => none.with_person(2),
            "they" | "them" | "their" | "theirs" | "themselves" => {
                none.with_number(Number::Plur).with_person(3)
            }
            _ => none.with_number(Number::Sing).with_person(3),
        },
        Xpos::Dt => match folded {
            "these" | "those" => none.with_number(Number::Plur),
            "this" | "that" | "a" | "an" => none.with_number(Number::Sing),
            _ => none,
        },
        _ => none,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_back() {
        assert!(Upos::ALL.iter().all(|&tag| Upos::from_label(tag.as_str()) == Some(tag)));
        assert!(Xpos::ALL.iter().all(|&tag| Xpos::from_label(tag.as_str()) == Some(tag)));
        assert!(Rel::ALL.iter().all(|&rel| Rel::from_treebank(rel.as_str()) == Some(rel)));
        assert_eq!(Rel::from_treebank("nmod:desc"), Some(Rel::Nmod));
    }

    #[test]
    fn features_do_not_disturb_one_another() {
        let features = Features::default()
            .with_tense(Tense::Past)
            .with_person(3)
            .with_verb_form(VerbForm::Part)
            .with_number(Number::Plur)
            .with_mood(Mood::Imp)
            .with_passive();
        assert!(features.is_past() && features.is_plural() && features.is_passive());
        assert_eq!(features.person(), 3);
        assert_eq!(features.verb_form(), Some(VerbForm::Part));
        assert_eq!(features.mood(), Some(Mood::Imp));
    }
}
