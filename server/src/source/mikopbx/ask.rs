//! Questions to the REST interface, and what its answers mean to the administrator.

use std::error::Error;
use std::time::Duration;

use anyhow::anyhow;
use call_journal_pbx::mikopbx::{Page, parse_page};
use call_journal_pbx::reason::Reason;
use chrono_tz::Tz;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio_rustls::rustls;

use super::Settings;
use crate::recordings::fetched::Missing;
use crate::source::{SourceError, tls};

/// To connect; a PBX in the same city takes milliseconds.
const CONNECT: Duration = Duration::from_secs(10);

/// For a whole answer: the PBX sorts its history for each page.
const ANSWER: Duration = Duration::from_secs(60);

/// For a whole file; whoever waits for it gives up earlier.
const FILE: Duration = Duration::from_secs(600);

/// Bytes of an answer. A thousand conversations are some megabytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// Without a date the PBX tells the last thirty days only, and between two dates no more than a year.
const ALL: &str = "dateFrom=2000-01-01";

/// The REST interface of a PBX.
pub(super) struct Rest {
    client: Client,
    url: Url,
    key: String,
    /// Host and port, for sentences.
    place: String,
}

impl Rest {
    pub(super) fn new(settings: &Settings) -> Result<Rest, SourceError> {
        let refused = |error: anyhow::Error| SourceError::Refused(format!("{error:#}"));
        let url = Url::parse(&settings.url)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()) && url.username().is_empty())
            .ok_or_else(|| {
                SourceError::Refused("url is not understood; expected is https://host".to_owned())
            })?;
        let place = match (url.host_str().unwrap_or_default(), url.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let key = settings.key.read().map_err(refused)?;
        let client = Client::builder()
            .tls_backend_preconfigured(rustls::ClientConfig::clone(
                &*tls::client(settings.tls_ca.as_deref()).map_err(refused)?,
            ))
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // Elsewhere the key is nobody's business.
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| refused(anyhow!(error).context("the REST interface cannot be asked")))?;
        Ok(Rest {
            client,
            url,
            key,
            place,
        })
    }

    /// Conversations with rows after `after`, those with the smallest numbers first.
    pub(super) async fn page(&self, after: i64, limit: i64, zone: Tz) -> Result<Page, SourceError> {
        let mut url = self.url.clone();
        url.set_path(&format!("{}v3/cdr", self.interface()));
        url.set_query(Some(&format!(
            "{ALL}&idFrom={after}&limit={limit}&sort=id&order=ASC"
        )));
        let asked = self.client.get(url).bearer_auth(&self.key).send().await;
        let answer = asked.map_err(|error| self.failed(error))?;
        self.check(answer.status())?;
        let body = self.body(answer).await?;
        parse_page(&body, zone).map_err(|reason| match reason {
            Reason::Json(_) => {
                self.refused("does not answer as the REST interface of MikoPBX does; check url")
            }
            other => SourceError::Lost(anyhow!("{}: {other}", self.place)),
        })
    }

    /// The path of everything that is asked.
    fn interface(&self) -> String {
        format!("{}/pbxcore/api/", self.url.path().trim_end_matches('/'))
    }

    /// The address that the PBX told, if it is of this very REST interface: nobody else is asked, nor hears the key.
    pub(super) fn own(&self, told: &str) -> Option<Url> {
        let interface = self.interface();
        // Told from the host's root, which may be a folder for us.
        let url = match told.strip_prefix("/pbxcore/api/") {
            Some(rest) => self.url.join(&format!("{interface}{rest}")),
            None => self.url.join(told),
        };
        url.ok().filter(|url| {
            url.origin() == self.url.origin()
                && url.username().is_empty()
                && url.password().is_none()
                && url.path().starts_with(&interface)
        })
    }

    /// Writes what is at `url` to `to`, and gives its size.
    pub(super) async fn file(&self, url: Url, to: &mut File, largest: u64) -> Result<u64, Missing> {
        let lost = |error: reqwest::Error| Missing::Lost(format!("{}: {}", self.place, error.without_url()));
        let ours = |error: std::io::Error| Missing::Ours(error.to_string());
        let asked = self.client.get(url).bearer_auth(&self.key).timeout(FILE);
        let mut answer = asked.send().await.map_err(lost)?;
        match answer.status().as_u16() {
            200..=299 => {}
            300..=399 => return Err(Missing::Elsewhere),
            404 | 410 => return Err(Missing::NotThere),
            code @ (401 | 403) => return Err(Missing::Withheld(code)),
            code => {
                return Err(Missing::Lost(format!(
                    "{} answers with status {code}",
                    self.place
                )));
            }
        }
        // Told or not, what comes is counted.
        if answer.content_length().is_some_and(|told| told > largest) {
            return Err(Missing::TooLarge(largest));
        }
        let mut bytes = 0;
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            bytes += chunk.len() as u64;
            if bytes > largest {
                return Err(Missing::TooLarge(largest));
            }
            to.write_all(&chunk).await.map_err(ours)?;
        }
        to.flush().await.map_err(ours)?;
        Ok(bytes)
    }

    fn check(&self, status: StatusCode) -> Result<(), SourceError> {
        match status.as_u16() {
            200..=299 => Ok(()),
            300..=399 => Err(self.refused("is at another address (it redirects); name that one in url")),
            401 | 403 => Err(self.refused(
                "does not accept the key; check it, its permission to read the call history (cdr), and the networks it is \
                 allowed from",
            )),
            404 | 405 => Err(self.refused("has no call history in its REST interface, version 3")),
            code => Err(SourceError::Lost(anyhow!("{} answers with status {code}", self.place))),
        }
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, SourceError> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failed(error))? {
            if body.len() + chunk.len() > LARGEST {
                return Err(SourceError::Lost(anyhow!(
                    "{}: the answer is too large",
                    self.place
                )));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn refused(&self, what: &str) -> SourceError {
        SourceError::Refused(format!("{} {what}", self.place))
    }

    fn failed(&self, error: reqwest::Error) -> SourceError {
        if error.is_builder() {
            return SourceError::Refused("the key holds characters that no key has".to_owned());
        }
        match certificate(&error) {
            Some(why) => SourceError::Refused(format!(
                "the certificate of {} is not trusted ({why}); name the one to trust by tls_ca",
                self.place
            )),
            None => SourceError::Lost(anyhow!(error.without_url()).context(self.place.clone())),
        }
    }
}

/// What is wrong with the other side's certificate, if that is why.
fn certificate(error: &reqwest::Error) -> Option<String> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(format!("{why:?}"));
        }
        cause = match error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
            // Its `source` is that of what it holds.
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}
