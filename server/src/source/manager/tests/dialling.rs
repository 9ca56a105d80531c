use super::super::dial::{DialError, Dialing};
use super::super::{DialFailure, DialState};
use super::peer::Originate;
use super::*;

async fn states(mut dialing: Dialing) -> Vec<DialState> {
    let mut states = Vec::new();
    while let Some(state) = dialing.next().await {
        states.push(state);
    }
    states
}

/// Dials while somebody listens.
async fn dialled(script: Script) -> Vec<DialState> {
    let peer = Peer::start(script);
    let mut manager = manager(&peer);
    let dialer = manager.dialer().unwrap();
    assert!(matches!(
        dialer.originate("201", "+79161234567", None),
        Err(DialError::NotConnected)
    ));
    soon(manager.connect(None)).await.unwrap();
    let dialing = dialer.originate("201", "+79161234567", None).unwrap();
    let listening = async {
        loop {
            if manager.next().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = listening => unreachable!(),
        states = soon(states(dialing)) => states,
    }
}

#[tokio::test]
async fn a_click_rings_the_phone_and_dials_when_it_is_answered() {
    assert_eq!(
        dialled(Script::new()).await,
        [DialState::Asked, DialState::Rings, DialState::Answered]
    );
}

#[tokio::test]
async fn a_phone_that_does_not_answer_is_told() {
    for (reason, failure) in [
        (3, DialFailure::NoAnswer),
        (5, DialFailure::Busy),
        (1, DialFailure::Busy),
        (0, DialFailure::Unreachable),
    ] {
        let states = dialled(Script::new().originate(Originate::Failed(reason))).await;
        assert_eq!(states.last(), Some(&DialState::Failed(failure)));
    }
}

#[tokio::test]
async fn what_the_pbx_does_not_allow_is_told_in_its_words() {
    let refused = DialFailure::Refused("Permission denied".to_owned());
    assert_eq!(
        dialled(Script::new().originate(Originate::Denied)).await,
        [DialState::Failed(refused)]
    );
}

#[tokio::test]
async fn a_connection_that_is_lost_leaves_no_click_without_an_answer() {
    let script = Script::new()
        .originate(Originate::Answered)
        .connection(vec![Step::Await("ActionID: channels-2"), Step::Break]);
    let peer = Peer::start(script);
    let mut manager = manager(&peer);
    let dialer = manager.dialer().unwrap();
    soon(manager.connect(None)).await.unwrap();
    let before = dialer.originate("202", "101", None).unwrap();
    drop(manager);
    assert_eq!(soon(states(before)).await, [DialState::Failed(DialFailure::Lost)]);
    assert!(!dialer.is_connected());
    assert!(matches!(
        dialer.originate("201", "101", None),
        Err(DialError::NotConnected)
    ));
}
