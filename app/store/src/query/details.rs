//! Everything that the panel shows about one call.

use std::collections::BTreeSet;

use call_journal_model::call::{CallId, CallLeg, Direction, Party, is_sound};
use call_journal_model::phone::PhoneNumber;
use call_journal_model::status::Why;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_model::view::{
    CallDetails, CallParty, CallSummary, Hearing, LegEnd, LegView, NumberText, PersonName, PlaceKind,
    RecordingState, RecordingView, TransferView, WhyView,
};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::lookup::{self, Places};
use super::rows;
use super::time::local;
use crate::codes;
use crate::comments;
use crate::entity::{call, call_detail, comment, line, recording};
use crate::error::StoreError;
use crate::listenings;
use crate::store::Store;
use crate::text;

/// Everything about a call; `None` if there is none (any more). `now` ends the duration of a live one.
pub async fn call_details(
    store: &Store,
    id: CallId,
    zone: Tz,
    now: Timestamp,
) -> Result<Option<CallDetails>, StoreError> {
    let db = &store.db;
    let Some(call) = call::Entity::find_by_id(id.0).one(db).await? else {
        return Ok(None);
    };
    let detail = call_detail::Entity::find_by_id(id.0).one(db).await?;
    let detail = detail.ok_or_else(|| StoreError::damaged(format!("call_details: none of call {}", id.0)))?;
    let json = |e: serde_json::Error| StoreError::damaged(format!("call_details of call {}: {e}", id.0));
    let legs: Vec<CallLeg> = serde_json::from_str(&detail.legs).map_err(json)?;
    let source_ids: Vec<String> = serde_json::from_str(&detail.source_ids).map_err(json)?;
    let summary = rows::summaries(db, vec![call.clone()], zone).await?.pop();
    let summary = summary.ok_or_else(|| StoreError::damaged("calls: a row vanished"))?;
    let audio = recording::Entity::find()
        .filter(recording::Column::CallId.eq(id.0))
        .order_by_asc(recording::Column::Ord)
        .all(db)
        .await?;
    let listened = listenings::of(db, &audio, zone).await?;
    let names = Names::of(db, &legs, &audio).await?;
    let line = match &call.line {
        Some(line) => line::Entity::find_by_id(line).one(db).await?,
        None => None,
    };
    let comment = comment::Entity::find_by_id(id.0).one(db).await?;
    let ended = call.ended_at.map(Timestamp);
    Ok(Some(CallDetails {
        answered: call.answered_at.map(|at| local(zone, Timestamp(at))),
        ended: ended.map(|at| local(zone, at)),
        duration: ended.unwrap_or(now).since(Timestamp(call.started_at)),
        channel: line
            .as_ref()
            .and_then(|line| line.channel.clone())
            .filter(|_| summary.direction == Direction::In),
        line_name: line.and_then(|line| line.name).or_else(|| call.line.clone()),
        line: call.line,
        source_ids,
        why: why(
            codes::to_why(call.why, call.why_call_id, call.why_at, call.why_flag)?,
            zone,
        ),
        legs: legs.iter().map(|leg| names.leg(leg, zone)).collect(),
        recordings: audio
            .iter()
            .map(|file| names.recording(file, &summary, zone))
            .collect(),
        listened,
        held: false,
        hearing: Hearing::Download,
        comment: comment.and_then(|comment| comments::view(&comment, zone)),
        summary,
    }))
}

fn why(why: Why, zone: Tz) -> WhyView {
    match why {
        Why::Plain => WhyView::Plain,
        Why::Withheld => WhyView::Withheld,
        Why::WindowOpen { until, will_be_lost } => WhyView::WindowOpen {
            until: local(zone, until),
            until_at: until,
            will_be_lost,
        },
        Why::WindowClosed { at } => WhyView::WindowClosed { at: local(zone, at) },
        Why::Contact {
            call,
            at,
            called_back,
        } => WhyView::Contact {
            call,
            at: local(zone, at),
            called_back,
        },
        Why::AlreadyTalking { call, at } => WhyView::AlreadyTalking {
            call,
            at: local(zone, at),
        },
    }
}

/// Names of everybody on the route.
struct Names {
    people: std::collections::HashMap<String, PersonName>,
    numbers: std::collections::HashMap<String, lookup::NumberNames>,
    places: Places,
}

impl Names {
    async fn of(
        db: &DatabaseConnection,
        legs: &[CallLeg],
        audio: &[recording::Model],
    ) -> Result<Names, StoreError> {
        let (mut people, mut numbers, mut places) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        people.extend(audio.iter().filter_map(|file| file.extension.clone()));
        let transfers = legs
            .iter()
            .filter_map(|leg| leg.transfer.as_ref())
            .flat_map(|t| [&t.by, &t.to]);
        for party in legs.iter().flat_map(|leg| [&leg.from, &leg.to]).chain(transfers) {
            match party {
                Party::Employee(extension) => people.insert(text::key(&extension.0)),
                Party::Outside(number) => numbers.insert(text::key(number.trim())),
                place => places.insert(text::key(codes::of_party(place).1)),
            };
        }
        Ok(Names {
            people: lookup::people(db, &people).await?,
            numbers: lookup::numbers_by_key(db, &numbers).await?,
            places: lookup::places(db, &places).await?,
        })
    }

    fn person(&self, extension: &str) -> PersonName {
        let nobody = || PersonName {
            id: None,
            name: extension.to_owned(),
            extension: extension.to_owned(),
        };
        self.people
            .get(&text::key(extension))
            .cloned()
            .unwrap_or_else(nobody)
    }

    fn end(&self, party: &Party) -> LegEnd {
        match party {
            Party::Employee(extension) => LegEnd::Employee(self.person(&extension.0)),
            Party::Outside(number) if number.trim().is_empty() => LegEnd::Outside {
                name: None,
                number: None,
            },
            Party::Outside(number) => match self.numbers.get(&text::key(number.trim())) {
                Some(names) => LegEnd::Outside {
                    name: names.customer.as_ref().map(|(_, name)| name.clone()),
                    number: Some(names.text.clone()),
                },
                None => LegEnd::Outside {
                    name: None,
                    number: Some(unknown_number(number)),
                },
            },
            place => {
                let (kind, name) = codes::of_party(place);
                let kind = codes::to_place(kind).unwrap_or(PlaceKind::Menu);
                LegEnd::Place(self.places.named(kind, &text::key(name)))
            }
        }
    }

    fn leg(&self, leg: &CallLeg, zone: Tz) -> LegView {
        LegView {
            from: self.end(&leg.from),
            to: self.end(&leg.to),
            started_at: leg.started_at,
            started: local(zone, leg.started_at),
            answered_at: leg.answered_at,
            ended_at: leg.ended_at,
            ended: leg.ended_at.map(|at| local(zone, at)),
            result: leg.result,
            talk: leg.talk,
            holds: leg.holds.clone(),
            transfer: leg.transfer.as_ref().map(|t| TransferView {
                by: self.end(&t.by),
                to: self.end(&t.to),
                kind: t.kind,
            }),
            consultation: leg.consultation,
        }
    }

    fn recording(&self, file: &recording::Model, call: &CallSummary, zone: Tz) -> RecordingView {
        let started = local(zone, Timestamp(file.started_at));
        let duration = file.duration_ms.map(Millis);
        let who = match &call.party {
            CallParty::Customer { name, .. } => name.clone(),
            CallParty::Unregistered { number, .. } => number.display.clone(),
            CallParty::Withheld => String::new(),
            CallParty::Colleague(person) => person.name.clone(),
        };
        RecordingView {
            id: file.id,
            employee: file.extension.as_deref().map(|extension| self.person(extension)),
            started_at: Timestamp(file.started_at),
            started,
            duration,
            state: state(&file.path, duration),
            file_name: file_name(
                &format!("{} {who}", started.format("%Y-%m-%d %H-%M-%S")),
                &file.path,
            ),
        }
    }
}

fn unknown_number(text: &str) -> NumberText {
    let e164 = PhoneNumber::from_e164(text);
    let display = e164
        .as_ref()
        .map_or_else(|| text::shorten(&text::clean(text), 60), PhoneNumber::display);
    NumberText { e164, display }
}

/// What is known without opening the file; whoever serves it knows more, and converts what browsers do not play.
fn state(path: &str, duration: Option<Millis>) -> RecordingState {
    match duration {
        Some(Millis(0)) => RecordingState::Empty,
        Some(_) if is_sound(path) => RecordingState::Ready,
        Some(_) => RecordingState::Unplayable,
        None => RecordingState::Pending,
    }
}

fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .map(|(_, e)| e)
        .filter(|e| (1..=5).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A name that every system can save a file under.
fn file_name(name: &str, path: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .take(100)
        .collect();
    match extension(path) {
        Some(extension) => format!("{}.{}", plain.trim(), extension.to_ascii_lowercase()),
        None => plain.trim().to_owned(),
    }
}
