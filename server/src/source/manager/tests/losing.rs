use super::*;

/// What comes before the end is handed out first.
async fn lost_after(steps: Vec<Step>, timing: Timing) -> String {
    let said = recorded("s01_in_direct_answered");
    let steps = [vec![Step::Say(said.clone())], steps].concat();
    let peer = Peer::start(Script::new().connection(steps));
    let mut manager = manager(&peer).with_timing(timing);
    soon(manager.connect(None)).await.unwrap();
    let (heard, error) = until_lost(&mut manager).await;
    assert_eq!(heard.events, told(&said));
    // And it can be connected again at once.
    soon(manager.connect(None)).await.unwrap();
    peer.wait_for_login(2);
    error
}

#[tokio::test]
async fn a_connection_that_breaks_is_lost() {
    let said = recorded("s01_in_direct_answered");
    let steps = vec![
        Step::Say(said.clone()),
        Step::Await("ActionID: channels-2"),
        Step::Break,
    ];
    let peer = Peer::start(Script::new().connection(steps));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let (heard, _) = until_lost(&mut manager).await;
    assert!(told(&said).starts_with(&heard.events));
}

#[tokio::test]
async fn a_connection_of_which_half_ends_is_lost() {
    let error = lost_after(vec![Step::HalfClose], Timing::default()).await;
    assert!(error.contains("closed the connection"), "{error}");
}

#[tokio::test]
async fn a_message_that_is_cut_by_the_end_is_left_out() {
    let half = recorded("s02_in_group_second_answers")[..200].to_vec();
    lost_after(vec![Step::Say(half), Step::HalfClose], Timing::default()).await;
}

#[tokio::test]
async fn a_pbx_that_starts_anew_is_lost() {
    let shutdown = b"Event: Shutdown\r\nPrivilege: system,all\r\nShutdown: Cleanly\r\nRestart: True\r\n\r\n";
    let error = lost_after(vec![Step::Say(shutdown.to_vec())], Timing::default()).await;
    assert!(error.contains("starts anew"), "{error}");
}

#[tokio::test]
async fn garbage_is_lost() {
    let garbage = b"\x00\xff no header at all\n".repeat(500);
    let steps = vec![Step::Say(garbage)];
    let said = recorded("s01_in_direct_answered");
    let peer = Peer::start(Script::new().connection([vec![Step::Say(said)], steps].concat()));
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    let (heard, error) = until_lost(&mut manager).await;
    assert!(error.contains("not what a manager interface says"), "{error}");
    assert!(!heard.rejected.is_empty());
}

#[tokio::test]
async fn silence_is_asked_about_and_then_lost() {
    let timing = IMPATIENT;
    let peer = Peer::start(Script::new().connection(vec![
        Step::Await("ActionID: alive"),
        Step::Await("ActionID: channels-2"),
        Step::Mute,
    ]));
    let mut manager = manager(&peer).with_timing(timing);
    soon(manager.connect(None)).await.unwrap();
    let (_, error) = until_lost(&mut manager).await;
    assert!(error.contains("has been silent"), "{error}");
    assert!(peer.heard().contains("Action: Ping\nActionID: alive"));
}

#[tokio::test]
async fn a_quiet_pbx_that_answers_is_not_lost() {
    let peer = Peer::start(Script::new());
    // Only asking makes this PBX say anything.
    let timing = Timing {
        ping: Duration::from_millis(20),
        lost: Duration::from_secs(20),
        ..IMPATIENT
    };
    let mut manager = manager(&peer).with_timing(timing);
    soon(manager.connect(None)).await.unwrap();
    let listening = async {
        loop {
            manager.next().await.unwrap();
        }
    };
    let asked_often = async {
        while peer.heard().matches("ActionID: alive").count() < 5 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = listening => {}
        () = soon(asked_often) => {}
    }
}

#[tokio::test]
async fn the_same_twice_comes_twice_and_a_new_connection_goes_on() {
    let first = recorded("s01_in_direct_answered");
    let second = recorded("s02_in_group_second_answers");
    let script = Script::new()
        .connection(vec![Step::Say(first.clone()), Step::HalfClose])
        .connection(vec![
            Step::Say(first.clone()),
            Step::Say(second.clone()),
            Step::HalfClose,
        ]);
    let peer = Peer::start(script);
    let mut manager = manager(&peer);
    soon(manager.connect(None)).await.unwrap();
    assert_eq!(until_lost(&mut manager).await.0.events, told(&first));
    assert!(matches!(soon(manager.next()).await, Err(SourceError::Lost(_))));
    soon(manager.connect(None)).await.unwrap();
    let expected = [told(&first), told(&second)].concat();
    assert_eq!(until_lost(&mut manager).await.0.events, expected);
}
