//! Bytes on their way out: read and converted piece by piece, away from the threads that answer.

use std::io;
use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use crate::recordings::sounding::ReadAt;

/// Bytes of a piece: four seconds of converted speech.
const PIECE: usize = 64 * 1024;

/// These bytes of a file; to HEAD only how many they are.
pub(super) fn response(
    status: StatusCode,
    bytes: Box<dyn ReadAt>,
    range: Range<u64>,
    method: &Method,
) -> Response {
    let length = range.end.saturating_sub(range.start);
    let body = match *method == Method::HEAD {
        true => Body::empty(),
        false => Body::from_stream(pieces(bytes, range).fuse()),
    };
    (status, [(header::CONTENT_LENGTH, length.to_string())], body).into_response()
}

fn pieces(bytes: Box<dyn ReadAt>, range: Range<u64>) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some((bytes, range)), |rest| async move {
        let (mut bytes, range) = rest?;
        let left = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
        if left == 0 {
            return None;
        }
        let begin = range.start;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; left.min(PIECE)];
            let read = bytes.read_at(begin, &mut piece)?;
            piece.truncate(read);
            Ok::<_, io::Error>((bytes, piece))
        });
        match read.await.map_err(io::Error::other).flatten() {
            // The file became shorter: the answer breaks off, for it was promised to be longer.
            Ok((_, piece)) if piece.is_empty() => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
            Ok((bytes, piece)) => {
                let begin = begin + piece.len() as u64;
                Some((Ok(piece.into()), Some((bytes, begin..range.end))))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}
