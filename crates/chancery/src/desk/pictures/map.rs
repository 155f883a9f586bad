//! Places and journeys on a map: Miller's cylindrical projection, cut to what is to be seen.
//!
//! The world is drawn once more to the left and right of itself, so that a journey over the
//! Pacific needs no cut.

use std::fmt::Write;

use super::escape;
use crate::atlas::{Atlas, Point};

/// A place where something happened.
pub(crate) struct Spot {
    pub(crate) at: Point,
    pub(crate) label: String,
    pub(crate) detail: String,
    pub(crate) link: String,
    pub(crate) count: usize,
    /// Nothing was held there yet.
    pub(crate) planned: bool,
}

/// Journeys from one place to another.
pub(crate) struct Journey {
    pub(crate) from: Point,
    pub(crate) to: Point,
    pub(crate) label: String,
    pub(crate) count: usize,
    pub(crate) planned: bool,
}

/// Width of the picture in pixels, and how much of it the height is at least and at most.
const WIDTH: f64 = 1000.0;
const SHAPE: (f64, f64) = (0.42, 0.62);
/// Degrees left free around the outermost places, and the least width of the picture.
const FREE: f64 = 9.0;
const NARROW: f64 = 50.0;
/// Beyond these latitudes nothing is drawn.
const POLES: (f64, f64) = (-58.0, 80.0);
/// Width of a letter of a label, in pixels.
const LETTER: f64 = 6.4;

/// Height on the map in degrees of the equator.
fn miller(latitude: f64) -> f64 {
    let y = 1.25 * (0.8 * latitude.to_radians()).tan().asinh();
    -y.to_degrees()
}

/// The part of the world that is shown, and its scale.
struct View {
    left: f64,
    top: f64,
    height: f64,
    scale: f64,
}

impl View {
    /// The narrowest view of all points.
    fn around(points: &[Point]) -> View {
        let mut longitudes: Vec<f64> = points.iter().map(|point| point.longitude.rem_euclid(360.0)).collect();
        longitudes.sort_by(f64::total_cmp);
        longitudes.dedup();
        // The view begins after the widest gap.
        let mut start = (0.0, -180.0, 360.0);
        for (at, &longitude) in longitudes.iter().enumerate() {
            let before = if at == 0 { longitudes[longitudes.len() - 1] - 360.0 } else { longitudes[at - 1] };
            if longitude - before > start.0 {
                start = (longitude - before, longitude, 360.0 - (longitude - before));
            }
        }
        let (mut left, mut width) = (start.1 - FREE, start.2 + 2.0 * FREE);
        let ys: Vec<f64> = points.iter().map(|point| miller(point.latitude)).collect();
        let top = ys.iter().copied().fold(f64::MAX, f64::min) - FREE;
        let bottom = ys.iter().copied().fold(f64::MIN, f64::max) + FREE;
        let tall = bottom - top;
        let wide = width.max(NARROW).max(tall / SHAPE.1).min(360.0);
        left -= (wide - width) / 2.0;
        width = wide;
        let height = tall.max(width * SHAPE.0).min(miller(POLES.0) - miller(POLES.1));
        let middle = f64::midpoint(top, bottom);
        let top = (middle - height / 2.0).clamp(miller(POLES.1), miller(POLES.0) - height);
        // So that the view starts in the Pacific or east of it.
        let left = (left + 180.0).rem_euclid(360.0) - 180.0;
        View { left, top, height, scale: WIDTH / width }
    }

    fn x(&self, longitude: f64) -> f64 {
        // A point east of the view's left edge is on it, one west of it lies a turn further.
        let mut longitude = longitude;
        while longitude < self.left {
            longitude += 360.0;
        }
        while longitude >= self.left + 360.0 {
            longitude -= 360.0;
        }
        (longitude - self.left) * self.scale
    }

    fn y(&self, latitude: f64) -> f64 {
        (miller(latitude.clamp(POLES.0 - 20.0, POLES.1 + 6.0)) - self.top) * self.scale
    }
}

/// Draws the land, the journeys and the places.
pub(crate) fn map(atlas: &Atlas, spots: &[Spot], journeys: &[Journey]) -> String {
    let points: Vec<Point> = spots
        .iter()
        .map(|spot| spot.at)
        .chain(journeys.iter().flat_map(|journey| [journey.from, journey.to]))
        .collect();
    if points.is_empty() {
        return String::new();
    }
    let view = View::around(&points);
    let height = (view.height * view.scale).round();
    let mut svg =
        format!(r#"<svg class="map" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">"#);
    graticule(&view, height, &mut svg);
    land(atlas, &view, height, &mut svg);
    for journey in journeys {
        let (x1, y1) = (view.x(journey.from.longitude), view.y(journey.from.latitude));
        let (x2, y2) = (view.x(journey.to.longitude), view.y(journey.to.latitude));
        // The line bends to its left, so that there and back are two lines.
        let (dx, dy) = (x2 - x1, y2 - y1);
        let (cx, cy) =
            (f64::midpoint(x1, x2) + dy * 0.18, f64::midpoint(y1, y2) - dx.abs() * 0.12 - dx * 0.06);
        let class = if journey.planned { "journey planned" } else { "journey" };
        let _ = write!(
            svg,
            r#"<path class="{class}" d="M{x1:.0} {y1:.0}Q{cx:.0} {cy:.0} {x2:.0} {y2:.0}" stroke-width="{:.1}"><title>{}</title></path>"#,
            1.2 + (journey.count as f64).sqrt(),
            escape(&journey.label)
        );
    }
    let mut order: Vec<&Spot> = spots.iter().collect();
    order.sort_by(|a, b| (b.count, &a.label).cmp(&(a.count, &b.label)));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for spot in &order {
        let (x, y) = (view.x(spot.at.longitude), view.y(spot.at.latitude));
        let radius = radius(spot);
        taken.push([x - radius, y - radius, x + radius, y + radius]);
    }
    for spot in order {
        let (x, y) = (view.x(spot.at.longitude), view.y(spot.at.latitude));
        let radius = radius(spot);
        let class = if spot.planned { "planned" } else { "held" };
        let _ = write!(
            svg,
            r#"<a href="{}"><title>{}: {}</title><circle class="{class}" cx="{x:.0}" cy="{y:.0}" r="{radius:.1}"/>"#,
            escape(&spot.link),
            escape(&spot.label),
            escape(&spot.detail)
        );
        if let Some((anchor, lx, ly, area)) = free_place(&spot.label, x, y, radius, height, &taken) {
            taken.push(area);
            let _ = write!(
                svg,
                r#"<text text-anchor="{anchor}" x="{lx:.0}" y="{ly:.0}">{}</text>"#,
                escape(&spot.label)
            );
        }
        svg.push_str("</a>");
    }
    svg.push_str("</svg>");
    svg
}

fn radius(spot: &Spot) -> f64 {
    4.0 + (spot.count as f64).sqrt() * 1.6
}

/// A place for a label beside its spot where no other stands; none where all are taken.
fn free_place(
    label: &str,
    x: f64,
    y: f64,
    radius: f64,
    height: f64,
    taken: &[[f64; 4]],
) -> Option<(&'static str, f64, f64, [f64; 4])> {
    let wide = label.chars().count() as f64 * LETTER;
    let gap = radius + 4.0;
    let places = [
        ("start", x + gap, y + 4.0, x + gap),
        ("end", x - gap, y + 4.0, x - gap - wide),
        ("middle", x, y - gap - 1.0, x - wide / 2.0),
        ("middle", x, y + gap + 10.0, x - wide / 2.0),
    ];
    places.into_iter().find_map(|(anchor, lx, ly, left)| {
        let area = [left, ly - 10.0, left + wide, ly + 3.0];
        let inside = area[0] >= 0.0 && area[1] >= 0.0 && area[2] <= WIDTH && area[3] <= height;
        let free = taken.iter().all(|other| {
            // The spot itself lies beside its label.
            area[2] < other[0] || other[2] < area[0] || area[3] < other[1] || other[3] < area[1]
        });
        (inside && free).then_some((anchor, lx, ly, area))
    })
}

/// Lines every fifteen degrees.
fn graticule(view: &View, height: f64, svg: &mut String) {
    svg.push_str(r#"<path class="graticule" d=""#);
    let first = (view.left / 15.0).ceil();
    for step in 0..24 {
        let x = ((first + f64::from(step)) * 15.0 - view.left) * view.scale;
        if x < WIDTH {
            let _ = write!(svg, "M{x:.0} 0V{height}");
        }
    }
    for latitude in (-45..=75).step_by(15) {
        let y = view.y(f64::from(latitude));
        if (0.0..height).contains(&y) {
            let _ = write!(svg, "M0 {y:.0}H{WIDTH}");
        }
    }
    svg.push_str(r#""/>"#);
}

/// The rings that reach into the view, in whole pixels.
fn land(atlas: &Atlas, view: &View, height: f64, svg: &mut String) {
    svg.push_str(r#"<path class="land" d=""#);
    for ring in atlas.land() {
        let ring = unbroken(ring);
        for turn in [-360.0, 0.0, 360.0, 720.0] {
            let x = |longitude: f64| ((longitude + turn - view.left) * view.scale).round() as i32;
            let line: Vec<(i32, i32)> = ring
                .iter()
                .map(|(longitude, latitude)| (x(*longitude), view.y(*latitude).round() as i32))
                .collect();
            let is_seen = line.iter().any(|(x, _)| *x >= 0)
                && line.iter().any(|(x, _)| f64::from(*x) <= WIDTH)
                && line.iter().any(|(_, y)| *y >= 0)
                && line.iter().any(|(_, y)| f64::from(*y) <= height);
            if !is_seen {
                continue;
            }
            // Far outside the picture one point is as good as many.
            let inside =
                |(x, y): (i32, i32)| (x.clamp(-40, WIDTH as i32 + 40), y.clamp(-40, height as i32 + 40));
            let mut last = inside(line[0]);
            let _ = write!(svg, "M{} {}l", last.0, last.1);
            for point in line[1..].iter().map(|point| inside(*point)) {
                let (dx, dy) = (point.0 - last.0, point.1 - last.1);
                if (dx, dy) != (0, 0) {
                    let _ = write!(svg, "{dx} {dy} ");
                }
                last = point;
            }
            svg.push('z');
        }
    }
    svg.push_str(r#""/>"#);
}

/// A ring without leaps: where it crosses the date line it goes on beyond 180 degrees. As it is
/// written it would come back across the whole map.
fn unbroken(ring: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut turn = 0.0;
    let mut line: Vec<(f64, f64)> = Vec::with_capacity(ring.len());
    for &(longitude, latitude) in ring {
        if let Some((last, _)) = line.last() {
            while longitude + turn - last > 180.0 {
                turn -= 360.0;
            }
            while longitude + turn - last < -180.0 {
                turn += 360.0;
            }
        }
        line.push((longitude + turn, latitude));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point { latitude, longitude }
    }

    #[test]
    fn a_view_over_the_pacific_is_not_the_whole_world() {
        let canberra = at(-35.3, 149.1);
        let washington = at(38.9, -77.0);
        let view = View::around(&[canberra, washington]);
        let width = WIDTH / view.scale;
        assert!(width < 200.0, "{width} degrees");
        for point in [canberra, washington] {
            let x = view.x(point.longitude);
            assert!((0.0..=WIDTH).contains(&x), "{x}");
        }
        assert!(view.x(canberra.longitude) < view.x(washington.longitude));
    }

    #[test]
    fn every_point_lies_in_its_picture() {
        arbtest::arbtest(|u| {
            let count = u.int_in_range(1..=6)?;
            let mut points = Vec::new();
            for _ in 0..count {
                points.push(at(f64::from(u.int_in_range(-54..=70)?), f64::from(u.int_in_range(-180..=180)?)));
            }
            let view = View::around(&points);
            for point in &points {
                let (x, y) = (view.x(point.longitude), view.y(point.latitude));
                assert!((-1.0..=WIDTH + 1.0).contains(&x), "{x} of {points:?}");
                assert!((-1.0..=view.height * view.scale + 1.0).contains(&y), "{y} of {points:?}");
            }
            Ok(())
        });
    }
}
