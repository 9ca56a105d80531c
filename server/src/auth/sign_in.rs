//! Signing in and out.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use call_journal_app::account::SignInRefused;
use call_journal_model::access::Deed;
use call_journal_model::employee::EmployeeId;
use call_journal_model::view::PersonName;
use call_journal_store::access::{self, Credentials, Who};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::forms::{form_of, internal, named, with_cookies};
use super::throttle::{OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, Pace};
use super::{cookies, password, token};
use crate::http::Served;

/// People who wait for their password to be compared. Whoever comes then is asked to come again.
static WAITING: Semaphore = Semaphore::const_new(16);

#[derive(Deserialize)]
struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct SignOut {
    everywhere: Option<String>,
}

pub(super) async fn sign_in(State(served): State<Served>, request: Request) -> Response {
    let (parts, form) = match form_of::<SignIn>(request).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match admit(&served, &parts, &form).await {
        Ok(Ok(employee)) => match served.auth.begin(&served.journal, &parts, employee.0).await {
            Ok(cookies) => {
                let person = &employee.1;
                served
                    .auth
                    .note(&served.journal, &parts, person, Deed::SignedIn, "")
                    .await;
                with_cookies(Redirect::to(within(&form.next)).into_response(), cookies)
            }
            Err(error) => internal(&error),
        },
        Ok(Err(refused)) => {
            let next = utf8_percent_encode(within(&form.next), NON_ALPHANUMERIC);
            let to = format!("/sign-in?failed={}&next={next}", refused.as_str());
            let tried = cookies::keep_tried(&form.login, served.auth.manner(&parts));
            with_cookies(Redirect::to(&to).into_response(), vec![tried])
        }
        Err(error) => internal(&error),
    }
}

/// An address within the journal; whatever else is asked for leads to its beginning.
fn within(next: &str) -> &str {
    let leads_within = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(|c: char| c.is_control());
    if leads_within { next } else { "/" }
}

type Person = (EmployeeId, PersonName);

/// Whether this is the password of that login.
async fn admit(
    served: &Served,
    parts: &Parts,
    form: &SignIn,
) -> anyhow::Result<Result<Person, SignInRefused>> {
    let (store, now) = (&served.journal.0.store, (served.journal.0.now)());
    let known = access::credentials(store, &form.login).await?;
    let keys = keys(served, parts, &form.login, known.as_ref()).await?;
    if !served.auth.may_try(&keys, now) {
        return Ok(Err(SignInRefused::Wait));
    }
    let Ok(_waiting) = WAITING.try_acquire() else {
        served.auth.was_right(&keys, now);
        return Ok(Err(SignInRefused::Wait));
    };
    let hash = known.as_ref().and_then(|known| known.password.clone());
    let right = password::is(form.password.clone(), hash).await?;
    match known {
        Some(known) if right && !known.disabled => {
            served.auth.was_right(&keys, now);
            Ok(Ok((known.employee, named(known.employee, known.name))))
        }
        known => {
            let whom = known.map_or_else(|| form.login.clone(), |known| known.name);
            let nobody = named_nobody(&form.login);
            served
                .auth
                .note(&served.journal, parts, &nobody, Deed::SignInRefused, &whom)
                .await;
            Ok(Err(SignInRefused::Wrong))
        }
    }
}

fn named_nobody(login: &str) -> PersonName {
    PersonName {
        id: None,
        name: login.chars().take(100).collect(),
        extension: String::new(),
    }
}

/// The buckets of a try. See `throttle`.
async fn keys(
    served: &Served,
    parts: &Parts,
    login: &str,
    known: Option<&Credentials>,
) -> anyhow::Result<Vec<(String, Pace)>> {
    let of_address = (format!("address {}", served.auth.address(parts)), OF_ADDRESS);
    let Some(known) = known else {
        let login: String = login.chars().take(100).collect();
        return Ok(vec![of_address, (format!("login {login}"), OF_ACCOUNT)]);
    };
    let employee = known.employee;
    let device = cookies::device(&parts.headers, served.auth.manner(parts)).map(token::digest);
    let of_account = match device {
        Some(device) if access::is_known_device(&served.journal.0.store, &device, employee).await? => {
            (format!("device {} {device}", employee.0), OF_DEVICE)
        }
        _ => (format!("account {}", employee.0), OF_ACCOUNT),
    };
    Ok(vec![of_address, of_account])
}

pub(super) async fn sign_out(State(served): State<Served>, request: Request) -> Response {
    let (parts, form) = match form_of::<SignOut>(request).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    let to = Redirect::to("/sign-in").into_response();
    let forgotten = cookies::forget_session(served.auth.manner(&parts));
    let who = parts.extensions.get::<Who>();
    let Some((who, id, session)) = who.and_then(|who| Some((who, who.person.id?, who.session?))) else {
        return with_cookies(to, vec![forgotten]);
    };
    let store = &served.journal.0.store;
    let (ended, deed) = match form.everywhere {
        Some(_) => (
            access::end_all_sessions(store, id, None).await,
            Deed::SignedOutEverywhere,
        ),
        None => (
            access::end_session(store, id, session).await.map(|_| ()),
            Deed::SignedOut,
        ),
    };
    if let Err(error) = ended {
        return internal(&error);
    }
    served.auth.tell();
    served
        .auth
        .note(&served.journal, &parts, &who.person, deed, "")
        .await;
    with_cookies(to, vec![forgotten])
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn nobody_is_led_out_of_the_journal() {
        for (next, leads) in [
            ("/customers?archived=1", "/customers?archived=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\r\nSet-Cookie: a=b", "/"),
        ] {
            assert_eq!(within(next), leads, "{next:?}");
        }
    }
}
