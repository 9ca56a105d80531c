//! Stub.
use super::{PhoneNumber, PhoneRefused};
/// Stub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPhone {
    /// Number.
    pub number: Dialled,
    /// Extension.
    pub extension: Option<String>,
}
/// Stub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialled {
    /// E.164
    E164(PhoneNumber),
    /// Short
    Short(String),
}
impl WrittenPhone {
    /// Stub.
    ///
    /// # Errors
    /// Stub.
    pub fn read(text: &str, region: &str) -> Result<WrittenPhone, PhoneRefused> {
        let number = PhoneNumber::parse(text, region).ok_or(PhoneRefused::NotANumber)?;
        Ok(WrittenPhone { number: Dialled::E164(number), extension: None })
    }
    /// Stub.
    #[must_use]
    pub fn key(&self) -> &str {
        match &self.number { Dialled::E164(n) => n.as_str(), Dialled::Short(s) => s }
    }
}
