//! The one error type of the pages and the server functions.
//!
//! Each variant tells the person what they can do; causes go to the server's log, once, where they happen.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use leptos::wasm_split::SplitLoaderError;
use serde::{Deserialize, Serialize};

use call_journal_model::view::CommentView;

use crate::text;

/// What can go wrong for the person in front of the screen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// 403. Never says whether the thing exists.
    #[error("forbidden")]
    Forbidden,
    /// 401. Nobody is signed in, any more or yet.
    #[error("signed out")]
    SignedOut,
    /// 404. The thing is gone or never was.
    #[error("not found")]
    NotFound,
    /// 400. The request makes no sense: an old page, or somebody playing.
    #[error("invalid request")]
    Invalid,
    /// 409. Someone else saved first: carries their version (`None`: they removed it), so that nothing typed is lost.
    #[error("conflict")]
    Conflict {
        /// What is stored now.
        theirs: Option<CommentView>,
    },
    /// 503. The database does not answer; the request may be repeated.
    #[error("unavailable")]
    Unavailable,
    /// The browser could not reach the server at all.
    #[error("offline")]
    Offline,
}

impl AppError {
    /// One sentence in the page's language.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            AppError::Forbidden => text!(ui.error_forbidden).to_string(),
            AppError::SignedOut => text!(ui.error_signed_out).to_string(),
            AppError::NotFound => text!(ui.error_not_found).to_string(),
            AppError::Invalid | AppError::Conflict { .. } => text!(ui.error_invalid).to_string(),
            AppError::Unavailable => text!(ui.error_unavailable).to_string(),
            AppError::Offline => text!(ui.error_offline).to_string(),
        }
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            AppError::Forbidden => 403,
            AppError::SignedOut => 401,
            AppError::NotFound => 404,
            AppError::Invalid => 400,
            AppError::Conflict { .. } => 409,
            AppError::Unavailable | AppError::Offline => 503,
        }
    }
}

impl From<SplitLoaderError> for AppError {
    fn from(_: SplitLoaderError) -> Self {
        AppError::Offline
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => AppError::Offline,
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => AppError::Invalid,
            _ => AppError::Unavailable,
        }
    }
}
