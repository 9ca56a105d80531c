//! What the three databases call the same things. Texts of statements only; values are always bound.

use sea_orm::DbBackend;

use super::shape::Column;

/// The parts of `table` or `schema.table`; `None` if it is neither.
pub(super) fn name_parts(name: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = name.split('.').collect();
    let valid = |part: &&str| {
        (1..=64).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
    };
    (parts.len() <= 2 && parts.iter().all(valid)).then_some(parts)
}

/// A name as statements hold it.
pub(super) fn quoted(backend: DbBackend, name: &str) -> String {
    match backend {
        DbBackend::MySql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// A column's value as the bytes of a text, whatever its type: a text that is not UTF-8 must be a rejected row, not a
/// failed query.
pub(super) fn as_text(backend: DbBackend, column: &Column) -> String {
    let name = quoted(backend, &column.name);
    match backend {
        // The session is in UTC; a DATETIME is what the PBX's clock showed, a TIMESTAMP is an instant.
        DbBackend::MySql if column.kind == "timestamp" => {
            format!("CAST(DATE_FORMAT({name}, '%Y-%m-%dT%H:%i:%s.%fZ') AS BINARY)")
        }
        DbBackend::MySql => format!("CAST(CAST({name} AS CHAR CHARACTER SET utf8mb4) AS BINARY)"),
        DbBackend::Postgres
            if column.kind.starts_with("timestamp") && column.kind.ends_with("with time zone") =>
        {
            format!(
                "convert_to(to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), 'UTF8')"
            )
        }
        DbBackend::Postgres => format!("convert_to({name}::text, 'UTF8')"),
        _ => format!("CAST(CAST({name} AS TEXT) AS BLOB)"),
    }
}

/// A key as a number of 64 bits; `column` is quoted already.
pub(super) fn as_number(backend: DbBackend, column: &str) -> String {
    match backend {
        DbBackend::MySql => format!("CAST({column} AS SIGNED)"),
        DbBackend::Postgres => format!("{column}::bigint"),
        _ => column.to_owned(),
    }
}

/// A time, or whatever a column of times holds, as a text that [`as_time`] reads back exactly.
pub(super) fn time_text(backend: DbBackend, expression: &str) -> String {
    match backend {
        DbBackend::MySql => format!("CAST({expression} AS CHAR CHARACTER SET utf8mb4)"),
        _ => format!("({expression})::text"),
    }
}

/// The `nth` bound value as a value of the column.
pub(super) fn as_time(backend: DbBackend, column: &Column, nth: usize) -> String {
    match backend {
        // `timestamp without time zone`, `double precision` …: the database's own word, not ours.
        DbBackend::Postgres => format!("CAST(${nth}::text AS {})", column.kind),
        _ => "?".to_owned(),
    }
}

/// The `nth` bound value.
pub(super) fn bound(backend: DbBackend, nth: usize) -> String {
    match backend {
        DbBackend::Postgres => format!("${nth}"),
        _ => "?".to_owned(),
    }
}

/// Asks for the columns of a table: name, type, whether it is the primary key, whether the database numbers it.
/// MariaDB is told schema (or NULL) and name, PostgreSQL the quoted name, SQLite the name.
pub(super) fn columns(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::MySql => {
            "SELECT CAST(c.column_name AS CHAR), CAST(c.data_type AS CHAR), \
             CAST(c.column_key = 'PRI' AND (SELECT count(*) FROM information_schema.columns k WHERE k.table_schema = \
             c.table_schema AND k.table_name = c.table_name AND k.column_key = 'PRI') = 1 AS SIGNED), \
             CAST(c.extra LIKE '%auto_increment%' AS SIGNED) \
             FROM information_schema.columns c WHERE c.table_schema = COALESCE(?, DATABASE()) AND c.table_name = ? \
             ORDER BY c.ordinal_position"
        }
        DbBackend::Postgres => {
            "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), \
             (EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND \
             i.indkey::text = a.attnum::text))::int::bigint, \
             (a.attidentity <> '' OR COALESCE(pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%')::int::bigint \
             FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
             WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        }
        _ => {
            "SELECT name, type, CAST(0 AS INTEGER), CAST(0 AS INTEGER) FROM pragma_table_info(?) ORDER BY cid"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{name_parts, quoted};
    use sea_orm::DbBackend;

    #[test]
    fn a_table_is_named_by_letters_and_a_schema() {
        assert_eq!(name_parts("cdr"), Some(vec!["cdr"]));
        assert_eq!(
            name_parts("asteriskcdrdb.cdr_2026"),
            Some(vec!["asteriskcdrdb", "cdr_2026"])
        );
        for wrong in [
            "",
            "cdr; DROP TABLE cdr",
            "a.b.c",
            "cdr\"",
            "звонки",
            ".cdr",
            "a b",
        ] {
            assert_eq!(name_parts(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn quotes_in_names_are_doubled() {
        assert_eq!(quoted(DbBackend::MySql, "a`b"), "`a``b`");
        assert_eq!(quoted(DbBackend::Postgres, "a\"b"), "\"a\"\"b\"");
    }
}
