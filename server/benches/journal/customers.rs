//! A large file of customers: rehearsed, brought in, and once more.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Stdio;
use std::time::Instant;

use super::{Bench, remove, text};

impl Bench {
    /// 200 000 customers, every second with a contact person: 300 000 numbers.
    pub(super) fn customers(&self) {
        const CUSTOMERS: u64 = 200_000;
        let file = self.folder.join("customers.csv");
        let mut out = BufWriter::new(File::create(&file).unwrap());
        writeln!(
            out,
            "Код;Наименование;Телефон;E-mail;Адрес;Контактное лицо;Телефон контактного лица"
        )
        .unwrap();
        for n in 0..CUSTOMERS {
            write!(
                out,
                "00-{n:08};ООО «Ромашка {n}»;+7495{n:07};info{n}@example.com;г. Москва, ул. Ленина, д. {n}"
            )
            .unwrap();
            match n % 2 {
                0 => writeln!(out, ";Иванов Иван {n};+7916{n:07}").unwrap(),
                _ => writeln!(out, ";;").unwrap(),
            }
        }
        out.flush().unwrap();
        let database = self.folder.join("customers.db");
        remove(&database);
        for (what, options) in [
            ("rehearsed", &["--dry-run"][..]),
            ("brought in", &[]),
            ("when nothing is new", &[]),
            ("rehearsed when nothing is new", &["--dry-run"]),
        ] {
            let begin = Instant::now();
            let mut command = self.command(&database);
            command.args(["import", "customers", text(&file)]).args(options);
            let output = command.stderr(Stdio::inherit()).output().unwrap();
            assert!(output.status.success());
            let printed = String::from_utf8(output.stdout).unwrap();
            let peak = printed
                .lines()
                .find_map(|line| line.strip_prefix("peak memory: "));
            println!(
                "customers: {CUSTOMERS} {what} in {:.1} s (goal: 60), {} (goal: 300 MB)",
                begin.elapsed().as_secs_f64(),
                peak.unwrap_or("unknown")
            );
        }
        remove(&database);
    }
}
