//! The connection: an `EventSource` and its closures, which live as long as it does.

use leptos::wasm_bindgen::{JsCast, closure::Closure};
use leptos::web_sys::{Event, EventSource, MessageEvent};

use call_journal_model::live::{LiveMessage, LivePlace};

/// An open stream; dropping it closes it.
pub(super) struct Stream {
    source: EventSource,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

impl Stream {
    /// Opens the stream at `address`. `heard` gets each message with the place it leads to, if it leads anywhere; `lost` is
    /// called when the connection is gone. `None`: this browser has no such streams.
    pub(super) fn open(
        address: &str,
        heard: impl Fn(LiveMessage, Option<LivePlace>) + 'static,
        lost: impl Fn() + 'static,
    ) -> Option<Stream> {
        let source = EventSource::new(address).ok()?;
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let place = event.last_event_id().parse().ok();
            let text = event.data().as_string().unwrap_or_default();
            // What a newer server says to a newer page is not for this one.
            if let Ok(message) = serde_json::from_slice(text.as_bytes()) {
                heard(message, place);
            }
        });
        let error = Closure::<dyn FnMut(Event)>::new(move |_: Event| lost());
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Stream {
            source,
            _message: message,
            _error: error,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
