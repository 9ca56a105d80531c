//! Listening to a PBX: connections that break and a server that is killed end with the journal of a run that nothing
//! disturbed, because the tables tell what was missed.

use std::time::Instant;

use crate::peer::{Peer, SECRET, Script, Step, USER, recorded};
use crate::support::fixtures::read;
use crate::support::server::{PATIENCE, Server};
use crate::support::{Journal, without_ids};
use crate::tables::{CDR, CEL, table};

/// Scenarios of all shapes, in the order in which they were recorded.
const SCENARIOS: [&str; 9] = [
    "s01_in_direct_answered",
    "s02_in_group_second_answers",
    "s03_in_queue_third_agent",
    "s07_in_missed_ivr_hangup",
    "s19_out_answered",
    "s28_blind_transfer_refer",
    "s31_attended_transfer_refer",
    "s35_hold",
    "s36_park_and_retrieve",
];

fn stream() -> Vec<u8> {
    SCENARIOS.iter().flat_map(|name| recorded(name)).collect()
}

/// A journal that listens to `peer` and reads the tables of its PBX.
async fn journal(peer: &Peer) -> Journal {
    let journal = Journal::sqlite();
    let cel = table(&journal.folder, "cel", CEL, &read("cel.csv")).await;
    let cdr = table(&journal.folder, "cdr", CDR, &read("freepbx.csv")).await;
    let [cel, cdr] = [cel, cdr].map(|path| path.replace('%', "%25").replace('?', "%3f").replace('#', "%23"));
    journal.folder.write(
        "call-journal.toml",
        format!(
            "[[sources]]\nkind = \"asterisk\"\nzone = \"Europe/Moscow\"\n\
             [sources.manager]\naddress = \"{}\"\nuser = \"{USER}\"\nsecret = \"{SECRET}\"\n\
             [sources.cel]\nurl = \"sqlite://{cel}\"\nevery_s = 1\n\
             [sources.cdr]\nurl = \"sqlite://{cdr}\"\nevery_s = 1\n",
            peer.address()
        ),
    );
    journal
}

fn serve(journal: &Journal) -> Server {
    Server::start(journal, &["--listen", "127.0.0.1:0"])
}

#[tokio::test]
async fn a_cut_connection_and_a_killed_server_lose_nothing() {
    let by_table = Journal::sqlite();
    let cel = by_table.folder.write("cel.csv", read("cel.csv"));
    by_table.import(&["--cel", crate::support::text(&cel)]);
    let calls = without_ids(&by_table.exported()).len();

    let peer = Peer::start(Script::new().connection(vec![Step::Say(stream())]));
    let whole = journal(&peer).await;
    let server = serve(&whole);
    peer.wait_for_login(1);
    // Two looks that are alike: nothing is on its way any more.
    let mut last = Vec::new();
    let expected = whole.shown(|calls_now| {
        let settled = calls_now.len() >= calls && last == calls_now;
        last = calls_now.to_vec();
        settled
    });
    drop(server);

    let stream = stream();
    let mut random = fastrand::Rng::with_seed(20_261_124);
    let mut script = Script::new();
    for _ in 0..8 {
        let from = random.usize(..stream.len() / 2);
        let to = random.usize(from..stream.len());
        // A connection begins at any message, hears some of what there is, and breaks in the middle of a word.
        script = script.connection(vec![
            Step::Pieces(stream[from..to].to_vec(), random.usize(1..3_000)),
            Step::Break,
        ]);
    }
    let peer = Peer::start(script);
    let killed = journal(&peer).await;
    for login in 1..=6 {
        let server = serve(&killed);
        peer.wait_for_login(login);
        for _ in 0..random.usize(..3) {
            killed.exported();
        }
        drop(server);
    }
    let server = serve(&killed);
    let begin = Instant::now();
    let found = killed.shown(|calls| calls == expected || begin.elapsed() > PATIENCE / 2);
    drop(server);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}
