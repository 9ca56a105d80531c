//! Choosing a password: with a one-time link, or knowing the one before.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use call_journal_app::account::PasswordRefused;
use call_journal_model::access::{AccountRefused, Deed};
use call_journal_model::employee::EmployeeId;
use call_journal_store::access::{self, Who};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::forms::{form_of, internal, named, with_cookies};
use super::throttle::{OF_ADDRESS, OF_DEVICE};
use super::{password, token};
use crate::http::Served;

#[derive(Deserialize)]
struct SetPassword {
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    password: String,
    again: String,
}

#[derive(Deserialize)]
struct ChangePassword {
    current: String,
    password: String,
    again: String,
}

pub(super) async fn set_password(State(served): State<Served>, request: Request) -> Response {
    let (parts, form) = match form_of::<SetPassword>(request).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match choose(&served, &parts, &form).await {
        Ok(Ok(employee)) => match served.auth.begin(&served.journal, &parts, employee).await {
            Ok(cookies) => with_cookies(Redirect::to("/").into_response(), cookies),
            Err(error) => internal(&error),
        },
        // After the sign of the fragment: browsers keep it to themselves.
        Ok(Err(refused)) => {
            let token = utf8_percent_encode(&form.token, FRAGMENT);
            Redirect::to(&format!("/set-password?failed={}#{token}", refused.as_str())).into_response()
        }
        Err(error) => internal(&error),
    }
}

/// What may stand in a fragment as it is.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The link's owner, with their new password.
async fn choose(
    served: &Served,
    parts: &Parts,
    form: &SetPassword,
) -> anyhow::Result<Result<EmployeeId, PasswordRefused>> {
    let (journal, store) = (&served.journal, &served.journal.0.store);
    let now = (journal.0.now)();
    let tries = [(format!("address {}", served.auth.address(parts)), OF_ADDRESS)];
    if !served.auth.may_try(&tries, now) {
        return Ok(Err(PasswordRefused::Wait));
    }
    let digest = token::digest(form.token.trim().trim_start_matches("first."));
    let Some(invitation) = access::find_invitation(store, &digest, now).await? else {
        return Ok(Err(PasswordRefused::Link));
    };
    served.auth.was_right(&tries, now);
    let (name, login) = match &invitation.whom {
        Some((_, name, login)) => (name.as_str(), login.as_str()),
        None => (form.name.trim(), form.login.trim()),
    };
    if login.is_empty() {
        return Ok(Err(PasswordRefused::NoLogin));
    }
    let names = [name, login, journal.0.company.as_str()];
    if let Err(refused) = acceptable(&form.password, &form.again, &names) {
        return Ok(Err(refused));
    }
    let hash = password::hash(form.password.clone()).await?;
    if !access::take_invitation(store, &digest).await? {
        return Ok(Err(PasswordRefused::Link));
    }
    let employee = match &invitation.whom {
        Some((employee, ..)) => {
            access::set_password(store, *employee, &hash).await?;
            *employee
        }
        None => {
            let name = if name.is_empty() { login } else { name };
            match access::make_administrator(store, name, login, &hash).await? {
                Ok(employee) => employee,
                Err(refused) => {
                    // Nobody became anything: the link is good for another login.
                    access::invite(store, &digest, None, now).await?;
                    return Ok(Err(match refused {
                        AccountRefused::NoLogin => PasswordRefused::NoLogin,
                        _ => PasswordRefused::LoginTaken,
                    }));
                }
            }
        }
    };
    // Whoever knew the password before is out.
    access::end_all_sessions(store, employee, None).await?;
    served.auth.tell();
    let person = named(employee, name.to_owned());
    served
        .auth
        .note(journal, parts, &person, Deed::PasswordSet, "")
        .await;
    Ok(Ok(employee))
}

fn acceptable(password: &str, again: &str, names: &[&str]) -> Result<(), PasswordRefused> {
    if password != again {
        return Err(PasswordRefused::Different);
    }
    password::check(password, names)
}

pub(super) async fn change_password(State(served): State<Served>, request: Request) -> Response {
    let (parts, form) = match form_of::<ChangePassword>(request).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match change(&served, &parts, &form).await {
        Ok(Ok(())) => Redirect::to("/account?done=password").into_response(),
        Ok(Err(refused)) => Redirect::to(&format!("/account?failed={}", refused.as_str())).into_response(),
        Err(error) => internal(&error),
    }
}

/// Another password for whoever is signed in and knows the one before. Their other sessions end.
async fn change(
    served: &Served,
    parts: &Parts,
    form: &ChangePassword,
) -> anyhow::Result<Result<(), PasswordRefused>> {
    let (journal, store) = (&served.journal, &served.journal.0.store);
    let who = parts.extensions.get::<Who>();
    let Some((who, id, session)) = who.and_then(|who| Some((who, who.person.id?, who.session?))) else {
        return Ok(Err(PasswordRefused::Link));
    };
    let now = (journal.0.now)();
    let tries = [(format!("change {}", id.0), OF_DEVICE)];
    if !served.auth.may_try(&tries, now) {
        return Ok(Err(PasswordRefused::Wait));
    }
    let account = access::account(store, id).await?;
    let login = account.and_then(|account| account.login).unwrap_or_default();
    let known = access::credentials(store, &login).await?;
    let hash = known
        .filter(|known| known.employee == id)
        .and_then(|known| known.password);
    if !password::is(form.current.clone(), hash).await? {
        return Ok(Err(PasswordRefused::Current));
    }
    served.auth.was_right(&tries, now);
    let names = [who.person.name.as_str(), &login, &journal.0.company];
    if let Err(refused) = acceptable(&form.password, &form.again, &names) {
        return Ok(Err(refused));
    }
    let hash = password::hash(form.password.clone()).await?;
    access::set_password(store, id, &hash).await?;
    access::end_all_sessions(store, id, Some(session)).await?;
    served.auth.tell();
    served
        .auth
        .note(journal, parts, &who.person, Deed::PasswordSet, "")
        .await;
    Ok(Ok(()))
}
