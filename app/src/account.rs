//! The person in front of the screen: signing in, choosing a password, their sessions and settings. Whether a password is right the server
//! decides; what they may, `crate::access`.

pub mod api;
mod chosen;
mod door;
mod forms;
mod menu;
mod own;
pub(crate) mod part;
mod refused;
mod settings;
pub(crate) mod words;

pub use door::{SetPasswordPage, SignInPage};
pub use menu::AccountMenu;
pub use own::AccountPage;
#[cfg(feature = "ssr")]
pub use refused::error_page;
pub use refused::{PasswordRefused, SignInRefused};
