//! What a browser hears while the journal lives: rows that change, and when to look at everything anew.

use std::fmt::{Display, Formatter};
use std::str::FromStr;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::call::CallId;
use crate::time::Timestamp;
use crate::view::CallSummary;

/// A place in the stream of changes. A reader that names the last place it knows misses nothing and hears nothing twice.
///
/// As a text, `1795402065804-17`: which run of the server, and how many changes that run had told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LivePlace {
    /// When the server began, in ms UTC: places of another run mean nothing to this one.
    pub run: i64,
    /// Changes told up to here.
    pub number: i64,
}

/// One message of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveMessage {
    /// The connection stands, or still does. Comes first, and again every few seconds.
    Here {
        /// The server's clock, by which running calls are timed.
        now: Timestamp,
        /// The same as the clock on the company's wall shows it.
        #[serde(with = "crate::wire::local")]
        local: NaiveDateTime,
    },
    /// A call that passes the reader's filter, as it is now.
    Row(Box<CallSummary>),
    /// A call that changed and does not pass the filter (any more), or is gone.
    Out(CallId),
    /// More happened than can be told one by one: load the rows anew.
    Resync,
    /// The reader is not who they were: load the page anew. Nothing comes after it.
    Bye,
}

impl Display for LivePlace {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.run, self.number)
    }
}

impl FromStr for LivePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<LivePlace, ()> {
        let (run, number) = text.split_once('-').ok_or(())?;
        let place = LivePlace {
            run: run.parse().map_err(|_| ())?,
            number: number.parse().map_err(|_| ())?,
        };
        // `+1` and `-1` are numbers too, but nobody's places.
        (place.to_string() == text).then_some(place).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_address_and_nothing_else_is_one() {
        let place = LivePlace {
            run: 1_795_402_065_804,
            number: 17,
        };
        assert_eq!(place.to_string().parse(), Ok(place));
        for broken in [
            "",
            "-",
            "1",
            "1-",
            "-1-2",
            "+1-2",
            "1-+2",
            "1-2-3",
            "1-99999999999999999999",
            "x-y",
        ] {
            assert_eq!(broken.parse::<LivePlace>(), Err(()), "{broken}");
        }
    }
}
