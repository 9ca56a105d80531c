//! How long a large file takes, and how much memory: `large write csv|xlsx|vcf FILE`, `large read FILE`. Linux only.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use call_journal_cards::{
    Card, CardContact, CardFile, CsvWriter, HeaderLanguage, VcardVersion, VcardWriter, probe,
};
use rust_xlsxwriter::Workbook;

const CUSTOMERS: u64 = 200_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", kind, path] => write(kind, path),
        ["read", path] => read(path),
        _ => Err("write csv|xlsx|vcf FILE, or read FILE".into()),
    }
}

/// Every second customer has a contact person with a phone: 300 000 numbers.
fn customer(number: u64) -> Card {
    let contact = CardContact {
        name: format!("Иванов Иван Иванович {number}"),
        position: Some("Директор".into()),
        phones: vec![format!("+7916{number:07}")],
        email: Some(format!("ivanov{number}@example.com")),
    };
    Card {
        key: Some(format!("00-{number:08}")),
        name: format!("ООО «Ромашка {number}»"),
        relations: vec!["Клиент".into()],
        manager: Some("Петрова Анна".into()),
        phones: vec![format!("+7495{number:07}")],
        email: Some(format!("info{number}@example.com")),
        address: Some(format!("127000, г. Москва, ул. Ленина, д. {number}")),
        contacts: if number.is_multiple_of(2) {
            vec![contact]
        } else {
            Vec::new()
        },
        ..Card::default()
    }
}

fn write(kind: &str, path: &str) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let out = BufWriter::new(File::create(path)?);
    match kind {
        "csv" => {
            let mut writer = CsvWriter::new(out, b';', HeaderLanguage::Ru)?;
            (0..CUSTOMERS).try_for_each(|number| writer.write(&customer(number)))?;
            writer.finish()?;
        }
        "vcf" => {
            let mut writer = VcardWriter::new(out, VcardVersion::V3);
            (0..CUSTOMERS).try_for_each(|number| writer.write(&customer(number)))?;
            writer.finish()?;
        }
        _ => {
            let mut table = CsvWriter::new(Vec::new(), b';', HeaderLanguage::Ru)?;
            (0..CUSTOMERS).try_for_each(|number| table.write(&customer(number)))?;
            let bytes = table.finish()?;
            let mut workbook = Workbook::new();
            let sheet = workbook.add_worksheet();
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .has_headers(false)
                .from_reader(&bytes[3..]);
            for (row, record) in reader.records().enumerate() {
                for (column, cell) in record?.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    sheet.write(u32::try_from(row)?, u16::try_from(column)?, cell)?;
                }
            }
            workbook.save(path)?;
        }
    }
    println!(
        "{path}: {} MB written in {:.1?}",
        File::open(path)?.metadata()?.len() >> 20,
        started.elapsed()
    );
    Ok(())
}

fn read(path: &str) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let mut input = File::open(Path::new(path))?;
    let format = probe(&mut input, path)?;
    let mut file = CardFile::open(input, format)?;
    let opened = started.elapsed();
    let layout = file.preview(None, None)?.layout;
    let (mut customers, mut phones, mut rejected) = (0_u64, 0, 0_u64);
    for card in file.cards(&layout)? {
        match card {
            Ok(card) => {
                customers += 1;
                phones += card.phones.len()
                    + card
                        .contacts
                        .iter()
                        .map(|contact| contact.phones.len())
                        .sum::<usize>();
            }
            Err(_) => rejected += 1,
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("VmHWM: unknown");
    println!(
        "{customers} customers, {phones} phones, {rejected} rejected; opened in {opened:.1?}, read in {:.1?}; {peak}",
        started.elapsed()
    );
    Ok(())
}
