//! What stands where on a page: the operators that show text, followed with their matrices.
//!
//! Only text is followed; paths, colours and pictures are passed over. Forms that a page draws are
//! read as part of it.

use std::{collections::HashMap, rc::Rc};

use hayro_syntax::{
    content::UntypedIter,
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, dict::keys},
    page::{Page, Resources},
};

use super::font::Font;

/// Forms inside forms.
const DEPTH: u32 = 8;
/// Operators of one page, its forms included; a dense table has some 50,000.
const OPERATORS: usize = 1_000_000;
/// Graphics states that are kept.
const STATES: usize = 256;

/// A piece of text on a page, read from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    /// Where it begins, in points from the left.
    pub(super) left: f64,
    /// Where it ends.
    pub(super) right: f64,
    /// Its base line, in points from the bottom.
    pub(super) base: f64,
    /// The height of its letters, in points.
    pub(super) size: f64,
    /// The characters.
    pub(super) text: String,
}

type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
fn join(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let [g, h, i, j, k, l] = outer;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(ctm: Matrix) -> State {
        State {
            ctm,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Reads pages; fonts are read once a file.
#[derive(Default)]
pub(super) struct Reader {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
}

impl Reader {
    /// The pieces of text of a page, in the order in which it draws them.
    pub(super) fn page(&mut self, page: &Page<'_>) -> Vec<Run> {
        if draws_a_picture(page) {
            return Vec::new();
        }
        let Some(stream) = page.page_stream() else { return Vec::new() };
        let mut drawing = Drawing { fonts: &mut self.fonts, runs: Vec::new(), left: OPERATORS };
        drawing.draw(stream, page.resources(), page.initial_transform(false).as_coeffs(), 0);
        drawing.runs
    }
}

/// True where a page gives a picture for what it draws, which only one made to do harm does.
fn draws_a_picture(page: &Page<'_>) -> bool {
    let is_picture = |stream: &Stream<'_>| {
        stream.dict().get::<Name<'_>>(keys::SUBTYPE).is_some_and(|kind| kind.as_ref() == b"Image")
    };
    let contents = page.raw();
    match contents.get::<Stream<'_>>(keys::CONTENTS) {
        Some(stream) => is_picture(&stream),
        None => contents
            .get::<Array<'_>>(keys::CONTENTS)
            .is_some_and(|streams| streams.iter::<Stream<'_>>().any(|stream| is_picture(&stream))),
    }
}

struct Drawing<'r> {
    fonts: &'r mut HashMap<ObjectIdentifier, Rc<Font>>,
    runs: Vec<Run>,
    left: usize,
}

impl Drawing<'_> {
    fn draw(&mut self, stream: &[u8], resources: &Resources<'_>, ctm: Matrix, depth: u32) {
        let mut state = State::new(ctm);
        let mut states: Vec<State> = Vec::new();
        let (mut line, mut text) = (IDENTITY, IDENTITY);
        let mut operators = UntypedIter::new(stream);
        while let Some(instruction) = operators.next() {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            let number = |at: usize| match operands.get(at) {
                Some(Object::Number(number)) => number.as_f64(),
                _ => 0.0,
            };
            let matrix = || [number(0), number(1), number(2), number(3), number(4), number(5)];
            let operator: &[u8] = instruction.operator;
            match operator {
                b"q" if states.len() < STATES => states.push(state.clone()),
                b"Q" => state = states.pop().unwrap_or(state),
                b"cm" => state.ctm = join(matrix(), state.ctm),
                b"BT" => (line, text) = (IDENTITY, IDENTITY),
                b"Tf" => {
                    if let Some(Object::Name(name)) = operands.first() {
                        state.font = self.font(name, resources);
                    }
                    state.size = number(1);
                }
                b"Tc" => state.spacing = number(0),
                b"Tw" => state.word_spacing = number(0),
                b"Tz" => state.stretch = number(0) / 100.0,
                b"TL" => state.leading = number(0),
                b"Ts" => state.rise = number(0),
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line = join([1.0, 0.0, 0.0, 1.0, number(0), number(1)], line);
                    text = line;
                }
                b"Tm" => (line, text) = (matrix(), matrix()),
                b"T*" | b"'" | b"\"" => {
                    let string = match operator {
                        b"\"" => {
                            (state.word_spacing, state.spacing) = (number(0), number(1));
                            operands.get(2)
                        }
                        _ => operands.first(),
                    };
                    line = join([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    if let Some(Object::String(string)) = string {
                        self.show(&state, &mut text, string);
                    }
                }
                b"Tj" => {
                    if let Some(Object::String(string)) = operands.first() {
                        self.show(&state, &mut text, string);
                    }
                }
                b"TJ" => {
                    if let Some(Object::Array(array)) = operands.first() {
                        self.show_all(&state, &mut text, array);
                    }
                }
                b"Do" if depth < DEPTH => {
                    if let Some(Object::Name(name)) = operands.first()
                        && let Some(form) = resources.get_x_object(name)
                    {
                        self.form(&form, resources, state.ctm, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn form(&mut self, form: &Stream<'_>, outer: &Resources<'_>, ctm: Matrix, depth: u32) {
        let dict = form.dict();
        if dict.get::<Name<'_>>(keys::SUBTYPE).is_none_or(|kind| kind.as_ref() != b"Form") {
            return;
        }
        let Ok(stream) = form.decoded_data() else { return };
        let matrix = dict.get::<[f64; 6]>(keys::MATRIX).unwrap_or(IDENTITY);
        let ctm = join(matrix, ctm);
        match dict.get::<Dict<'_>>(keys::RESOURCES) {
            Some(own) => self.draw(&stream, &Resources::new(own), ctm, depth + 1),
            None => self.draw(&stream, outer, ctm, depth + 1),
        }
    }

    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Option<Rc<Font>> {
        let dict = resources.get_font(name)?;
        let Some(id) = dict.obj_id() else { return Some(Rc::new(Font::read(&dict))) };
        Some(self.fonts.entry(id).or_insert_with(|| Rc::new(Font::read(&dict))).clone())
    }

    fn show_all(&mut self, state: &State, text: &mut Matrix, array: &Array<'_>) {
        for item in array.iter::<Object<'_>>() {
            match item {
                Object::String(string) => self.show(state, text, &string),
                Object::Number(number) => {
                    let back = -number.as_f64() / 1000.0 * state.size * state.stretch;
                    *text = join([1.0, 0.0, 0.0, 1.0, back, 0.0], *text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, state: &State, text: &mut Matrix, string: &[u8]) {
        let Some(font) = &state.font else { return };
        let start = join([1.0, 0.0, 0.0, 1.0, 0.0, state.rise], join(*text, state.ctm));
        let mut shown = String::new();
        for (glyph, width, is_space) in font.glyphs(string) {
            shown.push_str(&glyph);
            let mut step = width * state.size + state.spacing;
            if is_space {
                step += state.word_spacing;
            }
            *text = join([1.0, 0.0, 0.0, 1.0, step * state.stretch, 0.0], *text);
        }
        let end = join(*text, state.ctm);
        let (run, rise) = (start[0], start[1]);
        // What stands across the page is a stamp or a note at the margin.
        let is_level = run > 0.0 && rise.abs() < run * 0.2;
        let size = (start[2].hypot(start[3]) * state.size).abs();
        let sound = [start[4], end[4], start[5], size].iter().all(|number| number.abs() < 1e6);
        if !shown.is_empty() && is_level && sound && size > 0.1 {
            self.runs.push(Run {
                left: start[4],
                right: end[4].max(start[4]),
                base: start[5],
                size,
                text: shown,
            });
        }
    }
}
