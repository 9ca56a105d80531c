//! Fractions as text, and back.
//!
//! In the browser its own code does that: Rust's brings 15 KB of tables into the WebAssembly file.

#[cfg(feature = "hydrate")]
use leptos::web_sys::js_sys;

/// The shortest text that stands for `number`, with a point.
#[must_use]
pub fn number_text(number: f64) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::Number::from(number)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from);
    #[cfg(not(feature = "hydrate"))]
    return number.to_string();
}

/// The number that `text` begins with.
#[must_use]
pub fn number_in(text: &str) -> Option<f64> {
    #[cfg(feature = "hydrate")]
    let number = js_sys::parse_float(text);
    #[cfg(not(feature = "hydrate"))]
    let number = text.parse::<f64>().unwrap_or(f64::NAN);
    number.is_finite().then_some(number)
}
