//! The connection itself: bytes in, bytes out, and whether anybody is still there.
//!
//! Everything may be dropped in the middle: what was read is in `frames`, what is to be written in `out`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use call_journal_pbx::asterisk::manager::{Frames, Message};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig};

use super::action::{Action, Unfit};
use crate::source::SourceError;

/// Bytes that are read at once: some hundred events.
const READ: usize = 64 * 1024;

/// Lines that are no headers, after which the other side is taken for something else.
const GARBAGE: u64 = 100;

/// How long we wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// To connect, and for each answer while signing in: a PBX under load takes seconds.
    pub answer: Duration,
    /// Silence after which we ask whether anybody is there. Below the 30 s after which some routers forget a connection.
    pub ping: Duration,
    /// Silence after which nobody is there. An answer that takes 20 s is of no use to a live journal.
    pub lost: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            answer: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            lost: Duration::from_secs(40),
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for S {}

/// A connection to a manager interface.
pub(super) struct Link {
    reader: ReadHalf<Box<dyn Stream>>,
    writer: WriteHalf<Box<dyn Stream>>,
    frames: Frames,
    read: Vec<u8>,
    out: Vec<u8>,
    unflushed: bool,
    /// When the last message came.
    heard_at: Instant,
    asked: bool,
    timing: Timing,
}

impl Link {
    /// Connects to `host:port`.
    pub(super) async fn connect(
        address: &str,
        tls: Option<Arc<ClientConfig>>,
        timing: Timing,
    ) -> Result<Link, SourceError> {
        let connecting = async {
            let tcp = TcpStream::connect(address)
                .await
                .with_context(|| format!("{address} cannot be reached"))?;
            // Actions are small, and a person waits for the phone to ring.
            let _ = tcp.set_nodelay(true);
            Ok::<Box<dyn Stream>, SourceError>(match tls {
                Some(config) => Box::new(secure(tcp, address, config).await?),
                None => Box::new(tcp),
            })
        };
        let stream = timeout(timing.answer, connecting)
            .await
            .map_err(|_| silent(address, timing.answer))??;
        let (reader, writer) = tokio::io::split(stream);
        Ok(Link {
            reader,
            writer,
            frames: Frames::new(),
            read: vec![0; READ],
            out: Vec::new(),
            unflushed: false,
            heard_at: Instant::now(),
            asked: false,
            timing,
        })
    }

    /// Puts an action among those to be sent; `step` sends it.
    pub(super) fn send(&mut self, action: Action) {
        self.out.extend(action.into_bytes());
    }

    /// The next message that came.
    pub(super) fn message(&mut self) -> Option<Message> {
        let message = self.frames.next();
        if message.is_some() {
            self.heard_at = Instant::now();
            self.asked = false;
        }
        message
    }

    /// How much of what came made no sense, in all.
    pub(super) fn senseless(&self) -> u64 {
        let dropped = self.frames.dropped();
        dropped.lines + dropped.long_lines + dropped.messages
    }

    /// Waits until something happened: bytes came, bytes went, or it was time to ask whether anybody is there.
    pub(super) async fn step(&mut self) -> Result<(), SourceError> {
        let quiet_until = self.heard_at
            + if self.asked {
                self.timing.lost
            } else {
                self.timing.ping
            };
        tokio::select! {
            // Writing is soon done. Reading goes before the clock: what lies there was said in time.
            biased;
            written = write(&mut self.writer, &self.out), if self.unflushed || !self.out.is_empty() => {
                // Not an error yet: what the other side said before it went is still to be read.
                let bytes = written.unwrap_or(self.out.len());
                self.out.drain(..bytes);
                self.unflushed = bytes > 0;
            }
            read = self.reader.read(&mut self.read) => {
                let bytes = read.context("the connection broke")?;
                if bytes == 0 {
                    return Err(SourceError::Lost(anyhow!("the PBX closed the connection")));
                }
                self.frames.push(&self.read[..bytes]);
                if self.senseless() > GARBAGE {
                    return Err(SourceError::Lost(anyhow!("what comes is not what a manager interface says")));
                }
            }
            () = sleep_until(quiet_until) => {
                if self.asked {
                    return Err(silent("the PBX", self.timing.lost));
                }
                self.asked = true;
                self.send(Action::new("Ping", "alive").map_err(unfit)?);
            }
        }
        Ok(())
    }

    /// What can be read and written without waiting. False: nothing.
    pub(super) async fn step_now(&mut self) -> Result<bool, SourceError> {
        tokio::select! {
            biased;
            stepped = self.step() => stepped.map(|()| true),
            () = std::future::ready(()) => Ok(false),
        }
    }

    /// Sends an action and waits for its answer; what else comes until then is left out.
    pub(super) async fn ask(&mut self, action: Action) -> Result<Message, SourceError> {
        self.send(action);
        let patience = self.timing.answer;
        let answer = async {
            loop {
                while let Some(message) = self.message() {
                    if !message.response().is_empty() {
                        return Ok(message);
                    }
                }
                self.step().await?;
            }
        };
        timeout(patience, answer)
            .await
            .unwrap_or_else(|_| Err(silent("the manager interface", patience)))
    }
}

/// Writes a part of `out`, or flushes if it is empty; gives how much went. Dropped in the middle, nothing went.
async fn write(writer: &mut WriteHalf<Box<dyn Stream>>, out: &[u8]) -> std::io::Result<usize> {
    if out.is_empty() {
        writer.flush().await?;
        return Ok(0);
    }
    writer.write(out).await
}

/// A value of the configuration that cannot be said.
pub(super) fn unfit(error: Unfit) -> SourceError {
    SourceError::Refused(format!("the manager's configuration is wrong: {error}"))
}

fn silent(who: &str, waited: Duration) -> SourceError {
    SourceError::Lost(anyhow!("{who} has been silent for {} s", waited.as_secs_f32()))
}

async fn secure(
    tcp: TcpStream,
    address: &str,
    config: Arc<ClientConfig>,
) -> Result<impl Stream + use<>, SourceError> {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(host).map_err(|_| {
        SourceError::Refused(format!("{address} names no host that a certificate could be for"))
    })?;
    TlsConnector::from(config)
        .connect(name, tcp)
        .await
        .map_err(|error| {
            let cause = error
                .get_ref()
                .and_then(|cause| cause.downcast_ref::<rustls::Error>());
            match cause {
                Some(rustls::Error::InvalidCertificate(why)) => SourceError::Refused(format!(
                    "the certificate of {address} is not trusted ({why:?}); name the one to trust by tls_ca"
                )),
                Some(cause) => SourceError::Refused(format!(
                    "{address} does not speak TLS as we do ({cause}); the port of tlsbindaddr is usually 5039"
                )),
                None => SourceError::Lost(anyhow!(error).context(format!("no TLS connection to {address}"))),
            }
        })
}
