//! What an administrator and their tools see of a running installation: headers, metrics, TLS, and what the doctor says.

use std::io::{Read, Write};
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::support::Journal;
use crate::support::people::{choose, sign_in};
use crate::support::server::Server;

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut values = lines
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value);
    values.next().unwrap_or_default()
}

#[test]
fn browsers_are_told_what_to_refuse() {
    let journal = Journal::sqlite();
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (head, page) = server.get("/", "");
    let policy = header(&head, "content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    let scripts = policy
        .split(';')
        .find(|part| part.contains("script-src"))
        .unwrap();
    assert!(
        !scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"),
        "{policy}"
    );
    let page = String::from_utf8_lossy(&page);
    for script in page.split("<script").skip(1) {
        assert!(
            script
                .split('>')
                .next()
                .unwrap()
                .contains(&format!("nonce=\"{nonce}\"")),
            "{script}"
        );
    }
    // Handlers within the page would not run; there are none.
    for handler in [" onclick=", " onload=", " onerror=", "javascript:"] {
        assert!(!page.contains(handler), "{handler}");
    }
    let (again, _) = server.get("/", "");
    assert_ne!(
        header(&again, "content-security-policy"),
        policy,
        "each page has a nonce of its own"
    );
    for path in [
        "/",
        "/pkg/a.css",
        "/no/such/page",
        "/recordings/1",
        "/api/v1/openapi.json",
    ] {
        let (head, _) = server.get(path, "");
        assert_eq!(header(&head, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&head, "referrer-policy"), "same-origin", "{path}");
        assert!(
            header(&head, "content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(
            header(&head, "strict-transport-security"),
            "",
            "{path}: not by TLS"
        );
    }
    assert_eq!(header(&server.get("/", "").0, "cache-control"), "no-store");
}

#[test]
fn pages_that_are_named_may_show_the_journal() {
    let journal = Journal::sqlite();
    journal.folder.write(
        "call-journal.toml",
        "[server]\nframe_ancestors = [\"https://1c.example\"]\ntrusted_proxies = [\"127.0.0.1\"]\n",
    );
    let (server, token) = Server::closed(&journal);
    let forwarded = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n";
    let (head, _) = server.get("/sign-in", forwarded);
    assert!(header(&head, "content-security-policy").contains("frame-ancestors 'self' https://1c.example"));
    assert_eq!(header(&head, "strict-transport-security"), "max-age=31536000");
    choose(&server, &token.unwrap(), "boss");
    let answer = sign_in(&server, forwarded, "boss", crate::support::people::PASSWORD);
    let session = answer
        .head
        .lines()
        .find(|line| line.contains("__Host-session="))
        .unwrap();
    assert!(
        session.contains("SameSite=None") && session.contains("Secure"),
        "{session}"
    );
    // Whoever is no proxy of ours is not believed.
    journal.folder.write(
        "call-journal.toml",
        "[server]\nframe_ancestors = [\"https://1c.example\"]\n",
    );
    let (server, _) = Server::closed(&journal);
    let answer = sign_in(&server, forwarded, "boss", crate::support::people::PASSWORD);
    assert!(
        !answer.head.contains("__Host-") && answer.head.contains("SameSite=Lax"),
        "{}",
        answer.head
    );
}

#[test]
fn prometheus_is_told_with_the_key_alone() {
    let journal = Journal::sqlite();
    journal
        .folder
        .write("call-journal.toml", "[server]\nmetrics_key = \"of prometheus\"\n");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    server.get("/no/such/page", "");
    for headers in [
        "",
        "Authorization: Bearer of\r\n",
        "Authorization: Basic of prometheus\r\n",
    ] {
        let (head, body) = server.get("/metrics", headers);
        assert!(
            head.starts_with("HTTP/1.1 401") && body.is_empty(),
            "{headers}: {head}"
        );
    }
    let (_, body) = server.get("/metrics", "Authorization: Bearer of prometheus\r\n");
    let text = String::from_utf8_lossy(&body);
    for part in [
        "call_journal_http_requests_total{route=\"none\",status=\"404\"} 1",
        "call_journal_http_requests_total{route=\"/metrics\",status=\"401\"} 3",
        "call_journal_live_readers 0",
        "call_journal_resident_memory_bytes ",
        "# EOF",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    journal.folder.write("call-journal.toml", "");
    let server = Server::start(&journal, &["--listen", "127.0.0.1:0"]);
    let (head, _) = server.get("/metrics", "Authorization: Bearer \r\n");
    assert!(
        head.starts_with("HTTP/1.1 401"),
        "without a key nobody is told: {head}"
    );
}

#[test]
fn it_speaks_tls_by_itself() {
    let journal = Journal::sqlite();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let certificate = journal.folder.write("cert.pem", cert.pem());
    let key = journal.folder.write("key.pem", signing_key.serialize_pem());
    let config = format!("[server.tls]\ncertificate = {certificate:?}\nkey = {key:?}\n");
    journal.folder.write("call-journal.toml", &config);
    let (server, _) = Server::closed(&journal);
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(cert.der().to_vec())).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    // Somebody who says nothing keeps nobody else waiting.
    let _silent = server.connect();
    let connection = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = StreamOwned::new(connection, server.connect());
    write!(
        stream,
        "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=31536000"),
        "{answer}"
    );

    journal.folder.write("key.pem", "nonsense");
    let said = crate::support::server::command(&journal, &["--listen", "127.0.0.1:0"])
        .output()
        .unwrap();
    crate::support::said(&said).refused("server.tls.key");
}

#[test]
fn the_doctor_says_what_to_mend() {
    let journal = Journal::sqlite();
    journal.folder.write(
        "site/assets.json",
        r#"{"js": "/pkg/a.js", "wasm": "/pkg/a.wasm", "css": "/pkg/a.css"}"#,
    );
    let doctor = || {
        let mut command = journal.command(&["doctor"]);
        let output = command
            .env("CALL_JOURNAL_SITE", journal.folder.path("site"))
            .output()
            .unwrap();
        crate::support::said(&output)
    };
    let said = doctor();
    assert!(said.ok, "{} {}", said.out, said.err);
    for part in [
        "ok    database",
        "look  calls: there are none",
        "look  access",
        "look  sources",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    // Nobody listens there.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken);
    journal.folder.write(
        "call-journal.toml",
        format!(
            "[server]\nlisten = \"0.0.0.0:8080\"\n[[sources]]\nkind = \"asterisk\"\n[sources.manager]\naddress = \"{address}\"\n\
             user = \"u\"\nsecret = \"the secret\"\n[sources.cel]\nurl = \"sqlite:///nowhere/cel.db?password=hidden\"\n"
        ),
    );
    let said = doctor();
    assert!(!said.ok && said.err.contains("2 of"), "{} {}", said.out, said.err);
    for part in [
        "look  TLS: 0.0.0.0:8080",
        &format!("FAIL  source asterisk: the manager at {address}"),
        "FAIL  source asterisk: the table cel",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(
        !said.out.contains("the secret") && !said.out.contains("hidden"),
        "{}",
        said.out
    );
}
