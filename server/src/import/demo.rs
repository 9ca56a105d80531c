//! The demo company, through the same pipeline as any PBX: only people and comments are put in directly.
//!
//! Always in a database of its own (see `commands::serve`); a restart adds what was called since.

use std::path::Path;

use call_journal_demo::calls::{self, DAYS};
use call_journal_demo::comments::comments;
use call_journal_demo::company::{self, Company};
use call_journal_demo::recordings;
use call_journal_model::access::{Exceptions, Role};
use call_journal_model::phone::{Dialled, PhoneNumber, WrittenPhone};
use call_journal_model::time::Timestamp;
use call_journal_model::view::PlaceKind;
use call_journal_store::access::{AccountChange, AccountRow, accounts, add_department, change_account};
use call_journal_store::comments::{Author, save_comment};
use call_journal_store::customers::import::{Bringing, ContactRecord, CustomerRecord, Import};
use call_journal_store::people::{
    EmployeeEntry, LineEntry, PlaceEntry, upsert_employees, upsert_lines, upsert_places,
};
use call_journal_store::{Store, query, settings};
use chrono_tz::Tz;

use super::file::BATCH;
use crate::pipeline::Pipeline;

/// The seed of the one demo company.
pub const SEED: u64 = 2026;
/// The name of its PBX in the log.
pub const SOURCE: &str = "demo";
/// Up to when the company has called.
const DONE_UNTIL: &str = "demo.until";

/// Brings the demo company up to `now`.
///
/// # Errors
/// When the database or the folder for recordings fails.
pub async fn bring_in(
    pipeline: &Pipeline,
    company: &Company,
    now: Timestamp,
    folder: &Path,
) -> anyhow::Result<()> {
    let store = &pipeline.store;
    people(store, company).await?;
    access(store, company).await?;
    customers(store, company).await?;
    let days = days_to_add(store, now).await?;
    let mut batch = Vec::with_capacity(BATCH);
    for event in calls::calls(company, now, days) {
        batch.push(event);
        if batch.len() == BATCH {
            pipeline.log(SOURCE, &batch).await?;
            batch.clear();
        }
    }
    pipeline.log(SOURCE, &batch).await?;
    recordings::write(company, now, days, folder)?;
    pipeline.interpret(now, |_| {}).await?;
    write_comments(store, company, now, days, pipeline.rules.zone).await?;
    settings::set(store, DONE_UNTIL, &now).await?;
    Ok(())
}

/// Days that may hold something new: all of them at first, later those since the last run.
async fn days_to_add(store: &Store, now: Timestamp) -> anyhow::Result<u32> {
    const DAY_MS: i64 = 86_400_000;
    let done: Option<Timestamp> = settings::get(store, DONE_UNTIL).await?;
    // One day more than whole days passed: a day's border may lie between; and the day before, for calls past midnight.
    let since = done.map(|done| now.since(done).0 / DAY_MS + 2);
    Ok(since
        .and_then(|days| u32::try_from(days).ok())
        .map_or(DAYS, |days| days.min(DAYS)))
}

async fn people(store: &Store, company: &Company) -> anyhow::Result<()> {
    let employees: Vec<EmployeeEntry> = company
        .employees
        .iter()
        .map(|employee| EmployeeEntry {
            key: format!("demo:{}", employee.extension.0),
            name: employee.name.to_owned(),
            extensions: vec![employee.extension.clone()],
        })
        .collect();
    upsert_employees(store, &employees).await?;
    let lines: Vec<LineEntry> = company
        .lines
        .iter()
        .map(|line| LineEntry {
            line: line.did.to_owned(),
            name: Some(line.name.to_owned()),
            channel: line.channel.map(str::to_owned),
        })
        .collect();
    upsert_lines(store, &lines).await?;
    let places: Vec<PlaceEntry> = company
        .places
        .iter()
        .flat_map(|(number, name)| {
            KINDS.map(|kind| PlaceEntry {
                kind,
                place: (*number).to_owned(),
                name: (*name).to_owned(),
            })
        })
        .collect();
    upsert_places(store, &places).await?;
    Ok(())
}

/// Gives everybody a place in the company, at the first start: later somebody may have changed it.
async fn access(store: &Store, company: &Company) -> anyhow::Result<()> {
    let known = accounts(store).await?;
    if known.iter().any(|account| account.login.is_some()) {
        return Ok(());
    }
    for employee in &company.employees {
        let own = |account: &&AccountRow| account.extensions.contains(&employee.extension.0);
        let Some(account) = known.iter().find(own) else {
            continue;
        };
        let change = AccountChange {
            login: employee.extension.0.clone(),
            role: match employee.leads {
                true => Role::Supervisor,
                false => Role::Employee,
            },
            exceptions: Exceptions::default(),
            disabled: false,
            department: Some(add_department(store, employee.department).await?),
        };
        if let Err(refused) = change_account(store, account.employee, &change).await? {
            tracing::warn!(
                ?refused,
                name = employee.name,
                "no account for an employee of the demo"
            );
        }
    }
    Ok(())
}

/// Brings in the customers who are new since the company called last: what people changed of the others stands.
async fn customers(store: &Store, company: &Company) -> anyhow::Result<()> {
    let done: Option<Timestamp> = settings::get(store, DONE_UNTIL).await?;
    let is_new = |customer: &&company::Customer| match (done, customer.registered_at) {
        (None, _) => true,
        (Some(done), Some(registered)) => registered > done,
        (Some(_), None) => false,
    };
    let new: Vec<&company::Customer> = company.customers.iter().filter(is_new).collect();
    for part in new.chunk_by(|one, next| one.registered_at == next.registered_at) {
        let Some(first) = part.first() else { continue };
        let registered_at = first.registered_at.unwrap_or(Timestamp(i64::MIN));
        let how = Bringing {
            author: None,
            take_numbers: true,
            registered_at,
            created_at: registered_at,
        };
        let records: Vec<CustomerRecord> = part.iter().map(|one| record(company, one)).collect();
        Import::new(store, how).await?.bring(&records).await?;
    }
    Ok(())
}

/// The company gives one name to a number, whatever it is.
const KINDS: [PlaceKind; 5] = [
    PlaceKind::Queue,
    PlaceKind::Group,
    PlaceKind::Menu,
    PlaceKind::Conference,
    PlaceKind::Announcement,
];

fn record(company: &Company, customer: &company::Customer) -> CustomerRecord {
    let details = company.details(customer);
    let contacts = customer.contacts.iter().map(|contact| ContactRecord {
        name: contact.name.clone(),
        position: contact.position.to_owned(),
        email: String::new(),
        phones: phones(&contact.numbers),
    });
    CustomerRecord {
        key: Some(format!("demo:{}", customer.key)),
        name: customer.name.clone(),
        relations: details
            .relations
            .iter()
            .map(|relation| (*relation).to_owned())
            .collect(),
        manager: Some(customer.manager.0.clone()),
        email: details.email,
        address: details.address,
        note: details.note.to_owned(),
        phones: phones(&customer.numbers),
        contacts: contacts.collect(),
    }
}

fn phones(numbers: &[PhoneNumber]) -> Vec<WrittenPhone> {
    let phone = |number: &PhoneNumber| WrittenPhone {
        number: Dialled::E164(number.clone()),
        extension: None,
    };
    numbers.iter().map(phone).collect()
}

async fn write_comments(
    store: &Store,
    company: &Company,
    now: Timestamp,
    days: u32,
    zone: Tz,
) -> anyhow::Result<()> {
    for comment in comments(company, now, days) {
        let Some(call) = query::call_of_anchor(store, SOURCE, &comment.anchor).await? else {
            continue;
        };
        let name = company
            .employees
            .iter()
            .find(|employee| employee.extension == comment.author);
        let author = Author {
            id: None,
            name: name.map_or_else(|| comment.author.0.clone(), |employee| employee.name.to_owned()),
            at: comment.at,
        };
        // What somebody wrote in the page stands: then this one conflicts and is left out.
        save_comment(store, call, None, &comment.text, &author, zone).await?;
    }
    Ok(())
}
