//! One connection over which the server is asked, request after request.

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection.
pub struct Http {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Http {
    /// Connects.
    pub async fn connect(address: &str) -> anyhow::Result<Http> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Http {
            stream: BufReader::new(stream),
            address: address.to_owned(),
        })
    }

    /// Posts JSON, as a program that has a key if one is given. Gives the answer, which must be a good one.
    pub async fn post(&mut self, path: &str, key: Option<&str>, body: &str) -> anyhow::Result<String> {
        let key = key.map_or(String::new(), |key| format!("Authorization: Bearer {key}\r\n"));
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\n{key}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            ensure!(
                self.stream.read_line(&mut head).await? > 0,
                "the server closed the connection"
            );
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        });
        let mut answer = vec![0; length.context("an answer of unknown length")?];
        self.stream.read_exact(&mut answer).await?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        Ok(answer)
    }
}
