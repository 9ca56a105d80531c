//! The source against a peer that speaks as Asterisk does, over real sockets.

mod dialling;
mod losing;
#[path = "../../../tests/taps/peer.rs"]
mod peer;
mod signing_in;

use std::future::Future;
use std::time::Duration;

use call_journal_pbx::asterisk::manager::{Frames, Translator};
use call_journal_pbx::event::PbxEvent;
use chrono_tz::Tz;

use super::{Manager, Timing};
use crate::config::sources;
use crate::source::{Heard, Living, Source, SourceError};
use peer::{Login, Peer, Script, Step, recorded};

const ZONE: Tz = Tz::Europe__Moscow;

/// Silence is found out at once; for tests that are about it.
const IMPATIENT: Timing = Timing {
    answer: Duration::from_millis(300),
    ping: Duration::from_millis(50),
    lost: Duration::from_millis(150),
};

fn settings(address: &str, secret: &str) -> sources::Manager {
    sources::Manager {
        address: address.to_owned(),
        user: peer::USER.to_owned(),
        secret: sources::Secret::Text(secret.to_owned()),
        tls: false,
        tls_ca: None,
    }
}

fn manager(peer: &Peer) -> Manager {
    let originate = sources::Originate {
        channel: "PJSIP/{extension}".to_owned(),
        context: "from-internal".to_owned(),
        prefix: String::new(),
    };
    Manager::new(&settings(peer.address(), peer::SECRET), Some(&originate), ZONE)
}

/// What `future` gives, which is there at once or never.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future)
        .await
        .expect("no answer for half a minute")
}

/// Hears until the connection is lost.
async fn until_lost(manager: &mut Manager) -> (Heard, String) {
    let mut all = Heard::default();
    loop {
        match soon(manager.next()).await {
            Ok(heard) => {
                assert!(
                    heard.events.len() < super::BATCH + 100,
                    "one batch grew without bound"
                );
                all.events.extend(heard.events);
                all.rejected.extend(heard.rejected);
                all.living = heard.living.or(all.living);
            }
            Err(SourceError::Lost(error)) => return (all, format!("{error:#}")),
            Err(SourceError::Refused(why)) => panic!("refused: {why}"),
        }
    }
}

/// What the recorded bytes tell.
fn told(bytes: &[u8]) -> Vec<PbxEvent> {
    let translator = Translator::new(ZONE);
    let mut frames = Frames::new();
    frames.push(bytes);
    let mut events = Vec::new();
    while let Some(message) = frames.next() {
        events.extend(translator.events(&message, 0).unwrap());
    }
    events
}

#[tokio::test]
async fn what_a_pbx_says_comes_as_events_however_it_is_cut() {
    let said = recorded("s28_blind_transfer_refer");
    let expected = told(&said);
    assert!(!expected.is_empty());
    for steps in [
        vec![Step::Say(said.clone()), Step::HalfClose],
        vec![Step::Pieces(said.clone(), 7), Step::HalfClose],
        vec![
            Step::SayAt(said[..20_000].to_vec(), 5000),
            Step::Say(said[20_000..].to_vec()),
        ],
    ] {
        let is_split = steps.len() == 2 && matches!(steps[1], Step::Say(_));
        let peer = Peer::start(Script::new().connection(steps));
        let mut manager = manager(&peer);
        soon(manager.connect(None)).await.unwrap();
        if is_split {
            // A message is cut between the two: what was said last ends it.
            let mut events = Vec::new();
            while events.len() < expected.len() {
                events.extend(soon(manager.next()).await.unwrap().events);
            }
            continue;
        }
        let (heard, _) = until_lost(&mut manager).await;
        assert_eq!(heard.events, expected);
        assert!(heard.rejected.is_empty(), "{:?}", heard.rejected);
    }
}

#[tokio::test]
async fn many_events_come_in_batches_and_quickly() {
    let said = recorded("s03_in_queue_third_agent").repeat(60);
    let count = told(&said).len();
    assert!(count > 5_000, "{count}");
    let peer = Peer::start(Script::new().connection(vec![Step::Say(said), Step::HalfClose]));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let mut answers = 0;
    let mut heard = 0;
    while heard < count {
        heard += soon(manager.next()).await.unwrap().events.len();
        answers += 1;
    }
    assert!(answers <= count / 20, "{answers} answers for {count} events");
}

#[tokio::test]
async fn the_channels_that_live_are_told_with_the_time_of_asking() {
    let peer = Peer::start(Script::new());
    peer.set_channels("1795402065.804266", &["1795402060.1", "1795402061.2"]);
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let living = loop {
        if let Some(living) = soon(manager.next()).await.unwrap().living {
            break living;
        }
    };
    let expected = Living {
        at: call_journal_model::time::Timestamp(1_795_402_065_804),
        uniqueids: ["1795402060.1", "1795402061.2"].map(str::to_owned).into(),
    };
    assert_eq!(living, expected);
}

#[tokio::test]
async fn a_user_who_may_not_list_channels_hears_events_nevertheless() {
    let said = recorded("s01_in_direct_answered");
    let steps = vec![
        Step::Await("CoreShowChannels"),
        Step::Say(said.clone()),
        Step::HalfClose,
    ];
    let peer = Peer::start(Script::new().without_lists().connection(steps));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let (heard, _) = until_lost(&mut manager).await;
    assert_eq!(heard.events, told(&said));
    assert_eq!(heard.living, None);
}

#[tokio::test]
async fn events_that_say_too_little_are_told_and_the_others_come() {
    let mut said = b"Event: CEL\r\nEventName: ANSWER\r\n\r\n".to_vec();
    said.extend(recorded("s01_in_direct_answered"));
    let peer = Peer::start(Script::new().connection(vec![Step::Say(said), Step::HalfClose]));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let (heard, _) = until_lost(&mut manager).await;
    assert_eq!(heard.events, told(&recorded("s01_in_direct_answered")));
    assert_eq!(heard.rejected, ["event CEL: column UniqueID is empty"]);
}

#[tokio::test]
async fn a_future_that_is_dropped_in_the_middle_loses_nothing() {
    let said = recorded("s28_blind_transfer_refer");
    let expected = told(&said);
    let peer = Peer::start(Script::new().connection(vec![Step::SayAt(said, 20_000), Step::HalfClose]));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let mut events = Vec::new();
    while events.len() < expected.len() {
        tokio::select! {
            biased;
            heard = manager.next() => events.extend(heard.unwrap().events),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(events, expected);
}
