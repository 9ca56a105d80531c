//! Names that Asterisk gives: channels (`PJSIP/201-00000001`), dial strings, extensions.

/// A channel's name, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChannelName {
    /// `PJSIP`
    pub(crate) tech: String,
    /// `201`, `trunk-telecom`, `i1/74951234500`; for a Local channel `203@from-queue`.
    pub(crate) endpoint: String,
    /// 1 or 2 for the halves of a Local channel.
    pub(crate) half: u8,
    /// Without the half: the same for both halves of a pair.
    pub(crate) base: String,
}

impl ChannelName {
    pub(crate) fn parse(name: &str) -> ChannelName {
        let name = name.trim_end_matches("<ZOMBIE>").trim_end_matches("<MASQ>");
        let (base, half) = match name.rsplit_once(';') {
            Some((base, "1")) => (base, 1),
            Some((base, "2")) => (base, 2),
            _ => (name, 0),
        };
        // `AsyncGoto/PJSIP/…`, `Surrogate/…`: what stands in for a channel while it is moved.
        let (tech, rest) = base.split_once('/').unwrap_or(("", base));
        let endpoint = match rest.rsplit_once('-') {
            Some((endpoint, serial)) if is_serial(serial) => endpoint,
            _ => rest,
        };
        let endpoint = match tech {
            "Skinny" | "SCCP" => endpoint.split('@').next().unwrap_or(endpoint),
            _ => endpoint,
        };
        ChannelName {
            tech: tech.to_owned(),
            endpoint: endpoint.to_owned(),
            half,
            base: base.to_owned(),
        }
    }

    /// A channel that no telephone is behind.
    pub(crate) fn is_technical(&self) -> bool {
        const TECHNICAL: [&str; 17] = [
            "",
            "Local",
            "CBAnn",
            "CBRec",
            "Bridge",
            "Recorder",
            "Announcer",
            "Message",
            "Surrogate",
            "AsyncGoto",
            "Snoop",
            "ConfBridgeRec",
            "MulticastRTP",
            "UnicastRTP",
            "Parked",
            "Transfered",
            "Beep",
        ];
        TECHNICAL.contains(&self.tech.as_str())
    }

    /// The number that a Local channel dials.
    pub(crate) fn local_number(&self) -> &str {
        self.endpoint.split('@').next().unwrap_or_default()
    }
}

fn is_serial(text: &str) -> bool {
    !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// 2 to 6 digits: what extensions, queues and groups look like.
pub(crate) fn is_short_number(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits with an optional plus, more than an extension has.
pub(crate) fn is_long_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (7..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An extension of the dialplan that a person dialled, not one of the dialplan's own (`s`, `h`, `s-BUSY-201`).
pub(crate) fn is_dialled(exten: &str) -> bool {
    let first = exten.bytes().next().unwrap_or(b's');
    first.is_ascii_digit() || matches!(first, b'+' | b'*' | b'#')
}

/// One destination of `Dial`: `PJSIP/201`, `PJSIP/+7916…@trunk`, `SIP/trunk/7916…`, `Local/203@from-queue/n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) tech: String,
    pub(crate) endpoint: String,
    /// The number that was sent to the endpoint; `None` if a phone was called as such.
    pub(crate) number: Option<String>,
}

/// The destinations of a `Dial`, at most a hundred.
pub(crate) fn targets(data: &str) -> Vec<Target> {
    let destinations = data.split([',', '|']).next().unwrap_or_default();
    destinations.split('&').take(100).filter_map(target).collect()
}

fn target(text: &str) -> Option<Target> {
    let (tech, rest) = text.split_once('/')?;
    if tech.is_empty() || tech.eq_ignore_ascii_case("Local") {
        return None;
    }
    // `PJSIP/201/sip:201@10.0.0.7:5060`: the contact of a phone, or of a trunk if a long number is called there.
    let (endpoint, number) = if let Some((endpoint, contact)) = rest.split_once("/sip:") {
        let user = contact.split(['@', ';']).next().unwrap_or_default();
        (endpoint, is_long_number(user).then_some(user))
    } else if let Some((number, endpoint)) = rest.split_once('@') {
        (endpoint, Some(number))
    } else if let Some((endpoint, number)) = rest.rsplit_once('/') {
        (endpoint, Some(number))
    } else {
        (rest, None)
    };
    Some(Target {
        tech: tech.to_owned(),
        endpoint: endpoint.to_owned(),
        number: number.map(str::to_owned),
    })
}
