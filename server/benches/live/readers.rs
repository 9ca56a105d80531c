//! Open pages, as far as the server sees them: connections to `/live` that note every change and miss none.

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One connection.
pub struct Reader {
    stream: BufReader<TcpStream>,
    line: String,
    /// The number of the change that was told last.
    number: i64,
}

impl Reader {
    /// Connects, and waits until the server has begun to tell.
    pub async fn open(address: &str) -> anyhow::Result<Reader> {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET /live HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut reader = Reader {
            stream: BufReader::with_capacity(4096, stream),
            line: String::new(),
            number: 0,
        };
        let status = reader.next_line().await?;
        ensure!(status.starts_with("HTTP/1.1 200"), "/live answers {status}");
        loop {
            let place = reader.next_line().await?.strip_prefix("id: ").map(number);
            if let Some(number) = place {
                reader.number = number?;
                return Ok(reader);
            }
        }
    }

    /// Connects so many, not all at once: browsers do not come in the same millisecond either.
    pub async fn open_many(address: &str, count: usize) -> anyhow::Result<Vec<Reader>> {
        let mut readers = Vec::with_capacity(count);
        while readers.len() < count {
            let some = (count - readers.len()).min(50);
            let opening = (0..some).map(|_| Reader::open(address));
            readers.extend(futures_util::future::try_join_all(opening).await?);
        }
        Ok(readers)
    }

    /// The next row that is told, as JSON. Changes carry numbers: one that is left out is an error, and so is being told to
    /// load everything anew.
    pub async fn row(&mut self) -> anyhow::Result<&str> {
        loop {
            let line = self.next_line().await?;
            // The server writes each message at once, so lines are whole; the sizes of chunks are lines of their own.
            if let Some(place) = line.strip_prefix("id: ") {
                let told = number(place)?;
                ensure!(
                    told == self.number + 1,
                    "a reader was told change {told} after {}",
                    self.number
                );
                self.number = told;
            } else if let Some(message) = line.strip_prefix("data: ") {
                ensure!(
                    message != "\"resync\"",
                    "a reader was told to load everything anew"
                );
                if message.starts_with("{\"row\"") {
                    break;
                }
            }
        }
        Ok(self.line.trim_start_matches("data: "))
    }

    async fn next_line(&mut self) -> anyhow::Result<&str> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            bail!("the server closed a reader's connection");
        }
        Ok(self.line.trim_end())
    }
}

/// `1795402065804-17` → 17
fn number(place: &str) -> anyhow::Result<i64> {
    let (_, number) = place.split_once('-').context("a place without a number")?;
    Ok(number.parse()?)
}
