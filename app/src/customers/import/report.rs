//! What bringing the file in would change, how far it is, and what came of it.

use leptos::prelude::*;

use call_journal_model::customer::import::{ImportLine, ImportRefused, ImportReport, ImportState};

use super::page::Way;
use super::words;
use crate::text;
use crate::ui::plural::{Plural, plural};

/// The work goes on.
pub(super) fn working(way: Way, dry: bool, customers: u32, done: Option<u32>) -> AnyView {
    let words = if dry {
        text!(customers.import_checking)
    } else {
        text!(customers.import_running)
    };
    let count = text!(customers.import_so_far, count = customers).to_string();
    let bar = match done {
        Some(done) => view! { <progress max="1000" value=done aria-label=words></progress> }.into_any(),
        None => view! { <progress aria-label=words></progress> }.into_any(),
    };
    view! {
        <section class="step">
            <h2>{words}</h2>
            {bar}
            <p class="s">{count}</p>
            <div class="acts"><button type="button" class="btn" on:click=move |_| way.forget()>{text!(customers.import_stop)}</button></div>
        </section>
    }
    .into_any()
}

/// What would be done, and the button that does it.
pub(super) fn checked(way: Way, report: &ImportReport) -> AnyView {
    let count = report.counts.new + report.counts.changed;
    let load = match plural(count) {
        Plural::One => text!(customers.import_load_1, count = count).to_string(),
        Plural::Few => text!(customers.import_load_2, count = count).to_string(),
        Plural::Many => text!(customers.import_load_5, count = count).to_string(),
    };
    let act = match count {
        0 => view! { <p>{text!(customers.import_nothing)}</p> }.into_any(),
        _ => view! { <button type="button" class="btn primary" on:click=move |_| way.start(false)>{load}</button> }.into_any(),
    };
    view! {
        <section class="step" aria-labelledby="import-checked">
            <h2 id="import-checked">{text!(customers.import_checked)}</h2>
            {figures(report, false)}
            <div class="acts">
                {act}
                <button type="button" class="btn" on:click=move |_| way.state.set(ImportState::Idle)>{text!(customers.import_change_settings)}</button>
            </div>
        </section>
        {lines(way, report)}
    }
    .into_any()
}

/// What was done.
pub(super) fn done(way: Way, report: &ImportReport) -> AnyView {
    view! {
        <section class="step" aria-labelledby="import-done">
            <h2 id="import-done">{text!(customers.import_done)}</h2>
            {figures(report, true)}
            <div class="acts">
                <a class="btn primary" href="/customers">{text!(customers.import_to_list)}</a>
                <button type="button" class="btn" on:click=move |_| way.forget()>{text!(customers.import_once_more)}</button>
            </div>
        </section>
        {lines(way, report)}
    }
    .into_any()
}

/// It did not go on.
pub(super) fn broken(way: Way, why: &ImportRefused) -> AnyView {
    view! {
        <section class="step">
            <p role="alert" class="bad">{words::refused(why)}</p>
            <div class="acts"><button type="button" class="btn" on:click=move |_| way.state.set(ImportState::Idle)>{text!(customers.import_change_settings)}</button></div>
        </section>
    }
    .into_any()
}

fn figures(report: &ImportReport, done: bool) -> AnyView {
    let counts = &report.counts;
    let figure = |name: &'static str, value: u32| {
        view! { <div><dt>{name}</dt><dd>{value.to_string()}</dd></div> }.into_any()
    };
    let (changed, taken) = match done {
        true => (
            text!(customers.import_changed_done),
            text!(customers.import_taken_done),
        ),
        false => (text!(customers.import_changed), text!(customers.import_taken)),
    };
    let taken = (counts.taken > 0).then(|| figure(taken, counts.taken));
    view! {
        <dl class="figures">
            {figure(text!(customers.import_new), counts.new)}
            {figure(changed, counts.changed)}
            {figure(text!(customers.import_unchanged), counts.unchanged)}
            {figure(text!(customers.import_doubles), counts.doubles)}
            {taken}
            {figure(text!(customers.import_rejected), counts.rejected)}
        </dl>
    }
    .into_any()
}

fn lines(way: Way, report: &ImportReport) -> AnyView {
    if report.lines.is_empty() {
        return ().into_any();
    }
    let line = |line: &ImportLine| {
        view! { <tr><th scope="row">{words::place(line.place)}</th><td>{words::issue(&line.issue)}</td></tr> }
            .into_any()
    };
    let rows: Vec<AnyView> = report.lines.iter().map(line).collect();
    let shown = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let more = (shown < report.total).then(|| {
        let words = text!(customers.import_lines_shown, shown = shown, total = report.total).to_string();
        view! { <p class="s">{words}</p> }.into_any()
    });
    let whole = way.token.get_untracked().map(|token| {
        let href = ["/customers/import/", &token, "/report.csv"].concat();
        view! { <a class="link" href=href rel="external" download="">{text!(customers.import_report)}</a> }
            .into_any()
    });
    view! {
        <section class="step" aria-labelledby="import-lines">
            <h2 id="import-lines">{text!(customers.import_lines)}</h2>
            {more}
            {whole}
            <table class="plain">
                <thead><tr><th scope="col">{text!(customers.import_place)}</th><th scope="col">{text!(customers.import_what)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
