//! Accounts, sessions, links, and what rights come to.

use call_journal_model::access::{AccountRefused, Exceptions, Reach, Rights, Role, Scope};
use call_journal_model::call::Extension;
use call_journal_model::employee::EmployeeId;
use call_journal_model::time::{Millis, Timestamp};
use call_journal_store::access::{
    AccountChange, Limits, NewSession, accounts, add_department, begin_session, change_account, credentials,
    delete_department, end_all_sessions, find_invitation, find_session, forget_ended, has_administrator,
    invite, is_known_device, know_device, make_administrator, own_sessions, rotate, see_session,
    set_password, set_role_rights, take_invitation, who,
};
use call_journal_store::people::{EmployeeEntry, employees, upsert_employees};
use call_journal_store::query::is_within;
use rstest::rstest;

use crate::support::{Backend, TestStore, answered, bring, id, incoming};

const LIMITS: Limits = Limits {
    idle: Millis(60 * 60_000),
    whole: Millis(10 * 60 * 60_000),
};

fn minute(minute: i64) -> Timestamp {
    Timestamp(1_000_000_000_000 + minute * 60_000)
}

fn change(login: &str, role: Role) -> AccountChange {
    AccountChange {
        login: login.to_owned(),
        role,
        exceptions: Exceptions::default(),
        disabled: false,
        department: None,
    }
}

/// Three people with the extensions 201, 202 and 203.
async fn people(db: &TestStore) -> [EmployeeId; 3] {
    let entry = |name: &str, extension: &str| EmployeeEntry {
        key: extension.to_owned(),
        name: name.to_owned(),
        extensions: vec![Extension(extension.to_owned())],
    };
    let all = [entry("Анна", "201"), entry("Борис", "202"), entry("Вера", "203")];
    let ids = upsert_employees(&db.store, &all).await.unwrap();
    [ids[0], ids[1], ids[2]]
}

/// Gives somebody an account, that of an employee.
async fn with_account(db: &TestStore, whose: EmployeeId, login: &str) {
    let put = change_account(&db.store, whose, &change(login, Role::Employee)).await;
    assert_eq!(put.unwrap(), Ok(()));
}

async fn session(db: &TestStore, whose: EmployeeId, token: &str) -> i64 {
    let new = NewSession {
        token: token.to_owned(),
        employee: whose,
        address: "10.0.0.1".to_owned(),
        agent: "Browser".to_owned(),
    };
    begin_session(&db.store, &new, minute(0)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_login_or_an_extension_leads_to_one_account(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, boris, vera] = people(&db).await;
    let put = async |who, login: &str| {
        change_account(&db.store, who, &change(login, Role::Employee))
            .await
            .unwrap()
    };
    assert_eq!(put(anna, "Anna").await, Ok(()));
    assert_eq!(put(boris, " anna").await, Err(AccountRefused::LoginTaken));
    assert_eq!(
        put(boris, "201").await,
        Err(AccountRefused::LoginTaken),
        "Anna's extension"
    );
    assert_eq!(put(boris, "202").await, Ok(()), "one's own");
    assert_eq!(put(vera, "  ").await, Err(AccountRefused::NoLogin));
    assert_eq!(put(EmployeeId(999), "x").await, Err(AccountRefused::NoSuch));
    let leads = async |login: &str| {
        let found = credentials(&db.store, login).await.unwrap();
        found.map(|found| found.employee)
    };
    assert_eq!(leads("ANNA").await, Some(anna));
    assert_eq!(leads("201").await, Some(anna));
    assert_eq!(leads("202").await, Some(boris));
    assert_eq!(leads("203").await, None, "Vera has no account");
    assert_eq!(leads("' OR 1=1 --").await, None);
    // What the configuration says again leaves accounts alone.
    people(&db).await;
    assert_eq!(leads("anna").await, Some(anna));
    let logins: Vec<_> = accounts(&db.store)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.login)
        .collect();
    assert_eq!(logins, [Some("anna".to_owned()), Some("202".to_owned()), None]);
}

#[rstest]
#[tokio::test]
async fn somebody_can_always_set_the_journal_up(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, boris, _] = people(&db).await;
    assert!(!has_administrator(&db.store).await.unwrap());
    let made = make_administrator(&db.store, "Кто-то", "201", "digest")
        .await
        .unwrap();
    assert_eq!(made, Ok(anna), "whose extension it is");
    assert!(has_administrator(&db.store).await.unwrap());
    let put = async |who, change: &AccountChange| change_account(&db.store, who, change).await.unwrap();
    let last = Err(AccountRefused::LastAdministrator);
    assert_eq!(put(anna, &change("anna", Role::Employee)).await, last);
    let disabled = AccountChange {
        disabled: true,
        ..change("anna", Role::Administrator)
    };
    assert_eq!(put(anna, &disabled).await, last);
    // Another one without a password is no help yet.
    assert_eq!(put(boris, &change("boris", Role::Administrator)).await, Ok(()));
    assert_eq!(put(anna, &disabled).await, last);
    assert!(set_password(&db.store, boris, "digest").await.unwrap());
    assert_eq!(put(anna, &disabled).await, Ok(()));
    let made = make_administrator(&db.store, "Новый", "new", "digest")
        .await
        .unwrap()
        .unwrap();
    assert!(
        employees(&db.store)
            .await
            .unwrap()
            .iter()
            .any(|one| one.id == made && one.name == "Новый")
    );
}

#[rstest]
#[tokio::test]
async fn a_session_ends_by_time_by_its_owner_and_with_the_account(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, ..] = people(&db).await;
    with_account(&db, anna, "anna").await;
    let goes_on = async |token: &str, at| {
        find_session(&db.store, token, &LIMITS, at)
            .await
            .unwrap()
            .is_some()
    };
    let used = session(&db, anna, "used").await;
    session(&db, anna, "idle").await;
    assert!(goes_on("used", minute(60)).await && !goes_on("unknown", minute(0)).await);
    see_session(&db.store, used, minute(60)).await.unwrap();
    assert!(goes_on("used", minute(120)).await);
    assert!(!goes_on("idle", minute(61)).await, "not used for an hour");
    assert!(!goes_on("idle", minute(1)).await, "it is gone for good");
    for hour in 2..=10 {
        see_session(&db.store, used, minute(hour * 60)).await.unwrap();
    }
    assert!(goes_on("used", minute(600)).await);
    assert!(!goes_on("used", minute(601)).await, "ten hours are enough");

    let here = session(&db, anna, "here").await;
    session(&db, anna, "elsewhere").await;
    know_device(&db.store, "device", anna, minute(0)).await.unwrap();
    assert!(is_known_device(&db.store, "device", anna).await.unwrap());
    end_all_sessions(&db.store, anna, Some(here)).await.unwrap();
    assert!(goes_on("here", minute(1)).await && !goes_on("elsewhere", minute(1)).await);
    assert!(!is_known_device(&db.store, "device", anna).await.unwrap());
    assert_eq!(own_sessions(&db.store, anna).await.unwrap().len(), 1);
    let disabled = AccountChange {
        disabled: true,
        ..change("anna", Role::Employee)
    };
    change_account(&db.store, anna, &disabled).await.unwrap().unwrap();
    assert!(!goes_on("here", minute(1)).await);
    forget_ended(&db.store, &LIMITS, minute(700)).await.unwrap();
    assert_eq!(own_sessions(&db.store, anna).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_copied_token_ends_the_session(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, ..] = people(&db).await;
    with_account(&db, anna, "anna").await;
    let id = session(&db, anna, "one").await;
    let find = async |token: &str, at| find_session(&db.store, token, &LIMITS, at).await.unwrap();
    assert!(rotate(&db.store, id, "one", "two", minute(10)).await.unwrap());
    assert!(
        !rotate(&db.store, id, "one", "three", minute(10)).await.unwrap(),
        "of two at once one does"
    );
    // The answer with the new token may have been lost: the old one is good until the new one is seen.
    let before = find("one", minute(30)).await.unwrap();
    assert!(!before.is_current);
    assert!(find("two", minute(31)).await.unwrap().is_current);
    assert!(find("one", minute(32)).await.is_some(), "it was on its way");
    assert!(find("one", minute(33)).await.is_none(), "somebody has a copy");
    assert!(
        find("two", minute(33)).await.is_none(),
        "nobody knows which of the two is Anna"
    );
}

#[rstest]
#[tokio::test]
async fn a_link_is_used_once_and_not_for_long(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, ..] = people(&db).await;
    with_account(&db, anna, "anna").await;
    let find = async |token: &str, at| find_invitation(&db.store, token, at).await.unwrap();
    invite(&db.store, "first", None, minute(0)).await.unwrap();
    invite(&db.store, "old", Some(anna), minute(0)).await.unwrap();
    invite(&db.store, "anna", Some(anna), minute(1)).await.unwrap();
    assert_eq!(find("first", minute(2)).await.unwrap().whom, None);
    assert_eq!(find("old", minute(2)).await, None, "the newer one counts");
    let whom = (anna, "Анна".to_owned(), "anna".to_owned());
    assert_eq!(find("anna", minute(2)).await.unwrap().whom, Some(whom));
    assert_eq!(find("anna", minute(24 * 60 + 2)).await, None);
    assert!(take_invitation(&db.store, "anna").await.unwrap());
    assert!(!take_invitation(&db.store, "anna").await.unwrap());
    assert_eq!(find("anna", minute(2)).await, None);
}

#[rstest]
#[tokio::test]
async fn rights_come_from_the_role_here_and_the_person(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = TestStore::open(backend).await else {
        return;
    };
    let [anna, boris, vera] = people(&db).await;
    let sales = add_department(&db.store, "Продажи").await.unwrap();
    assert_eq!(add_department(&db.store, "Продажи").await.unwrap(), sales);
    let rights = Rights {
        see: Scope::Department,
        ..Role::Employee.rights()
    };
    set_role_rights(&db.store, Role::Employee, rights).await.unwrap();
    for (who, role) in [(anna, Role::Employee), (boris, Role::Supervisor)] {
        let own = AccountChange {
            exceptions: Exceptions {
                download: Some(true),
                ..Exceptions::default()
            },
            department: Some(sales),
            ..change(&format!("login {}", who.0), role)
        };
        change_account(&db.store, who, &own).await.unwrap().unwrap();
    }
    let found = who(&db.store, anna).await.unwrap().unwrap();
    assert_eq!(found.sees, Reach::Of(vec![anna, boris]));
    assert_eq!(found.hears, Reach::Of(vec![anna]));
    assert!(found.rights.download && !found.rights.export);
    assert_eq!(who(&db.store, boris).await.unwrap().unwrap().sees, Reach::All);
    let without_account = who(&db.store, vera).await.unwrap().unwrap();
    assert_eq!(
        without_account.sees,
        Reach::Of(vec![vera]),
        "she has no department"
    );
    assert!(!without_account.rights.download);
    assert!(who(&db.store, EmployeeId(999)).await.unwrap().is_none());
    // Administrators cannot shut themselves out.
    let nothing = Rights::default();
    set_role_rights(&db.store, Role::Administrator, nothing)
        .await
        .unwrap();
    change_account(&db.store, vera, &change("vera", Role::Administrator))
        .await
        .unwrap()
        .unwrap();
    assert!(who(&db.store, vera).await.unwrap().unwrap().rights.configure);
    assert!(delete_department(&db.store, sales).await.unwrap());
    assert_eq!(
        who(&db.store, anna).await.unwrap().unwrap().sees,
        Reach::Of(vec![anna])
    );

    bring(
        &db.store,
        &[answered(incoming("+79161234567", "10:00"), &["201"])],
    )
    .await;
    let call = id(&db.store, "10:00").await;
    for (reach, within) in [
        (Reach::All, true),
        (Reach::Of(vec![anna]), true),
        (Reach::Of(vec![boris, vera]), false),
        (Reach::Of(vec![]), false),
    ] {
        assert_eq!(
            is_within(&db.store, call, &reach).await.unwrap(),
            within,
            "{reach:?}"
        );
    }
}
