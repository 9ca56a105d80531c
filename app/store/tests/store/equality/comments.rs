//! Comments for the journals that are compared.

use call_journal_store::comments::{Author, save_comment};

use super::all_ids;
use crate::support::{TestStore, ZONE, at};

/// Comments of some calls, and one that was taken back.
pub(super) async fn comments(db: &TestStore) {
    let author = Author {
        id: None,
        name: "Фёдоров Борис".to_owned(),
        at: at("2026-03-31 12:00"),
    };
    let save = async |call, version, text: &str| {
        save_comment(&db.store, call, version, text, &author, ZONE)
            .await
            .unwrap();
    };
    for (n, call) in all_ids(db).await.into_iter().enumerate().step_by(7) {
        match n % 3 {
            0 => save(call, None, "Перезвонить: договор 916").await,
            1 => save(call, None, "Обещал\nпрайс").await,
            _ => {
                save(call, None, "Перезвонить").await;
                save(call, Some(1), "").await;
            }
        }
    }
}
