//! How what the server found out for a page travels inside the page: JSON, read as bytes.
//!
//! The usual codec reads text; answers of server functions are bytes. Reading both the same way keeps one reader for
//! each type in the browser instead of two.

use leptos::server::codee::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

/// The codec for resources: `Resource::<_, PageJson>::new_with_options`.
pub struct PageJson;

impl<T: Serialize> Encoder<T> for PageJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T> Decoder<T> for PageJson
where
    for<'de> T: Deserialize<'de>,
{
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}
