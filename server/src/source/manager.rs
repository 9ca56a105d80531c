//! Asterisk's manager interface: calls as they happen, and phones that ring at a click, over one connection.
//!
//! What messages mean is known to `call_journal_pbx::asterisk::manager`. Nothing can be asked for again here: what was
//! missed while the connection was lost comes from a table, and who is gone by a list of living channels.

mod action;
mod calls;
mod dial;
mod link;
mod living;
mod login;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::anyhow;
use call_journal_pbx::asterisk::manager::{Message, Notice, Translator, notice};
use chrono_tz::Tz;
use tokio::sync::mpsc;

use super::{Heard, Source, SourceError, tls};
use crate::config::sources;
use calls::Calls;
use dial::Order;
use link::Link;
use living::Asking;

pub use dial::{CallerId, DialFailure, DialState, Dialer};
pub use link::Timing;

/// Events of one answer: as many as one transaction of the log takes.
const BATCH: usize = 4000;

/// The manager interface of one PBX.
pub struct Manager {
    settings: sources::Manager,
    translator: Translator,
    timing: Timing,
    dialer: Option<Dialer>,
    orders: Option<mpsc::Receiver<Order>>,
    connected: Arc<AtomicBool>,
    calls: Calls,
    open: Option<Open>,
}

/// A connection that let us in.
struct Open {
    link: Link,
    asking: Asking,
    /// What ended it, while events from before that are still to be handed out.
    ended: Option<SourceError>,
    senseless: u64,
}

impl Manager {
    /// `zone` is that of the PBX's local times. Without `originate` there is no [`Manager::dialer`].
    pub fn new(settings: &sources::Manager, originate: Option<&sources::Originate>, zone: Tz) -> Manager {
        let connected = Arc::new(AtomicBool::new(false));
        let (dialer, orders) = originate
            .map(|template| Dialer::new(template.clone(), Arc::clone(&connected)))
            .unzip();
        Manager {
            settings: settings.clone(),
            translator: Translator::new(zone),
            timing: Timing::default(),
            dialer,
            orders,
            connected,
            calls: Calls::default(),
            open: None,
        }
    }

    /// Waits otherwise.
    #[cfg(test)]
    #[must_use]
    pub fn with_timing(mut self, timing: Timing) -> Manager {
        self.timing = timing;
        self
    }

    /// Makes phones ring over this connection, as long as somebody asks for [`Source::next`].
    pub fn dialer(&self) -> Option<Dialer> {
        self.dialer.clone()
    }

    async fn open(&self) -> Result<Open, SourceError> {
        let refused = |error: anyhow::Error| SourceError::Refused(format!("{error:#}"));
        let secret = self.settings.secret.read().map_err(refused)?;
        let address = &self.settings.address;
        let tls = self
            .settings
            .tls
            .then(|| tls::client(self.settings.tls_ca.as_deref()))
            .transpose()
            .map_err(refused)?;
        let mut link = Link::connect(address, tls, self.timing).await?;
        login::login(&mut link, address, &self.settings.user, &secret).await?;
        let mut asking = Asking::default();
        asking.ask(&mut link)?;
        Ok(Open {
            link,
            asking,
            ended: None,
            senseless: 0,
        })
    }

    /// The connection is gone, and with it all that was asked for on it.
    fn close(&mut self) {
        self.connected.store(false, Ordering::Relaxed);
        self.open = None;
        self.calls.lose();
        while let Some(Ok(order)) = self.orders.as_mut().map(mpsc::Receiver::try_recv) {
            self.calls.take(order);
            self.calls.lose();
        }
    }

    /// Reads what is there, and waits for the first if nothing is.
    async fn listen(&mut self) -> Result<Heard, SourceError> {
        let Manager {
            translator,
            orders,
            calls,
            open,
            ..
        } = self;
        let Some(open) = open else {
            return Err(SourceError::Lost(anyhow!("not connected")));
        };
        // Even while events come without a pause, a click is not to wait for one.
        while let Some(Ok(order)) = orders.as_mut().map(mpsc::Receiver::try_recv) {
            open.link.send(calls.take(order));
        }
        let mut heard = Heard::default();
        loop {
            while heard.events.len() < BATCH && open.ended.is_none() {
                let Some(message) = open.link.message() else { break };
                calls.hear(&message);
                open.take(&message, translator, &mut heard);
            }
            open.count_senseless(&mut heard);
            let is_empty = heard.events.is_empty() && heard.rejected.is_empty() && heard.living.is_none();
            if heard.events.len() >= BATCH {
                return Ok(heard);
            }
            if let Some(ended) = open.ended.take_if(|_| is_empty) {
                return Err(ended);
            }
            if open.ended.is_some() {
                return Ok(heard);
            }
            let stepped = if is_empty {
                tokio::select! {
                    order = next_order(orders) => {
                        open.link.send(calls.take(order));
                        Ok(true)
                    }
                    stepped = open.link.step() => stepped.map(|()| true),
                }
            } else {
                open.link.step_now().await
            };
            match stepped {
                Ok(true) => {}
                Ok(false) => return Ok(heard),
                // What came before that is still to be handed out.
                Err(error) => open.ended = Some(error),
            }
        }
    }
}

impl Open {
    fn take(&mut self, message: &Message, translator: &Translator, heard: &mut Heard) {
        if let Some(living) = self.asking.hear(message) {
            heard.living = Some(living);
        }
        match notice(message) {
            Some(Notice::Shutdown { restart }) => {
                let how = if restart { "starts anew" } else { "ends" };
                self.ended = Some(SourceError::Lost(anyhow!("the PBX {how}")));
            }
            Some(Notice::FullyBooted { .. }) => {
                if let Err(error) = self.asking.ask(&mut self.link) {
                    self.ended = Some(error);
                }
            }
            Some(_) => {}
            None => match translator.events(message, now_us()) {
                Ok(events) => heard.events.extend(events),
                Err(reason) => {
                    let event: String = message.event().chars().take(40).collect();
                    heard.rejected.push(format!("event {event}: {reason}"));
                }
            },
        }
    }

    fn count_senseless(&mut self, heard: &mut Heard) {
        let senseless = self.link.senseless();
        if senseless > self.senseless {
            let new = senseless - self.senseless;
            self.senseless = senseless;
            heard
                .rejected
                .push(format!("{new} lines or messages are not what a PBX says"));
        }
    }
}

impl Source for Manager {
    fn tap(&self) -> &'static str {
        "manager"
    }

    async fn connect(&mut self, _: Option<&str>) -> Result<(), SourceError> {
        self.close();
        self.open = Some(self.open().await?);
        self.connected.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn next(&mut self) -> Result<Heard, SourceError> {
        let heard = self.listen().await;
        if heard.is_err() {
            self.close();
        }
        heard
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        self.close();
    }
}

/// Never, where no phones are to ring, or nobody can ask any more.
async fn next_order(orders: &mut Option<mpsc::Receiver<Order>>) -> Order {
    if let Some(orders) = orders
        && let Some(order) = orders.recv().await
    {
        return order;
    }
    std::future::pending().await
}

/// For a PBX that puts no time on its messages.
fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
