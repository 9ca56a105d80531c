//! Where a request comes from. Behind a proxy the proxy says so; anybody else who says so is not believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};
use serde::Deserialize;

/// The proxies that are believed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// Where the request comes from.
    pub fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.ip().to_canonical();
        if !self.0.contains(&peer) {
            return peer;
        }
        let told = headers.get_all("x-forwarded-for").into_iter();
        let told = told
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        let told: Vec<&str> = told.map(str::trim).collect();
        // Each proxy adds whom it heard at the end; what stands before the last one that is not ours, anybody may have written.
        for address in told.into_iter().rev() {
            let Ok(address) = address.parse::<IpAddr>() else {
                return peer;
            };
            if !self.0.contains(&address.to_canonical()) {
                return address.to_canonical();
            }
        }
        peer
    }

    /// Whether the request came to the outermost proxy by TLS.
    pub fn is_encrypted(&self, peer: SocketAddr, headers: &HeaderMap) -> bool {
        let told = headers
            .get("x-forwarded-proto")
            .and_then(|value| value.to_str().ok());
        self.0.contains(&peer.ip().to_canonical()) && told == Some("https")
    }
}

/// The host that the request names.
pub(super) fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, told: &[&str]) -> String {
        let proxies = Proxies(proxies.iter().map(|proxy| proxy.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for told in told {
            headers.append("x-forwarded-for", told.parse().unwrap());
        }
        proxies
            .client(SocketAddr::new(peer.parse().unwrap(), 1), &headers)
            .to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(client(&[], "10.0.0.9", &["1.2.3.4"]), "10.0.0.9");
        assert_eq!(client(&["10.0.0.1"], "10.0.0.9", &["1.2.3.4"]), "10.0.0.9");
        assert_eq!(client(&["10.0.0.1"], "10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(client(&["10.0.0.1"], "::ffff:10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        // What a browser claims stands before what the proxy adds.
        assert_eq!(
            client(&["10.0.0.1"], "10.0.0.1", &["9.9.9.9, 1.2.3.4"]),
            "1.2.3.4"
        );
        assert_eq!(
            client(&["10.0.0.1"], "10.0.0.1", &["9.9.9.9", "1.2.3.4"]),
            "1.2.3.4"
        );
        assert_eq!(
            client(&["10.0.0.1", "10.0.0.2"], "10.0.0.1", &["1.2.3.4, 10.0.0.2"]),
            "1.2.3.4"
        );
        assert_eq!(client(&["10.0.0.1"], "10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client(&["10.0.0.1"], "10.0.0.1", &[]), "10.0.0.1");
    }
}
