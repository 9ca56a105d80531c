//! The program as a server, and the little of HTTP that tests speak.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::Journal;

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; dropping it kills it.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Server {
    /// A server on which nobody signs in: whoever asks is the administrator.
    pub(crate) fn start(journal: &Journal, arguments: &[&str]) -> Server {
        let open = [&["--without-sign-in"], arguments].concat();
        let (server, link) = Server::begin(journal, &open);
        assert_eq!(link, None);
        server
    }

    /// A server on which people sign in, and the token of the link with which the first administrator begins, if it gives one.
    pub(crate) fn closed(journal: &Journal) -> (Server, Option<String>) {
        Server::begin(journal, &["--listen", "127.0.0.1:0"])
    }

    fn begin(journal: &Journal, arguments: &[&str]) -> (Server, Option<String>) {
        let mut server = Server {
            child: command(journal, arguments)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap(),
            address: String::new(),
        };
        let mut lines = BufReader::new(server.child.stdout.take().unwrap()).lines();
        let mut link = None;
        while server.address.is_empty() {
            let line = lines.next().unwrap().unwrap();
            let address = line
                .strip_prefix("Call Journal: ")
                .and_then(|rest| rest.split_once("://")?.1.strip_suffix('/'));
            server.address = address.unwrap_or_default().to_owned();
            let token = line.split_once("set-password#");
            link = link.or(token.map(|(_, token)| token.to_owned()));
        }
        (server, link)
    }

    /// Head and body of the answer.
    pub(crate) fn get(&self, path: &str, headers: &str) -> (String, Vec<u8>) {
        let mut stream = self.connect();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let body = answer[end + 4..].to_vec();
        let in_pieces = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if in_pieces { joined(&body) } else { body };
        (head, body)
    }

    /// Status and body of the answer to a post.
    pub(crate) fn post(&self, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
        let length = format!("Content-Length: {}\r\n{headers}", body.len());
        self.post_raw(path, &length, body)
    }

    /// The head of the answer to a post.
    pub(crate) fn post_head(&self, path: &str, headers: &str, body: &[u8]) -> String {
        let length = format!("Content-Length: {}\r\n{headers}", body.len());
        let answer = self.answer(path, &length, body);
        answer.split("\r\n\r\n").next().unwrap().to_owned()
    }

    /// The same, of a body whose length the headers may tell, or not.
    pub(crate) fn post_raw(&self, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
        let answer = self.answer(path, headers, body);
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        (
            status.unwrap_or_else(|| panic!("{path}: {answer:?}")),
            body.unwrap_or_default(),
        )
    }

    fn answer(&self, path: &str, headers: &str, body: &[u8]) -> String {
        let mut stream = self.connect();
        let address = &self.address;
        // As browsers say it of our own pages.
        let from_elsewhere = headers.contains("Origin:") || headers.contains("Sec-Fetch-Site:");
        let own = if from_elsewhere {
            ""
        } else {
            "Sec-Fetch-Site: same-origin\r\n"
        };
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{own}{headers}\r\n"
        )
        .unwrap();
        // A server that refuses need not read to the end.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Whether the server ended well, and did so in time.
    pub(crate) fn ends(mut self) -> bool {
        let (tell, told) = mpsc::channel();
        let id = self.child.id();
        std::thread::spawn(move || tell.send(self.child.wait().unwrap().success()));
        told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            signal(id, "KILL");
            false
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The pieces of a body, each of which is led by its length.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return whole;
        }
        let begin = end + 2;
        whole.extend_from_slice(&body[begin..begin + length]);
        body = &body[begin + length + 2..];
    }
}

pub(crate) fn signal(process: u32, name: &str) {
    assert!(
        Command::new("kill")
            .args([&format!("-{name}"), &process.to_string()])
            .status()
            .unwrap()
            .success()
    );
}

pub(crate) fn command(journal: &Journal, arguments: &[&str]) -> Command {
    journal.folder.write(
        "site/assets.json",
        r#"{"js": "/pkg/a.js", "wasm": "/pkg/a.wasm", "css": "/pkg/a.css"}"#,
    );
    journal.folder.write("site/pkg/a.css", "body { color: red }");
    let mut command = journal.command(&[&["serve"], arguments].concat());
    command
        .env("CALL_JOURNAL_SITE", journal.folder.path("site"))
        .env("CALL_JOURNAL_DEMO_DIR", journal.folder.path("demo"));
    command
}
