//! How the file is read: choices, and its first rows below the meanings of its columns.

use leptos::prelude::*;

use call_journal_model::customer::import::{
    ImportColumn, ImportEncoding, ImportFormat, ImportPreview, ImportSettings,
};

use super::page::Way;
use super::words;
use crate::text;

/// The choices and the table, once the beginning of the file is here.
pub(super) fn view(way: Way) -> AnyView {
    let Some(preview) = way.preview.get() else {
        return ().into_any();
    };
    let why = match preview.settings.format {
        Some(ImportFormat::Vcard) => text!(customers.import_cards_why),
        _ => text!(customers.import_columns_why),
    };
    view! {
        <section class="step" aria-labelledby="import-columns">
            <h2 id="import-columns">{text!(customers.import_step_columns)}</h2>
            <p class="s">{why}</p>
            {choices(way, &preview)}
        </section>
        {table(way, &preview)}
        <div class="step acts">
            <button type="button" class="btn primary" on:click=move |_| way.start(true)>{text!(customers.import_check)}</button>
        </div>
    }
    .into_any()
}

/// What else there is to choose; the file is read anew at once.
fn choices(way: Way, preview: &ImportPreview) -> AnyView {
    let settings = &preview.settings;
    // Another encoding or delimiter makes other columns.
    let again = move |change: &dyn Fn(&mut ImportSettings)| {
        let settings = way
            .preview
            .with_untracked(|preview| preview.as_ref().map(|preview| preview.settings.clone()));
        if let Some(mut settings) = settings {
            settings.columns = None;
            change(&mut settings);
            way.read(settings);
        }
    };
    let encoding = settings.encoding.map(|chosen| {
        let options =
            ImportEncoding::ALL.map(|one| (one.name().to_owned(), one.name().to_owned(), one == chosen));
        let choose = move |name: String| {
            let told = ImportEncoding::ALL.into_iter().find(|one| one.name() == name);
            again(&|settings| {
                settings.encoding = told;
                settings.delimiter = None;
                settings.header = None;
            });
        };
        choice(text!(customers.import_encoding), options.to_vec(), choose)
    });
    let delimiter = settings.delimiter.map(|chosen| {
        let known = [
            (';', text!(customers.import_delimiter_semicolon)),
            (',', text!(customers.import_delimiter_comma)),
            ('\t', text!(customers.import_delimiter_tab)),
            ('|', text!(customers.import_delimiter_bar)),
        ];
        let mut options: Vec<(String, String, bool)> = known
            .map(|(one, name)| (one.to_string(), name.to_owned(), one == chosen))
            .to_vec();
        if !known.iter().any(|(one, _)| *one == chosen) {
            options.push((chosen.to_string(), chosen.to_string(), true));
        }
        let choose = move |text: String| {
            again(&|settings| {
                settings.delimiter = text.chars().next();
                settings.header = None;
            });
        };
        choice(text!(customers.import_delimiter), options, choose)
    });
    let sheet = (preview.sheets.len() > 1).then(|| {
        let chosen = settings.sheet.clone().unwrap_or_default();
        let options = preview
            .sheets
            .iter()
            .map(|name| (name.clone(), name.clone(), *name == chosen))
            .collect();
        let choose = move |name: String| {
            again(&|settings| {
                settings.sheet = Some(name.clone());
                settings.header = None;
            });
        };
        choice(text!(customers.import_sheet), options, choose)
    });
    let is_table = settings.format != Some(ImportFormat::Vcard);
    let header = is_table.then(|| {
        let choose = move |told: bool| again(&|settings| settings.header = Some(told));
        tick(
            text!(customers.import_header),
            settings.header == Some(true),
            choose,
        )
    });
    let take = tick(text!(customers.import_take), settings.take_numbers, move |told| {
        way.preview.update(|preview| {
            if let Some(preview) = preview {
                preview.settings.take_numbers = told;
            }
        });
    });
    view! { <div class="choices">{encoding}{delimiter}{sheet}{header}{take}</div> }.into_any()
}

fn choice(
    label: &'static str,
    options: Vec<(String, String, bool)>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let option = |(value, name, selected): (String, String, bool)| {
        view! { <option value=value selected=selected>{name}</option> }.into_any()
    };
    let options: Vec<AnyView> = options.into_iter().map(option).collect();
    view! {
        <label class="choice">
            <span>{label}</span>
            <select class="field" on:change:target=move |event| choose(event.target().value())>{options}</select>
        </label>
    }
    .into_any()
}

fn tick(label: &'static str, checked: bool, choose: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="tick">
            <input type="checkbox" checked=checked on:change:target=move |event| choose(event.target().checked())/>
            {label}
        </label>
    }
    .into_any()
}

/// The first rows, a choice of its meaning above each column.
fn table(way: Way, preview: &ImportPreview) -> AnyView {
    let columns = preview.settings.columns.clone().unwrap_or_default();
    let choosable = preview.settings.format != Some(ImportFormat::Vcard);
    let head = columns.iter().copied().enumerate().map(|(at, chosen)| {
        let name = preview.names.as_ref().and_then(|names| names.get(at)).filter(|name| !name.is_empty());
        if !choosable {
            return view! { <th scope="col">{words::column(chosen)}</th> }.into_any();
        }
        let label = match name {
            Some(name) => text!(customers.import_column_named, name = name.as_str()).to_string(),
            None => text!(customers.import_column_of, number = at + 1).to_string(),
        };
        let option = |column: ImportColumn| {
            view! { <option value=column.id() selected=column == chosen>{words::column(column)}</option> }.into_any()
        };
        let options: Vec<AnyView> = ImportColumn::ALL.into_iter().map(option).collect();
        let choose = move |id: String| {
            let Some(told) = ImportColumn::of_id(&id) else { return };
            way.preview.update(|preview| {
                let columns = preview.as_mut().and_then(|preview| preview.settings.columns.as_mut());
                if let Some(column) = columns.and_then(|columns| columns.get_mut(at)) {
                    *column = told;
                }
            });
        };
        view! {
            <th scope="col" class:off=chosen == ImportColumn::Ignore>
                <select class="field" aria-label=label on:change:target=move |event| choose(event.target().value())>{options}</select>
                <span>{name.cloned()}</span>
            </th>
        }
        .into_any()
    });
    let head: Vec<AnyView> = head.collect();
    let row = |cells: &Vec<String>| {
        let cell = |(at, text): (usize, &String)| {
            let off = columns
                .get(at)
                .is_none_or(|column| *column == ImportColumn::Ignore);
            view! { <td class:off=off>{text.clone()}</td> }.into_any()
        };
        let cells: Vec<AnyView> = cells.iter().enumerate().map(cell).collect();
        view! { <tr>{cells}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = preview.rows.iter().map(row).collect();
    view! {
        <div class="sample" tabindex="0" role="region" aria-label=text!(customers.import_preview)>
            <table class="plain">
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
