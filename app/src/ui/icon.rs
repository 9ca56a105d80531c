//! Icons: one sprite in the document (`icons.svg`), one component that points into it.

use leptos::prelude::*;

/// The sprite. The document carries it once, behind the application, so that it is neither in the WASM nor hydrated.
pub const SPRITE: &str = include_str!("icons.svg");

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident = $id:literal),+ $(,)?) => {
        /// A picture of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph {$(
            $(#[$doc])*
            $name,
        )+}

        impl Glyph {
            /// Every picture that views can ask for.
            pub const ALL: &[Glyph] = &[$(Glyph::$name),+];

            /// What `<use href>` takes.
            #[must_use]
            pub fn href(self) -> &'static str {
                match self {$(
                    Glyph::$name => concat!("#i-", $id),
                )+}
            }
        }
    };
}

glyphs! {
    /// Filled receiver, arrow in: an answered incoming call.
    Incoming = "incoming",
    /// Filled receiver, arrow out: an outgoing call that got through.
    Outgoing = "outgoing",
    /// Outlined receiver, arrow out: an outgoing call that did not get through.
    NotReached = "not-reached",
    /// Lying receiver: a missed call.
    Missed = "missed",
    /// Receiver with waves: it rings.
    Ringing = "ringing",
    /// Receiver with arrows both ways: an internal call.
    Internal = "internal",
    /// Person with a plus: first contact.
    FirstContact = "first-contact",
    /// A speech bubble.
    Comment = "comment",
    /// A calendar sheet.
    Calendar = "calendar",
    /// Three lines that grow shorter.
    Filters = "filters",
    /// A looking glass.
    Search = "search",
    /// A cross.
    Close = "close",
    /// Three dots.
    More = "more",
    /// A key.
    Key = "key",
    /// A chevron.
    Down = "down",
    /// An arrow.
    Up = "up",
    /// A chevron.
    Right = "right",
    /// A chevron.
    Left = "left",
    /// An arrow down: newest first.
    Sort = "sort",
    /// Lines of a journal.
    Journal = "journal",
    /// Two heads.
    People = "people",
    /// A pin.
    Pin = "pin",
    /// A double chevron.
    Fold = "fold",
    /// An arrow onto a line.
    Download = "download",
    /// To the previous part.
    Previous = "previous",
    /// To the next part.
    Next = "next",
    /// Ten seconds back.
    Back10 = "back-10",
    /// Ten seconds on.
    Forward10 = "forward-10",
    /// A triangle.
    Play = "play",
    /// Two bars.
    Pause = "pause",
    /// A loudspeaker.
    Volume = "volume",
    /// A head: the customer's side.
    Person = "person",
    /// A headset: the employee's side.
    Headset = "headset",
    /// A plus in a circle.
    Plus = "plus",
    /// A receiver: call back.
    Phone = "phone",
    /// Two places and a way between them.
    Route = "route",
    /// A tick.
    Check = "check",
    /// A clock.
    Clock = "clock",
    /// A microphone struck out.
    NoRecording = "no-recording",
    /// Two sheets.
    Copy = "copy",
    /// Two links of a chain.
    Link = "link",
    /// Waves above a point: connected.
    Online = "online",
    /// The same struck out.
    Offline = "offline",
    /// Sliders: settings.
    Settings = "settings",
    /// Arrows there and back.
    Transfer = "transfer",
    /// An i in a circle.
    Info = "info",
    /// A triangle with a bang.
    Warning = "warning",
    /// A globe.
    Language = "language",
    /// A disc, half of it dark.
    Theme = "theme",
    /// An empty tray.
    Inbox = "inbox",
    /// An arrow in a circle.
    Retry = "retry",
}

/// A picture that says nothing to a screen reader: a word or a label stands beside it.
#[component]
pub fn Icon(
    /// Which.
    name: Glyph,
    /// Further classes beside `i`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! { <svg class=["i ", class].concat() aria-hidden="true"><use href=name.href()></use></svg> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_is_in_the_sprite_and_every_picture_of_it_is_used() {
        for glyph in Glyph::ALL {
            let symbol = ["<symbol id=\"", &glyph.href()[1..], "\""].concat();
            assert!(SPRITE.contains(&symbol), "{symbol} is missing");
        }
        assert_eq!(SPRITE.matches("<symbol ").count(), Glyph::ALL.len());
    }
}
