//! The leaves of the conditions of rules, routes and SLA policies. An empty list fits everything. One entry of a list must fit,
//! and all leaves must.

use super::field::BETWEEN;

/// Fields, each with the values of which a ticket must have one; a type stands for its subtypes, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldValues(pub Vec<(String, Vec<String>)>);

impl FieldValues {
    /// Whether each field has one of its values; `get` says what a field has.
    pub fn fit<'a>(&self, get: impl Fn(&str) -> Option<&'a str>) -> bool {
        let has = |(name, values): &(String, Vec<String>)| {
            get(name).is_some_and(|value| any(values, |known| is_value(known, value)))
        };
        self.0.iter().all(has)
    }

    /// Whether they fit whenever the others do.
    pub fn cover(&self, other: &Self) -> bool {
        let covered = |(name, values): &(String, Vec<String>)| {
            other
                .0
                .iter()
                .any(|(named, narrow)| named == name && covers(values, narrow, |one, other| is_value(one, other)))
        };
        self.0.iter().all(covered)
    }
}

/// Whether a list is empty, or one of it fits.
pub fn any<T>(list: &[T], fits: impl FnMut(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(fits)
}

/// Whether a list fits whenever the narrow one does; `covers` says so of two of their items.
pub fn covers<T>(wide: &[T], narrow: &[T], covers: impl Fn(&T, &T) -> bool) -> bool {
    wide.is_empty() || !narrow.is_empty() && narrow.iter().all(|other| wide.iter().any(|one| covers(one, other)))
}

/// `Robotics` stands for `Robotics/Gripper`, too.
fn is_value(known: &str, value: &str) -> bool {
    value.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(BETWEEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `kind=Robotics,Data prio=1`
    fn fields(text: &str) -> FieldValues {
        let field = |part: &str| {
            let (name, values) = part.split_once('=').unwrap();
            (name.to_owned(), values.split(',').map(str::to_owned).collect())
        };
        FieldValues(text.split_whitespace().map(field).collect())
    }

    #[test]
    fn a_list_that_is_empty_fits_everything() {
        let check = |wide: &[u8], narrow: &[u8], expected: bool| {
            assert_eq!(covers(wide, narrow, PartialEq::eq), expected, "{wide:?} {narrow:?}");
        };
        check(&[], &[], true);
        check(&[], &[1], true);
        check(&[1], &[], false);
        check(&[1, 2], &[2], true);
        check(&[2], &[1, 2], false);
        let none: [u8; 0] = [];
        assert_eq!((any(&none, |_| false), any(&[1], |it| *it == 1), any(&[1], |it| *it == 2)), (true, true, false));
    }

    #[test]
    fn fields_fit_by_type_and_subtype() {
        let check = |condition: &str, expected: bool| {
            let get = |name: &str| (name == "kind").then_some("Robotics/Arm");
            assert_eq!(fields(condition).fit(get), expected, "{condition}");
        };
        check("", true);
        check("kind=Robotics", true);
        check("kind=Data,Robotics/Arm", true);
        check("kind=Robot", false);
        check("kind=Robotics/Gripper", false);
        check("kind=Robotics prio=1", false);
    }

    #[test]
    fn fields_cover_narrower_ones() {
        let check = |wide: &str, narrow: &str, expected: bool| {
            assert_eq!(fields(wide).cover(&fields(narrow)), expected, "{wide} / {narrow}");
        };
        check("", "kind=Data", true);
        check("kind=Data", "", false);
        check("kind=Robotics", "kind=Robotics/Arm prio=1", true);
        check("kind=Robotics/Arm", "kind=Robotics", false);
        check("kind=Robotics,Data", "kind=Data", true);
        check("kind=Data", "kind=Robotics,Data", false);
    }
}
