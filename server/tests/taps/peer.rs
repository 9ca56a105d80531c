//! A test peer that speaks as Asterisk's manager interface does: it lets in who knows the secret, answers actions, and
//! says what a script, or the test itself, tells it to say.
//!
//! ```ignore
//! let peer = Peer::start(Script::new().connection(vec![Step::Say(recorded("s01_in_direct_answered"))]));
//! connect_to(peer.address());
//! peer.wait_for("Action: CoreShowChannels");
//! peer.say(b"Event: …\r\n\r\n");
//! peer.cut();
//! ```
//! Each connection takes the next of the script's; when there is none left, it is let in and hears only what
//! [`Peer::say`] says. Threads and blocking sockets, so that tests with and without a runtime can use it.

#![allow(dead_code, unused_imports, reason = "each test program uses a part of it")]

mod answers;
mod script;

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

pub(crate) use script::{Login, Originate, Script, Step};

pub(crate) const USER: &str = "journal";
pub(crate) const SECRET: &str = "journal-secret";

/// How long a test waits for what should come at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running peer; its port is free again when it is dropped.
pub(crate) struct Peer {
    address: String,
    state: Arc<State>,
}

struct State {
    inner: Mutex<Inner>,
    changed: Condvar,
}

struct Inner {
    script: Script,
    /// All lines that were heard, of all connections.
    heard: String,
    /// The connection that was let in last.
    current: Option<Arc<Mutex<TcpStream>>>,
    logins: usize,
    channels: Vec<String>,
    /// By the PBX's clock, which tests set.
    clock: String,
    ended: bool,
}

impl Peer {
    pub(crate) fn start(script: Script) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State {
            inner: Mutex::new(Inner {
                script,
                heard: String::new(),
                current: None,
                logins: 0,
                channels: Vec::new(),
                clock: "1795402000.000000".to_owned(),
                ended: false,
            }),
            changed: Condvar::new(),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.lock().ended {
                    return;
                }
                let state = Arc::clone(&shared);
                std::thread::spawn(move || state.serve(stream));
            }
        });
        Peer { address, state }
    }

    /// `127.0.0.1:port`
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Says something on the connection that was let in last; waits until there is one.
    pub(crate) fn say(&self, bytes: &[u8]) {
        let connection = {
            let inner = self.state.wait(|inner| inner.current.is_some());
            inner.current.clone().unwrap()
        };
        // Whoever went away does not hear it; the test sees that by what it expects.
        let _ = connection.lock().unwrap().write_all(bytes);
    }

    /// Breaks the connection that was let in last.
    pub(crate) fn cut(&self) {
        if let Some(connection) = self.state.lock().current.take() {
            let _ = connection.lock().unwrap().shutdown(Shutdown::Both);
        }
    }

    /// Waits until it heard `text`.
    pub(crate) fn wait_for(&self, text: &str) {
        drop(self.state.wait(|inner| inner.heard.contains(text)));
    }

    /// Waits until somebody was let in for the `count`th time.
    pub(crate) fn wait_for_login(&self, count: usize) {
        drop(self.state.wait(|inner| inner.logins >= count));
    }

    /// All that it heard.
    pub(crate) fn heard(&self) -> String {
        self.state.lock().heard.clone()
    }

    /// The uniqueids that it lists, and its clock, as epoch seconds with a fraction.
    pub(crate) fn set_channels(&self, clock: &str, uniqueids: &[&str]) {
        let mut inner = self.state.lock();
        inner.clock = clock.to_owned();
        inner.channels = uniqueids.iter().map(|id| (*id).to_owned()).collect();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.cut();
        self.state.lock().ended = true;
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(&self.address);
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    fn wait(&self, until: impl Fn(&Inner) -> bool) -> MutexGuard<'_, Inner> {
        let begun = Instant::now();
        let mut inner = self.lock();
        while !until(&inner) {
            assert!(begun.elapsed() < PATIENCE, "the peer heard only: {}", inner.heard);
            inner = self.changed.wait_timeout(inner, PATIENCE).unwrap().0;
        }
        inner
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn serve(self: Arc<State>, stream: TcpStream) {
        let (login, steps) = self
            .lock()
            .script
            .connections
            .pop_front()
            .unwrap_or((Login::Challenge, Vec::new()));
        let _ = stream.set_nodelay(true);
        let out = Arc::new(Mutex::new(stream.try_clone().unwrap()));
        if login == Login::Nobody {
            self.play(&out, steps);
            return self.listen(stream, |_| ());
        }
        let answers = Arc::clone(&out);
        let mut steps = Some(steps);
        let state = Arc::clone(&self);
        let _ = out.lock().unwrap().write_all(b"Asterisk Call Manager/11.0.0\r\n");
        self.listen(stream, move |action| {
            let answer = state.answer(login, action);
            let let_in = answer.contains("Authentication accepted");
            if state.is_current(&answers) || steps.is_some() {
                let _ = answers.lock().unwrap().write_all(answer.as_bytes());
            }
            if let (true, Some(steps)) = (let_in, steps.take_if(|_| let_in)) {
                state.change(|inner| {
                    inner.current = Some(Arc::clone(&answers));
                    inner.logins += 1;
                });
                let (state, out) = (Arc::clone(&state), Arc::clone(&answers));
                std::thread::spawn(move || state.play(&out, steps));
            }
        });
    }

    /// A muted connection is nobody's any more.
    fn is_current(&self, connection: &Arc<Mutex<TcpStream>>) -> bool {
        let inner = self.lock();
        inner
            .current
            .as_ref()
            .is_some_and(|current| Arc::ptr_eq(current, connection))
    }

    fn listen(&self, stream: TcpStream, mut hear: impl FnMut(&str)) {
        let mut action = String::new();
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            self.change(|inner| {
                inner.heard.push_str(&line);
                inner.heard.push('\n');
            });
            if line.is_empty() {
                hear(&std::mem::take(&mut action));
            } else {
                action.push_str(&line);
                action.push('\n');
            }
        }
    }

    fn play(&self, out: &Arc<Mutex<TcpStream>>, steps: Vec<Step>) {
        for step in steps {
            let done = match step {
                Step::Say(bytes) => out.lock().unwrap().write_all(&bytes),
                Step::SayAt(bytes, per_second) => {
                    let pause = Duration::from_secs(1) / per_second;
                    messages(&bytes).into_iter().try_for_each(|message| {
                        std::thread::sleep(pause);
                        out.lock().unwrap().write_all(message)
                    })
                }
                Step::Pieces(bytes, size) => {
                    let mut out = out.lock().unwrap();
                    bytes.chunks(size).try_for_each(|piece| out.write_all(piece))
                }
                Step::Await(text) => {
                    drop(self.wait(|inner| inner.heard.contains(text)));
                    Ok(())
                }
                Step::Mute => {
                    self.change(|inner| inner.current = None);
                    Ok(())
                }
                Step::HalfClose => out.lock().unwrap().shutdown(Shutdown::Write),
                Step::Break => out.lock().unwrap().shutdown(Shutdown::Both),
            };
            if done.is_err() {
                return;
            }
        }
    }
}

/// Cuts a recording into its messages.
pub(crate) fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    let mut messages = Vec::new();
    let mut rest = bytes;
    while let Some(end) = rest.windows(4).position(|four| four == b"\r\n\r\n") {
        let (message, after) = rest.split_at(end + 4);
        messages.push(message);
        rest = after;
    }
    messages
}

/// What a real PBX said during a scenario: `s01_in_direct_answered`.
pub(crate) fn recorded(scenario: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("pbx/tests/fixtures/asterisk/ami")
        .join(format!("{scenario}.txt"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
