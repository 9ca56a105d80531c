//! What the pages of the door send, as plain forms, which work without any script. What is wrong is told in the address of the page that
//! comes next; secrets never are.

use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Router};
use call_journal_app::account::error_page;
use call_journal_app::error::AppError;
use call_journal_app::service::locale_of;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;
use serde::de::DeserializeOwned;

use super::origin::is_own;
use super::passwords::{change_password, set_password};
use super::sign_in::{sign_in, sign_out};
use crate::http::Served;

/// Those routes.
pub fn routes() -> Router<Served> {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/set-password", post(set_password))
        .route("/password", post(change_password))
}

/// The head of a request and the form in it; a request from another site is refused.
pub(super) async fn form_of<T: DeserializeOwned>(request: Request) -> Result<(Parts, T), Response> {
    let (parts, body) = request.into_parts();
    if !is_own(&parts.headers) {
        return Err((
            StatusCode::FORBIDDEN,
            plain_page(&parts.headers, &AppError::Forbidden),
        )
            .into_response());
    }
    let request = Request::from_parts(parts.clone(), body);
    let form = Form::<T>::from_request(request, &()).await;
    form.map(|Form(form)| (parts, form))
        .map_err(IntoResponse::into_response)
}

pub(super) fn internal(error: &dyn std::fmt::Debug) -> Response {
    tracing::error!(?error, "the door does not work");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

pub(super) fn with_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Somebody, as the audit names them.
pub(super) fn named(id: EmployeeId, name: String) -> PersonName {
    PersonName {
        id: Some(id),
        name,
        extension: String::new(),
    }
}

/// A page that says what is wrong, where the application shows none.
pub(super) fn plain_page(headers: &HeaderMap, error: &AppError) -> Html<String> {
    Html(error_page(locale_of(headers), error))
}
