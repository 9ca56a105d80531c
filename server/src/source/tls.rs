//! What a TLS connection to a PBX trusts: the world's certificate authorities, those of this machine, and one more that
//! the configuration names. There is no mode without verification.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How to speak TLS with a PBX. `ca`: a file (PEM) with certificates to trust as well.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub fn client(ca: Option<&Path>) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    // Where a machine has none, or a broken one among them, the world's are enough.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = ca {
        let unreadable = || format!("the certificates of {} cannot be read", file.display());
        let certificates = CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(unreadable)?;
        ensure!(
            !certificates.is_empty(),
            "there is no certificate in {}",
            file.display()
        );
        for certificate in certificates {
            roots.add(certificate).with_context(unreadable)?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
