//! Conditions of a query as SQL text, with what is bound in them. Nothing that a person typed stands in the text.

use sea_orm::{DbBackend, Value};

/// Conditions, all of which hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    text: String,
    values: Vec<Value>,
}

impl Clause {
    pub(crate) fn and(&mut self, condition: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(condition);
    }

    /// Binds a value: its place, `$3`, to be used in a condition.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Binds ids: what `column = ` them is.
    pub(crate) fn one_of(&mut self, backend: DbBackend, column: &str, ids: &[i64]) -> String {
        // One text whatever their number, so that the statement is prepared once.
        match backend {
            DbBackend::Postgres => {
                let place = self.bind_array(ids);
                format!("{column} = ANY({place}::text::bigint[])")
            }
            _ => {
                let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
                let place = self.bind(format!("[{list}]"));
                format!("{column} IN (SELECT value FROM json_each({place}))")
            }
        }
    }

    /// Binds ids that may be very many: whether `column` is one of them is asked of a set, row by row, and no index of `column` is
    /// taken.
    pub(crate) fn in_set(&mut self, backend: DbBackend, column: &str, ids: &[i64]) -> String {
        match backend {
            DbBackend::Postgres => {
                let place = self.bind_array(ids);
                // As a plain condition it would be joined, or looked for in a list from its beginning for each row.
                format!("({column} IN (SELECT unnest({place}::text::bigint[]))) IS TRUE")
            }
            // With a sign before it SQLite takes no index.
            _ => self.one_of(backend, &format!("+{column}"), ids),
        }
    }

    /// Binds ids as PostgreSQL reads an array from text.
    pub(crate) fn bind_array(&mut self, ids: &[i64]) -> String {
        let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        self.bind(format!("{{{list}}}"))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values
    }
}
