//! Every address of the journal, for everybody: the table below says who may use it, and names each. One that is not in it fails the
//! test, and so does one that somebody else may use. Whose calls they see by it: `reach.rs`.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::Journal;
use crate::support::people::{choose, enrol};
use crate::support::server::Server;

/// Who may: `*` everybody, `k` programs with a key; else people as in [`People`].
const WHO_MAY: &str = "
/ esam
/account esam
/administration a
/audit/export.csv a
/calls/export.csv sa
/calls/export.xlsx sa
/calls/{id}/recordings.zip sa
/customers esam
/customers/export.csv sa
/customers/export.vcf sa
/customers/import esa
/customers/import/file esa
/customers/import/{token}/report.csv esa
/customers/{id} esam
/favicon.svg *
/healthz *
/live esam
/metrics k
/password esam
/pkg *
/pkg/ *
/pkg/{*__private__axum_nest_tail_param} *
/readyz *
/recordings/{id} esam
/set-password *
/sign-in *
/sign-out esam
/sources a
/api/add_api_key a
/api/add_department a
/api/add_person a
/api/api_keys a
/api/archive_customer esa
/api/assign esam
/api/audit a
/api/begin_card esa
/api/begin_with esam
/api/call esam
/api/call_back esam
/api/calls esam
/api/card esam
/api/contacts esam
/api/count esam
/api/customers esam
/api/days esam
/api/delete_api_key a
/api/delete_department a
/api/delete_view esam
/api/employees esam
/api/end_session esam
/api/end_sessions a
/api/erase_customer a
/api/find_customers esam
/api/hold_call a
/api/import_state esa
/api/invitation *
/api/invite a
/api/merge_customers esa
/api/own_access esam
/api/people a
/api/preview_import esa
/api/save_account a
/api/save_card esa
/api/save_comment esam
/api/save_role a
/api/save_view esam
/api/similar_customers esa
/api/sources a
/api/split_number esa
/api/start_import esa
/api/stop_import esa
/api/suggestions esam
/api/surroundings esam
/api/undo_assignment esam
/api/v1/calls k
/api/v1/calls/{id}/recordings k
/api/v1/freeswitch/{name} k
/api/v1/openapi.json *
/api/views esam
/api/waveform esam
";

/// Everybody there is, with the headers that their browsers send.
struct People(Vec<(char, String)>);

fn imported() -> Journal {
    let journal = Journal::sqlite();
    journal.import_recorded();
    journal
}

fn people(server: &Server, administrator: &str) -> People {
    let enrol = |extension, role, exceptions| enrol(server, administrator, extension, role, &exceptions);
    People(vec![
        ('-', String::new()),
        ('e', enrol("201", "employee", json!({}))),
        ('s', enrol("202", "supervisor", json!({}))),
        // Sees no numbers and little else.
        (
            'm',
            enrol("203", "employee", json!({ "masked": true, "see": "own" })),
        ),
        ('a', administrator.to_owned()),
    ])
}

/// The status that somebody gets at this address.
fn asked(server: &Server, route: &str, who: &str) -> u16 {
    let path = route
        .replace("{id}", "1")
        .replace("{token}", "x")
        .replace("{name}", "x")
        .replace("{*__private__axum_nest_tail_param}", "a.css");
    let posted = ["/sign-out", "/password", "/customers/import/file"];
    if route == "/live" {
        // Its answer never ends.
        return live(server, who);
    }
    let is_function = route.starts_with("/api/") && route != "/api/v1/openapi.json";
    if is_function || posted.contains(&route) {
        // A form that lacks everything, and no JSON: who may is asked before it is read.
        return server
            .post(&path, &format!("Content-Type: text/plain\r\n{who}"), b"")
            .0;
    }
    let (head, _) = server.get(&path, who);
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn live(server: &Server, who: &str) -> u16 {
    use std::io::{Read, Write};
    let mut stream = server.connect();
    let address = &server.address;
    write!(stream, "GET /live? HTTP/1.1\r\nHost: {address}\r\n{who}\r\n").unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).unwrap();
    std::str::from_utf8(&begin[9..]).unwrap().parse().unwrap()
}

#[test]
fn every_route_is_for_whom_the_table_says() {
    let journal = imported();
    let table: BTreeMap<&str, &str> = WHO_MAY
        .trim()
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    let listed = journal.run(&["routes"]).out;
    let listed: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    let missing: Vec<&&str> = listed
        .iter()
        .filter(|route| !table.contains_key(**route))
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
    assert_eq!(listed.len(), table.len(), "the table names what is not there");
    let (server, token) = Server::closed(&journal);
    let administrator = choose(&server, &token.unwrap(), "boss");
    let people = people(&server, &administrator);
    let mut wrong = Vec::new();
    for (route, who_may) in &table {
        // Last, for it ends the session that it is asked with.
        if *route == "/sign-out" {
            continue;
        }
        for (name, who) in &people.0 {
            let status = asked(&server, route, who);
            let may = *who_may == "*" || who_may.contains(*name);
            let expected = match (may, *who_may) {
                (true, _) => ![401, 403, 404, 405, 429].contains(&status) || is_missing(route, status),
                (false, "k") => status == 401 || status == 415,
                (false, _) if *name == '-' => status == 401,
                (false, _) => status == 403,
            };
            if !expected {
                wrong.push((*route, *name, status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(asked(&server, "/sign-out", ""), 401);
}

/// What is asked for is not there, which only whoever may ask is told.
fn is_missing(route: &str, status: u16) -> bool {
    status == 404
        && [
            "/calls/{id}/recordings.zip",
            "/customers/import/{token}/report.csv",
            "/customers/{id}",
            "/favicon.svg",
            "/recordings/{id}",
        ]
        .contains(&route)
        || route == "/customers/import/file" && status == 403
        || ["/pkg", "/pkg/"].contains(&route) && status == 404
        // Nobody made this form.
        || route == "/set-password" && status == 405
}
