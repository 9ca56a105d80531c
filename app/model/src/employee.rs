//! Ids of people and things that calls refer to.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    )+};
}

id! {
    /// An employee.
    EmployeeId,
    /// A customer: an organisation or a person.
    CustomerId,
    /// A person at a customer.
    ContactPersonId,
}
