use call_journal_pbx::freeswitch::parse;
use call_journal_pbx::mikopbx::parse_page;
use chrono_tz::Europe::Moscow;
use proptest::prelude::*;

use super::freeswitch::records;
use super::mikopbx::ROWS;

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _read_or_refused = (parse(&bytes, None), parse_page(&bytes, Moscow));
        let form = [&b"cdr="[..], &bytes].concat();
        let _read_or_refused = parse(&form, Some("application/x-www-form-urlencoded"));
    }

    #[test]
    fn damaged_answers_are_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for whole in [records("voicemail")[0].to_string(), ROWS.to_owned()] {
            let mut bytes = whole.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _read_or_refused = (parse(&bytes, None), parse_page(&bytes, Moscow));
        }
    }
}
