//! A file of customers: what it looks like, and its customers one after another.

use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Reader as _, SheetType, SheetVisible};

use crate::card::{COLUMNS, Card, Column, Rejected, Unreadable};
use crate::format::Format;
use crate::group::{Group, Table};
use crate::guess;
use crate::rows::csv::CsvRows;
use crate::rows::xlsx::{Workbook, XlsxRows, unreadable};
use crate::rows::{Row, Rows, inspect};
use crate::vcard::VcardCards;
use crate::write;

/// Rows that a preview shows.
pub const PREVIEW_ROWS: usize = 20;

/// How the rows of a table are read. Cards need none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// What each column means.
    pub columns: Vec<Column>,
    /// Whether the first row names the columns.
    pub header: bool,
    /// The sheet of a workbook; the first that can be seen, if none is named.
    pub sheet: Option<String>,
}

/// What a person is asked to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Names of the columns, if the file has a header.
    pub names: Option<Vec<String>>,
    /// The first rows, without the header.
    pub rows: Vec<Vec<String>>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// How the file would be read.
    pub layout: Layout,
}

/// A file of customers.
pub struct CardFile<R: Read + Seek> {
    inner: Inner<R>,
}

enum Inner<R: Read + Seek> {
    Text { input: R, format: Format },
    Workbook(Box<Workbook<R>>),
}

impl<R: Read + Seek> CardFile<R> {
    /// Opens a file. A workbook is inspected first: this takes about as long as reading it.
    ///
    /// # Errors
    /// When the file cannot be read, or is a workbook that is damaged, encrypted, or costs too much.
    pub fn open(mut input: R, format: Format) -> Result<CardFile<R>, Unreadable> {
        let inner = match format {
            Format::Csv { .. } | Format::Vcard { .. } => Inner::Text { input, format },
            Format::Xlsx => {
                input.seek(SeekFrom::Start(0))?;
                inspect_unless_encrypted(&mut input)?;
                let workbook = Workbook::new(BufReader::new(input)).map_err(unreadable)?;
                Inner::Workbook(Box::new(workbook))
            }
        };
        Ok(CardFile { inner })
    }

    /// The first rows, and what the columns may mean. `header` and `sheet` are guessed where a person did not tell.
    ///
    /// # Errors
    /// When the file cannot be read, or the sheet is not there.
    pub fn preview(&mut self, header: Option<bool>, sheet: Option<&str>) -> Result<Preview, Unreadable> {
        if let Inner::Text {
            format: Format::Vcard { .. },
            ..
        } = self.inner
        {
            return self.preview_of_cards();
        }
        let sheets = self.sheets();
        let mut rows = self.rows(sheet)?;
        let (mut sample, mut width) = (Vec::new(), None);
        while sample.len() <= PREVIEW_ROWS {
            let fits = |cells: &[String]| width.is_none_or(|width| cells.len() == width);
            match rows.next(fits) {
                Some(Ok(Row { cells, .. })) => {
                    width = width.or(Some(cells.len()));
                    sample.push(cells);
                }
                Some(Err(rejected)) if rejected.reason.is_end() => break,
                Some(Err(_)) => {}
                None => break,
            }
        }
        let (guessed, columns) = guess::guess(&sample);
        let (header, columns) = match header {
            Some(told) if told != guessed => (told, guess::mapping(&sample, told)),
            _ => (guessed, columns),
        };
        let names = (header && !sample.is_empty()).then(|| sample.remove(0));
        sample.truncate(PREVIEW_ROWS);
        let layout = Layout {
            columns,
            header,
            sheet: sheet.map(str::to_owned),
        };
        Ok(Preview {
            names,
            rows: sample,
            sheets,
            layout,
        })
    }

    /// Cards as the table that they would be.
    fn preview_of_cards(&mut self) -> Result<Preview, Unreadable> {
        let layout = Layout {
            columns: COLUMNS.to_vec(),
            header: false,
            sheet: None,
        };
        let mut rows = Vec::new();
        for card in self.cards(&layout)?.take(PREVIEW_ROWS).flatten() {
            rows.extend(write::rows(&card));
        }
        rows.truncate(PREVIEW_ROWS);
        Ok(Preview {
            names: None,
            rows,
            sheets: Vec::new(),
            layout,
        })
    }

    /// The file's customers from its beginning, and what was rejected.
    ///
    /// Neighbouring rows with the same key, or without a key and with the same name, are one customer.
    ///
    /// # Errors
    /// When no column is a name, the file cannot be read, or the sheet is not there.
    pub fn cards(&mut self, layout: &Layout) -> Result<Cards<'_, R>, Unreadable> {
        if let Inner::Text {
            format: Format::Vcard { encoding },
            ..
        } = self.inner
        {
            let Inner::Text { input, .. } = &mut self.inner else {
                return Err(Unreadable::NoSheet);
            };
            input.seek(SeekFrom::Start(0))?;
            return Ok(Cards::new(Source::Vcard(VcardCards::new(input, encoding))));
        }
        if !layout
            .columns
            .iter()
            .any(|column| matches!(column, Column::Name | Column::ContactName))
        {
            return Err(Unreadable::NoNameColumn);
        }
        let table = Table::new(layout.columns.clone());
        let mut rows = self.rows(layout.sheet.as_deref())?;
        if layout.header {
            // Whatever it is: it is no customer.
            rows.next(|_| true);
        }
        Ok(Cards::new(Source::Table(rows, table)))
    }

    fn sheets(&self) -> Vec<String> {
        match &self.inner {
            Inner::Text { .. } => Vec::new(),
            Inner::Workbook(workbook) => {
                let mut sheets: Vec<_> = workbook
                    .sheets_metadata()
                    .iter()
                    .filter(|sheet| sheet.typ == SheetType::WorkSheet)
                    .collect();
                sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
                sheets.into_iter().map(|sheet| sheet.name.clone()).collect()
            }
        }
    }

    fn rows(&mut self, sheet: Option<&str>) -> Result<Rows<'_, R>, Unreadable> {
        let first = self.sheets().into_iter().next();
        match &mut self.inner {
            Inner::Text {
                input,
                format: Format::Csv { encoding, delimiter },
            } => {
                input.seek(SeekFrom::Start(0))?;
                Ok(Rows::Csv(Box::new(CsvRows::new(input, *encoding, *delimiter))))
            }
            Inner::Text { .. } => Err(Unreadable::NoSheet),
            Inner::Workbook(workbook) => {
                let sheet = sheet.map(str::to_owned).or(first).ok_or(Unreadable::NoSheet)?;
                Ok(Rows::Xlsx(Box::new(XlsxRows::new(workbook, &sheet)?)))
            }
        }
    }
}

/// An encrypted workbook is no zip archive; calamine has the right word for it.
fn inspect_unless_encrypted<R: Read + Seek>(input: &mut R) -> Result<(), Unreadable> {
    let mut magic = Vec::new();
    input.by_ref().take(4).read_to_end(&mut magic)?;
    input.seek(SeekFrom::Start(0))?;
    if magic == *b"\xd0\xcf\x11\xe0" {
        return Ok(());
    }
    inspect(input)?;
    input.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// Customers of a file, in its order; what was rejected comes as it is found.
pub struct Cards<'a, R: Read + Seek> {
    source: Source<'a, R>,
    group: Group,
}

enum Source<'a, R: Read + Seek> {
    Table(Rows<'a, R>, Table),
    Vcard(VcardCards<&'a mut R>),
}

impl<'a, R: Read + Seek> Cards<'a, R> {
    fn new(source: Source<'a, R>) -> Cards<'a, R> {
        Cards {
            source,
            group: Group::default(),
        }
    }

    fn next_part(&mut self) -> Option<Result<Card, Rejected>> {
        match &mut self.source {
            Source::Vcard(cards) => cards.next(),
            Source::Table(rows, table) => loop {
                let row = match rows.next(|cells| table.fits(cells))? {
                    Ok(row) => row,
                    Err(rejected) => return Some(Err(rejected)),
                };
                let place = row.place;
                match table.card(row) {
                    Ok(None) => {}
                    Ok(Some(card)) => return Some(Ok(card)),
                    Err(reason) => return Some(Err(Rejected { place, reason })),
                }
            },
        }
    }
}

impl<R: Read + Seek> Iterator for Cards<'_, R> {
    type Item = Result<Card, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_part() {
                Some(Ok(card)) => match self.group.push(card) {
                    Ok(None) => {}
                    Ok(Some(whole)) => return Some(Ok(whole)),
                    Err(rejected) => return Some(Err(rejected)),
                },
                Some(Err(rejected)) => return Some(Err(rejected)),
                None => return self.group.finish().map(Ok),
            }
        }
    }
}
