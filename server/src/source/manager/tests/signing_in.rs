use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use super::*;

#[tokio::test]
async fn a_challenge_keeps_the_secret_off_the_wire() {
    let peer = Peer::start(Script::new());
    soon(manager(&peer).connect(None)).await.unwrap();
    let heard = peer.heard();
    assert!(heard.contains("AuthType: MD5\nKey: "), "{heard}");
    assert!(heard.contains("Events: on"), "{heard}");
    assert!(!heard.contains(peer::SECRET), "{heard}");
}

#[tokio::test]
async fn without_a_challenge_the_secret_goes_in_plain() {
    let peer = Peer::start(Script::new().connection_by(Login::Plain, Vec::new()));
    soon(manager(&peer).connect(None)).await.unwrap();
    assert!(peer.heard().contains(&format!("Secret: {}", peer::SECRET)));
}

#[tokio::test]
async fn wrong_credentials_are_refused_by_a_sentence_without_the_secret() {
    for login in [Login::Challenge, Login::Plain] {
        let peer = Peer::start(Script::new().connection_by(login, Vec::new()));
        let mut manager = Manager::new(&settings(peer.address(), "hunter2"), None, ZONE);
        let error = soon(manager.connect(None)).await.unwrap_err();
        let SourceError::Refused(sentence) = error else {
            panic!("{error:?}");
        };
        assert!(sentence.contains("does not let «journal» in"), "{sentence}");
        assert!(sentence.contains("Authentication failed"), "{sentence}");
        assert!(!sentence.contains("hunter2"), "{sentence}");
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_said_or_read_is_refused() {
    let peer = Peer::start(Script::new().connection_by(Login::Plain, Vec::new()));
    for secret in ["a\r\nAction: Command", ""] {
        let mut manager = Manager::new(&settings(peer.address(), secret), None, ZONE);
        let error = soon(manager.connect(None)).await.unwrap_err();
        assert!(matches!(error, SourceError::Refused(_)), "{error:?}");
    }
    assert!(!peer.heard().contains("Command"));
}

#[tokio::test]
async fn nobody_at_the_address_and_something_else_there_are_lost() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut manager = Manager::new(&settings(&port.to_string(), "x"), None, ZONE);
    let error = soon(manager.connect(None)).await.unwrap_err();
    assert!(matches!(error, SourceError::Lost(_)), "{error:?}");

    let garbage = b"<html><body>\n".repeat(200);
    for steps in [vec![Step::Say(garbage)], vec![Step::HalfClose], vec![Step::Mute]] {
        let peer = Peer::start(Script::new().connection_by(Login::Nobody, steps));
        let settings = settings(peer.address(), "x");
        let mut manager = Manager::new(&settings, None, ZONE).with_timing(IMPATIENT);
        let error = soon(manager.connect(None)).await.unwrap_err();
        assert!(matches!(error, SourceError::Lost(_)), "{error:?}");
    }
}

/// Takes TLS connections for `peer`; gives the address and the certificate to trust.
async fn secured(peer: &Peer) -> (String, String) {
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let behind = peer.address().to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                if let Ok(mut outside) = acceptor.accept(stream).await {
                    let mut inside = TcpStream::connect(behind).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                }
            });
        }
    });
    (address, made.cert.pem())
}

#[tokio::test]
async fn over_tls_only_a_trusted_peer_is_spoken_to() {
    let said = recorded("s01_in_direct_answered");
    let peer = Peer::start(Script::new().connection(vec![Step::Say(said.clone()), Step::HalfClose]));
    let (address, certificate) = secured(&peer).await;
    let mut settings = settings(&address, peer::SECRET);
    settings.tls = true;
    let error = soon(Manager::new(&settings, None, ZONE).connect(None))
        .await
        .unwrap_err();
    let SourceError::Refused(sentence) = error else {
        panic!("{error:?}");
    };
    assert!(sentence.contains("is not trusted"), "{sentence}");
    assert_eq!(peer.heard(), "");

    let file = std::env::temp_dir().join(format!("journal_ca_{}.pem", std::process::id()));
    std::fs::write(&file, certificate).unwrap();
    settings.tls_ca = Some(file.clone());
    let mut manager = Manager::new(&settings, None, ZONE);
    soon(manager.connect(None)).await.unwrap();
    std::fs::remove_file(file).unwrap();
    let (heard, _) = until_lost(&mut manager).await;
    assert_eq!(heard.events, told(&said));
}

#[tokio::test]
async fn a_plain_peer_is_no_tls_peer_and_a_missing_certificate_is_told() {
    let peer = Peer::start(Script::new());
    let mut settings = settings(peer.address(), peer::SECRET);
    settings.tls = true;
    let error = soon(Manager::new(&settings, None, ZONE).connect(None))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
    settings.tls_ca = Some("/nowhere/ca.pem".into());
    let error = soon(Manager::new(&settings, None, ZONE).connect(None))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
}
