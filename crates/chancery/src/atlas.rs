//! Where places lie, and the outline of the land, for the map of visits.
//!
//! The files stand in the lexicon's `map/`; what happened at a place is core's business. A line
//! that cannot be read is left out: a map with a place less is still a map.

use std::collections::{BTreeMap, HashMap};

use chancery_core::lexicon::{ActorCode, Files, fold};

/// A place on the globe, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Point {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// The places and the land.
#[derive(Debug, Default)]
pub struct Atlas {
    places: HashMap<(ActorCode, String), Point>,
    capitals: BTreeMap<ActorCode, (String, Point)>,
    land: Vec<Vec<(f64, f64)>>,
}

impl Atlas {
    /// Reads the lexicon's map.
    #[must_use]
    pub fn load(files: &Files<'_>) -> Atlas {
        let mut atlas = Atlas::default();
        for line in list(files, "map/places.toml", "places").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [state, name, latitude, longitude] = cells.as_slice() else { continue };
            let (Ok(state), Ok(latitude), Ok(longitude)) =
                (state.parse::<ActorCode>(), latitude.parse(), longitude.parse())
            else {
                continue;
            };
            let point = Point { latitude, longitude };
            atlas.capitals.entry(state).or_insert_with(|| ((*name).to_owned(), point));
            atlas.places.insert((state, fold(name).into_owned()), point);
        }
        for line in list(files, "map/land.toml", "land").lines() {
            let steps: Vec<f64> = line.split_whitespace().filter_map(|step| step.parse().ok()).collect();
            let (mut x, mut y) = (0.0, 0.0);
            let ring = steps.chunks_exact(2).map(|step| {
                // Tenths of a degree.
                (x, y) = (x + step[0], y + step[1]);
                (x / 10.0, y / 10.0)
            });
            atlas.land.push(ring.collect());
        }
        atlas
    }

    /// Where a place of a state lies.
    #[must_use]
    pub fn place(&self, state: ActorCode, name: &str) -> Option<Point> {
        self.places.get(&(state, fold(name).into_owned())).copied()
    }

    /// The capital of a state and where it lies.
    #[must_use]
    pub fn capital(&self, state: ActorCode) -> Option<(&str, Point)> {
        self.capitals.get(&state).map(|(name, point)| (name.as_str(), *point))
    }

    /// The outlines of the land: rings of longitude and latitude.
    #[must_use]
    pub fn land(&self) -> &[Vec<(f64, f64)>] {
        &self.land
    }
}

/// The list under a key of a file; empty where there is none.
fn list(files: &Files<'_>, path: &str, key: &str) -> String {
    let bytes = files.under(path).find(|(found, _)| *found == path).map(|(_, bytes)| bytes);
    let table = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse::<toml::Table>().ok());
    table.and_then(|table| table.get(key)?.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn every_line_of_the_map_is_read_and_lies_on_the_globe() {
        let lexicon = Lexicon::default();
        let files = lexicon.files();
        let atlas = Atlas::load(&files);
        assert_eq!(atlas.places.len(), list(&files, "map/places.toml", "places").trim().lines().count());
        for point in atlas.places.values() {
            assert!(point.latitude.abs() <= 90.0 && point.longitude.abs() <= 180.0, "{point:?}");
        }
        for (x, y) in atlas.land.iter().flatten() {
            assert!(x.abs() <= 180.1 && y.abs() <= 90.0, "{x} {y}");
        }
        assert!(atlas.land.len() > 100);
        let hanoi = atlas.capital("VNM".parse().unwrap()).unwrap();
        assert_eq!(hanoi.0, "Hanoi");
        assert_eq!(
            atlas.place("VNM".parse().unwrap(), "Đà Nẵng"),
            atlas.place("VNM".parse().unwrap(), "Da Nang")
        );
    }
}
