//! A4 pages of running text: letters are measured, words broken into lines, lines into pages, and
//! the fonts cut down to the letters in use.
//!
//! What stands on the pages is the business of the module above. Text is set from left to right,
//! one glyph a character; a character that the font lacks is printed as its empty box.

use std::{collections::BTreeMap, io::Write};

use anyhow::Context as _;
use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::{
    Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{ActionType, AnnotationType, CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::{GlyphRemapper, subset};
use ttf_parser::Face;

/// A4 in points.
const PAGE: (f32, f32) = (595.28, 841.89);
/// Margins in points: left and right, top, bottom.
pub(super) const SIDE: f32 = 56.0;
const TOP: f32 = 54.0;
const BOTTOM: f32 = 60.0;
/// The width of the text in points.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * SIDE;

/// A cut of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Regular = 0,
    Bold = 1,
    Italic = 2,
}

/// Words of one look.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) words: String,
    pub(super) cut: Cut,
    pub(super) size: f32,
    pub(super) grey: f32,
    /// Points above the line, for the numbers of notes.
    pub(super) rise: f32,
}

impl Run {
    /// Words in black.
    pub(super) fn new(words: impl Into<String>, cut: Cut, size: f32) -> Run {
        Run { words: words.into(), cut, size, grey: 0.0, rise: 0.0 }
    }

    /// The same in grey.
    pub(super) fn grey(self) -> Run {
        Run { grey: 0.35, ..self }
    }
}

/// A font with the letters of it that are used.
struct Letters {
    data: &'static [u8],
    face: Face<'static>,
    used: GlyphRemapper,
    /// The characters of the new glyphs, for those who copy or search.
    characters: BTreeMap<u16, char>,
}

impl Letters {
    fn new(data: &'static [u8]) -> anyhow::Result<Letters> {
        let face = Face::parse(data, 0).context("the font in the program is damaged")?;
        Ok(Letters { data, face, used: GlyphRemapper::new(), characters: BTreeMap::new() })
    }

    /// Thousandths of the size.
    fn units(&self, value: f32) -> f32 {
        value * 1000.0 / f32::from(self.face.units_per_em())
    }

    fn advance(&self, c: char) -> f32 {
        let glyph = self.face.glyph_index(c).unwrap_or_default();
        self.units(f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)))
    }

    fn encode(&mut self, words: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(words.len() * 2);
        for c in words.chars() {
            let glyph = self.used.remap(self.face.glyph_index(c).unwrap_or_default().0);
            self.characters.entry(glyph).or_insert(c);
            bytes.extend(glyph.to_be_bytes());
        }
        bytes
    }
}

/// The pages, from the top of the first on.
pub(super) struct Sheet {
    letters: [Letters; 3],
    pages: Vec<Content>,
    /// The height of the next line above the bottom of the page, in points.
    y: f32,
    /// Page, place and address of what can be followed.
    links: Vec<(usize, Rect, String)>,
}

impl Sheet {
    /// One empty page.
    ///
    /// # Errors
    /// Where the font in the program cannot be read.
    pub(super) fn new() -> anyhow::Result<Sheet> {
        Ok(Sheet {
            letters: [
                Letters::new(notosans::REGULAR_TTF)?,
                Letters::new(notosans::BOLD_TTF)?,
                Letters::new(notosans::ITALIC_TTF)?,
            ],
            pages: vec![Content::new()],
            y: PAGE.1 - TOP,
            links: Vec::new(),
        })
    }

    /// Leaves room; nothing at the top of a page.
    pub(super) fn space(&mut self, points: f32) {
        if self.y < PAGE.1 - TOP {
            self.y -= points;
        }
    }

    /// Begins a page where less than this is left.
    pub(super) fn need(&mut self, points: f32) {
        if self.y - points < BOTTOM {
            self.pages.push(Content::new());
            self.y = PAGE.1 - TOP;
        }
    }

    /// A thin line over the whole width.
    pub(super) fn rule(&mut self) {
        let y = self.y;
        self.pages
            .last_mut()
            .expect("there is a page")
            .set_stroke_gray(0.6)
            .set_line_width(0.6)
            .move_to(SIDE, y)
            .line_to(PAGE.0 - SIDE, y)
            .stroke();
    }

    /// Sets runs in lines between two margins, with words in the gutter left of the first line.
    pub(super) fn paragraph(
        &mut self,
        indent: f32,
        gutter: Option<(f32, Run)>,
        runs: &[Run],
        link: Option<&str>,
    ) {
        let size = runs.iter().map(|run| run.size).fold(0.0, f32::max);
        let leading = size * 1.36;
        let mut gutter = gutter;
        for line in self.lines(runs, WIDTH - indent) {
            self.need(leading);
            self.y -= leading;
            if let Some((x, run)) = gutter.take() {
                self.show(SIDE + x, &run);
            }
            let mut x = SIDE + indent;
            let from = x;
            for run in &line {
                self.show(x, run);
                x += self.width(&run.words, run);
            }
            if let Some(link) = link {
                let area = Rect::new(from, self.y - 2.0, x, self.y + size);
                self.links.push((self.pages.len() - 1, area, link.to_owned()));
            }
        }
    }

    /// How wide words are, set like a run, in points.
    pub(super) fn width(&self, words: &str, run: &Run) -> f32 {
        let letters = &self.letters[run.cut as usize];
        words.chars().map(|c| letters.advance(c)).sum::<f32>() * run.size / 1000.0
    }

    /// Breaks runs after spaces; a word that is wider than the line is broken where the line ends.
    fn lines(&self, runs: &[Run], width: f32) -> Vec<Vec<Run>> {
        let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
        let mut x = 0.0;
        for run in runs {
            for word in run.words.split_inclusive([' ', '-', '/']) {
                let mut rest = word;
                while !rest.is_empty() {
                    let whole = self.width(rest.trim_end(), run);
                    if x + whole <= width {
                        x += self.width(rest, run);
                        push(lines.last_mut().expect("there is a line"), run, rest);
                        break;
                    }
                    if x > 0.0 {
                        lines.push(Vec::new());
                        x = 0.0;
                        continue;
                    }
                    let mut end = 0;
                    let mut filled = 0.0;
                    for (at, c) in rest.char_indices() {
                        filled += self.width(c.encode_utf8(&mut [0; 4]), run);
                        if filled > width && at > 0 {
                            break;
                        }
                        end = at + c.len_utf8();
                    }
                    push(lines.last_mut().expect("there is a line"), run, &rest[..end]);
                    lines.push(Vec::new());
                    rest = &rest[end..];
                }
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn show(&mut self, x: f32, run: &Run) {
        let y = self.y;
        let words = self.letters[run.cut as usize].encode(&run.words);
        write(self.pages.last_mut().expect("there is a page"), x, y, run, &words);
    }

    /// The file, with the title below every page.
    ///
    /// # Errors
    /// Where the fonts cannot be cut down.
    pub(super) fn finish(mut self, title: &str) -> anyhow::Result<Vec<u8>> {
        let count = self.pages.len();
        for page in 0..count {
            let left = Run::new(title, Cut::Regular, 8.0).grey();
            let right = Run::new(format!("{} / {count}", page + 1), Cut::Regular, 8.0).grey();
            let x = PAGE.0 - SIDE - self.width(&right.words, &right);
            for (x, run) in [(SIDE, left), (x, right)] {
                let words = self.letters[run.cut as usize].encode(&run.words);
                write(&mut self.pages[page], x, BOTTOM - 28.0, &run, &words);
            }
        }
        let mut next = 1;
        let mut id = move || {
            next += 1;
            Ref::new(next - 1)
        };
        let (catalog, tree, info) = (id(), id(), id());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
        pdf.document_info(info).title(TextStr(title)).creator(TextStr("Chancery"));
        let fonts: Vec<Ref> = (0..self.letters.len()).map(|_| id()).collect();
        let pages: Vec<Ref> = (0..count).map(|_| id()).collect();
        pdf.pages(tree).kids(pages.iter().copied()).count(i32::try_from(count)?);
        for (at, content) in self.pages.into_iter().enumerate() {
            let stream = id();
            let links: Vec<(Ref, &Rect, &str)> = self
                .links
                .iter()
                .filter(|(page, ..)| *page == at)
                .map(|(_, area, address)| (id(), area, address.as_str()))
                .collect();
            let mut page = pdf.page(pages[at]);
            page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(stream);
            page.annotations(links.iter().map(|(id, ..)| *id));
            let mut resources = page.resources();
            let mut named = resources.fonts();
            for (at, font) in fonts.iter().enumerate() {
                named.pair(Name(NAMES[at]), *font);
            }
            named.finish();
            resources.finish();
            page.finish();
            for (id, area, address) in links {
                let mut link = pdf.annotation(id);
                link.subtype(AnnotationType::Link).rect(*area).border(0.0, 0.0, 0.0, None);
                link.action().action_type(ActionType::Uri).uri(Str(address.as_bytes()));
            }
            let content = pack(content.finish().as_slice())?;
            pdf.stream(stream, &content).filter(Filter::FlateDecode);
        }
        for (letters, font) in self.letters.iter().zip(&fonts) {
            embed(&mut pdf, letters, *font, [id(), id(), id(), id()])?;
        }
        Ok(pdf.finish())
    }
}

/// The fonts as pages name them.
const NAMES: [&[u8]; 3] = [b"R", b"B", b"I"];

/// Adds words to a line, to its last run where they look alike.
fn push(line: &mut Vec<Run>, run: &Run, words: &str) {
    match line.last_mut() {
        Some(last)
            if (last.cut, last.size, last.grey, last.rise) == (run.cut, run.size, run.grey, run.rise) =>
        {
            last.words.push_str(words);
        }
        _ => line.push(Run { words: words.to_owned(), ..run.clone() }),
    }
}

fn write(page: &mut Content, x: f32, y: f32, run: &Run, words: &[u8]) {
    page.begin_text();
    page.set_font(Name(NAMES[run.cut as usize]), run.size);
    page.set_fill_gray(run.grey);
    page.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y + run.rise]);
    page.show(Str(words));
    page.end_text();
}

fn pack(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}

/// Writes a font with the letters in use: as PDF 1.7, 9.7, has composite fonts.
fn embed(pdf: &mut Pdf, letters: &Letters, font: Ref, ids: [Ref; 4]) -> anyhow::Result<()> {
    let [descendant, descriptor, file, map] = ids;
    const INFO: SystemInfo<'static> =
        SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let face = &letters.face;
    let style = if face.is_bold() {
        "Bold"
    } else if face.is_italic() {
        "Italic"
    } else {
        "Regular"
    };
    // Six capitals before the name mark a subset.
    let name = format!("CHNCRY+NotoSans-{style}");
    let name = Name(name.as_bytes());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(map);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(INFO).font_descriptor(descriptor);
    cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let widths = letters.used.remapped_gids().map(|glyph| {
        let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        letters.units(f32::from(advance))
    });
    cid.widths().consecutive(0, widths);
    cid.finish();
    let area = face.global_bounding_box();
    let [left, bottom, right, top] =
        [area.x_min, area.y_min, area.x_max, area.y_max].map(|edge| letters.units(f32::from(edge)));
    let mut flags = FontFlags::NON_SYMBOLIC;
    flags.set(FontFlags::ITALIC, face.is_italic());
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(flags)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(face.italic_angle())
        .ascent(letters.units(f32::from(face.ascender())))
        .descent(letters.units(f32::from(face.descender())))
        .cap_height(letters.units(f32::from(face.capital_height().unwrap_or_else(|| face.ascender()))))
        .stem_v(if face.is_bold() { 140.0 } else { 80.0 })
        .font_file2(file);
    let cut = subset(letters.data, 0, &letters.used)
        .map_err(|error| anyhow::anyhow!("the font cannot be cut down: {error}"))?;
    pdf.stream(file, &pack(&cut)?)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), i32::try_from(cut.len())?);
    let mut characters = UnicodeCmap::new(Name(b"Letters"), INFO);
    for (glyph, c) in &letters.characters {
        characters.pair(*glyph, *c);
    }
    pdf.stream(map, &pack(characters.finish().as_slice())?).filter(Filter::FlateDecode);
    Ok(())
}
