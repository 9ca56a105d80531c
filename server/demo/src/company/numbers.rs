//! Telephone numbers that belong to nobody: blocks set aside for fiction, or never given out.
//!
//! Customers, newcomers and strangers draw from different parts of the blocks, so that they never meet.

/// Beginnings of all numbers of the outside world, in E.164. What follows is free.
pub const FICTIONAL: [&str; 6] = [
    "+7900000",
    "+7495000",
    "+7812000",
    "+161755501",
    "+442079460",
    "+493023125",
];

/// Spreads `n` over `0..4000` so that neighbours are not alike; the same place only every 4000 steps.
fn spread(n: u32) -> u32 {
    (n % 4000 * 1607 + 911) % 4000
}

/// The mobile number of the `n`th owner among the customers.
pub(super) fn customer_mobile(n: u32) -> String {
    format!("+7900000{:04}", spread(n))
}

/// A Moscow number of a customer. The block's first thousand is left to the company itself.
pub(super) fn customer_moscow(n: u32) -> String {
    format!("+7495000{:04}", 1000 + spread(n))
}

/// A Petersburg number of a customer.
pub(super) fn customer_petersburg(n: u32) -> String {
    format!("+7812000{:04}", spread(n))
}

/// A number abroad: blocks that regulators keep for films and books.
pub(super) fn customer_abroad(n: u32) -> String {
    let n = n % 50;
    match n % 3 {
        0 => format!("+1617555{:04}", 100 + n),
        1 => format!("+442079460{:03}", 100 + n * 7),
        _ => format!("+493023125{:03}", 100 + n * 11),
    }
}

/// The number of the customer who registers on the `workday`th working day.
pub(super) fn newcomer(workday: i64) -> String {
    format!("+7900000{:04}", 4000 + workday.rem_euclid(2000) * 773 % 2000)
}

/// The `n`th number that nobody in the company knows.
pub(crate) fn stranger(n: u32) -> String {
    let tail = 6000 + spread(n);
    match n % 10 {
        0 | 5 => format!("+7495000{tail}"),
        1 => format!("+7812000{tail}"),
        7 if n.is_multiple_of(3) => format!("+1617555{:04}", 150 + n % 50),
        _ => format!("+7900000{tail}"),
    }
}
