//! A call with what was settled about it.

use sea_orm::entity::prelude::*;

/// A call with what was settled about it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calls")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Source.
    pub source_id: i64,
    /// Identity within the source.
    pub anchor: String,
    /// Thread it was made of.
    pub thread_id: i64,
    /// Fingerprint of the call as assembled.
    pub content: i64,
    /// `crate::codes`
    pub direction: i32,
    /// The outside number; none when withheld or internal.
    pub number_id: Option<i64>,
    /// Owner of that number, repeated here for the index.
    pub customer_id: Option<i64>,
    /// What the PBX wrote.
    pub number_as_sent: String,
    /// Name that came with the call.
    pub caller_name: Option<String>,
    /// Extension that dialled.
    pub caller: Option<String>,
    /// What was dialled.
    pub dialled: Option<String>,
    /// DID or trunk.
    pub line: Option<String>,
    /// ms UTC.
    pub started_at: i64,
    /// ms UTC.
    pub answered_at: Option<i64>,
    /// ms UTC; none while it goes on.
    pub ended_at: Option<i64>,
    /// `crate::codes`
    pub outcome: i32,
    /// Time talked, in parts that are over while the call goes on; none where nobody talked.
    pub talk_ms: Option<i64>,
    /// ms UTC: begin of the talk that goes on.
    pub talking_since: Option<i64>,
    /// What rang last, `crate::codes`.
    pub rang_last_kind: Option<i32>,
    /// Its number.
    pub rang_last: Option<String>,
    /// `crate::codes`
    pub status: i32,
    /// `crate::codes`
    pub reason: Option<i32>,
    /// 1: «!».
    pub attention: i32,
    /// 1: first contact.
    pub first_contact: i32,
    /// ms UTC.
    pub window_closes_at: Option<i64>,
    /// `crate::codes`
    pub why: i32,
    /// The deciding call.
    pub why_call_id: Option<i64>,
    /// ms UTC.
    pub why_at: Option<i64>,
    /// Will be lost, or called back.
    pub why_flag: i32,
}

impl ActiveModelBehavior for ActiveModel {}
