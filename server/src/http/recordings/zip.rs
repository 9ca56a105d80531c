//! All recordings of a call in one archive, which is written while it is sent.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use call_journal_app::service::details;
use call_journal_model::call::CallId;
use call_journal_model::view::{Heard, Hearing, RecordingState};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::{Listener, disposition, set, status};
use crate::http::Served;

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// Pieces that wait for the browser.
const WAITING: usize = 4;

/// The archive; 404 when there is nothing to put into it.
pub(in crate::http) async fn serve(
    State(served): State<Served>,
    Path(call): Path<i64>,
    listener: Listener,
) -> Response {
    let details = match details(&served.journal, &listener.who, CallId(call)).await {
        Ok(details) if details.hearing == Hearing::Download => details,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return status(&error).into_response(),
    };
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for part in &details.recordings {
        if part.state == RecordingState::Empty {
            continue;
        }
        // What is not there is left out: the others are better than none.
        if let Ok(found) = served.sounds.find(part.id).await {
            files.push((format!("{} {}", files.len() + 1, part.file_name), found.path));
            listener.note(&served, &found.file, Heard::Downloaded);
        }
    }
    if files.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let name = details
        .recordings
        .first()
        .map_or("", |part| part.file_name.as_str());
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let (sender, receiver) = mpsc::channel(WAITING);
    // Ends by itself: with the files, or when nobody takes what it writes.
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(&files, Sending::new(sender.clone())) {
            tracing::debug!(%error, "an archive of recordings broke off");
            // It must not look whole.
            let _ = sender.blocking_send(Err(error));
        }
    });
    let pieces = stream::unfold(
        receiver,
        |mut receiver: mpsc::Receiver<io::Result<Bytes>>| async move { Some((receiver.recv().await?, receiver)) },
    );
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    set(&mut response, header::CONTENT_TYPE, "application/zip");
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(
        &mut response,
        header::CONTENT_DISPOSITION,
        &disposition(&format!("{name}.zip")),
    );
    response
}

/// Audio is small already: it is stored as it is.
fn write(files: &[(String, PathBuf)], out: Sending) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(out);
    for (name, path) in files {
        let mut file = File::open(path)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(file.metadata()?.len() > u64::from(u32::MAX));
        archive.start_file(name, options)?;
        io::copy(&mut file, &mut archive)?;
    }
    archive.finish()?.into_inner().flush()
}

/// What is written goes to the browser piece by piece.
struct Sending {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Sending {
    fn new(sender: mpsc::Sender<io::Result<Bytes>>) -> Sending {
        Sending {
            sender,
            piece: Vec::with_capacity(PIECE),
        }
    }
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let sent = self.sender.blocking_send(Ok(piece.into()));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
