use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::search::words_seen;

#[rstest]
#[case("+7 (926) 123-45-67", "+7 (926) •••-••-67")]
#[case("+375 29 123-45-67", "+375 2• •••-••-67")]
#[case("88005553535", "8800•••••35")]
#[case("20112", "•••12")]
#[case("201", "201")]
#[case("112", "112")]
#[case("Иванов 79261234567", "Иванов 7926•••••67")]
#[case("Отдел 2", "Отдел 2")]
fn a_number_is_hidden_but_for_its_ends(#[case] plain: &str, #[case] seen: &str) {
    assert_eq!(hidden(plain), seen);
}

proptest! {
    #[test]
    fn at_least_three_digits_of_a_number_are_hidden_and_twice_hides_no_more(number in "\\+?[0-9][0-9 ()-]{4,20}") {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let once = hidden(&number);
        prop_assert_eq!(&hidden(&once), &once);
        if digits(&number) >= 5 {
            prop_assert!(digits(&number) - digits(&once) >= 3);
        }
    }

    #[test]
    fn whoever_sees_no_numbers_finds_none_by_a_piece(piece in "[0-9]{1,9}", number in "7[0-9]{10}") {
        let found = |masked| words_seen(&piece, masked).iter().all(|word| word.matches(&[""; 0], &[&number]));
        prop_assert!(!found(true));
        prop_assert_eq!(found(false), words_seen(&piece, false)[0].in_number(&number));
    }
}

#[test]
fn a_whole_number_is_found_by_whoever_knows_it() {
    let words = words_seen("+7 926 123-45-67", true);
    assert!(words.iter().all(|word| word.matches(&[""; 0], &["79261234567"])));
}

#[rstest]
#[case(Scope::None, &[])]
#[case(Scope::Own, &[5])]
#[case(Scope::Department, &[3, 5, 9])]
fn a_scope_reaches_so_far(#[case] scope: Scope, #[case] whose: &[i64]) {
    let ids = |ids: &[i64]| ids.iter().copied().map(EmployeeId).collect::<Vec<_>>();
    let reach = Reach::of(scope, Some(EmployeeId(5)), &ids(&[9, 3, 5]));
    assert_eq!(reach, Reach::Of(ids(whose)));
    for id in 0..10 {
        assert_eq!(reach.covers(&[EmployeeId(id)]), whose.contains(&id), "{id}");
    }
    // A call that nobody took part in is nobody's.
    assert!(!reach.covers(&[]));
    assert!(Reach::All.covers(&[]));
}

#[test]
fn whoever_has_no_department_reaches_their_own() {
    let me = EmployeeId(5);
    assert_eq!(Reach::of(Scope::Department, Some(me), &[]), Reach::Of(vec![me]));
    assert_eq!(Reach::of(Scope::Own, None, &[]), Reach::Of(vec![]));
}

/// What each role may as delivered: a table, so that a slip of the rules is seen.
#[rstest]
#[case(Role::Employee, "Look Own Hear ReadCustomers Assign ChangeCustomers")]
#[case(
    Role::Supervisor,
    "Look Own Hear Download SeeListeners ReadCustomers Assign ChangeCustomers Export ExportCustomers"
)]
#[case(
    Role::Administrator,
    "Look Own Hear Download SeeListeners ReadCustomers Assign ChangeCustomers Export ExportCustomers Configure"
)]
fn a_role_may(#[case] role: Role, #[case] acts: &str) {
    let may: Vec<String> = Act::ALL
        .into_iter()
        .filter(|act| role.rights().allow(*act))
        .map(|act| format!("{act:?}"))
        .collect();
    assert_eq!(may.join(" "), acts);
    for act in Act::ALL {
        assert_eq!(
            role.rights().acts().allow(act),
            role.rights().allow(act),
            "{act:?}"
        );
    }
}

#[test]
fn whoever_sees_no_numbers_cannot_overwrite_them_or_take_them_along() {
    let rights = Rights {
        masked: true,
        ..Role::Administrator.rights()
    };
    assert!(!rights.allow(Act::ChangeCustomers) && !rights.allow(Act::ExportCustomers));
    assert!(rights.allow(Act::Assign));
}

#[test]
fn exceptions_change_what_they_name_and_nothing_else() {
    let own = Exceptions {
        hear: Some(Scope::All),
        export: Some(true),
        ..Exceptions::default()
    };
    let rights = Role::Employee.rights().with(&own);
    let expected = Rights {
        hear: Scope::All,
        export: true,
        ..Role::Employee.rights()
    };
    assert_eq!(rights, expected);
    let json = serde_json::to_string(&own).unwrap();
    assert_eq!(json, r#"{"hear":"all","export":true}"#);
    assert_eq!(serde_json::from_str::<Exceptions>(&json).unwrap(), own);
}
