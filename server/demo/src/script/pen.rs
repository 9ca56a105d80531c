//! Channel events: how Asterisk writes that a channel begins, answers, meets another one, ends.

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{Cel, PbxEvent};
use serde_json::json;

use super::{Bridge, Caller, Chan, Script};
use crate::company::TRUNK;

impl Script<'_> {
    /// Writes one event of `chan` as it is now.
    pub(super) fn event(&mut self, event: &str, chan: Chan, extra: Option<serde_json::Value>) {
        self.event_with(event, chan, "", String::new(), extra);
    }

    pub(super) fn event_with(
        &mut self,
        event: &str,
        chan: Chan,
        user_event: &str,
        peer: String,
        extra: Option<serde_json::Value>,
    ) {
        self.now_us += self.jitter.between(60, 420);
        let cel = Cel {
            event: event.into(),
            at_us: self.now_us,
            user_event: user_event.into(),
            peer,
            extra: extra.map(|extra| extra.to_string()).unwrap_or_default(),
            ..self.channels[chan.0].clone()
        };
        self.out.push((self.now_us, PbxEvent::Cel(cel)));
    }

    /// Begins a channel: `channel` holds its name, its party and where it starts. Linked to `to`, or to itself.
    pub(super) fn open(&mut self, channel: Cel, to: Option<Chan>) -> Chan {
        let chan = Chan(self.channels.len());
        let uniqueid = format!("{}.{}", self.now_us.div_euclid(1_000_000), self.counters.unique);
        self.counters.unique += 1;
        let linkedid = to.map_or_else(|| uniqueid.clone(), |to| self.channels[to.0].linkedid.clone());
        if to.is_none() {
            self.expected.source_ids.push(uniqueid.clone());
        }
        self.channels.push(Cel {
            uniqueid,
            linkedid,
            ..channel
        });
        self.event("CHAN_START", chan, None);
        chan
    }

    /// `PJSIP/201-0000001a`
    pub(super) fn endpoint(&mut self, name: &str) -> String {
        self.counters.channel += 1;
        format!("PJSIP/{name}-{:08x}", self.counters.channel)
    }

    /// The call comes in over the trunk for `did`.
    pub(crate) fn trunk_in(&mut self, caller: &Caller, did: &str) -> Chan {
        self.did = did.into();
        let cel = Cel {
            channel: self.endpoint(TRUNK),
            cid_name: caller.name.clone(),
            cid_num: caller.as_sent.clone(),
            exten: did.into(),
            context: "from-trunk".into(),
            ..Cel::default()
        };
        let chan = self.open(cel, None);
        self.channels[chan.0].cid_ani = caller.as_sent.clone();
        self.channels[chan.0].cid_dnid = did.into();
        self.expected.number = caller.number.clone();
        self.expected.anchor = self.uniqueid(chan);
        chan
    }

    /// An employee's phone dials `dialled`.
    pub(crate) fn phone_dials(&mut self, employee: usize, dialled: &str) -> Chan {
        let channel = self.phone(employee, dialled);
        let chan = self.open(channel, None);
        let state = &mut self.channels[chan.0];
        state.cid_ani = state.cid_num.clone();
        state.cid_dnid = dialled.into();
        if self.expected.anchor.is_empty() {
            self.expected.anchor = self.uniqueid(chan);
        }
        chan
    }

    /// An employee's phone rings, called by `by`, which dialled `exten` with the application `app`.
    pub(super) fn phone_rings(&mut self, by: Chan, employee: usize, exten: &str, app: &str) -> Chan {
        let channel = self.phone(employee, "s");
        let chan = self.open(channel, Some(by));
        let state = &mut self.channels[chan.0];
        state.cid_ani = state.cid_num.clone();
        state.exten = exten.into();
        self.runs(chan, app, "(Outgoing Line)");
        let extension = self.company.extension(employee);
        if !self.expected.rang.contains(&extension) {
            self.expected.rang.push(extension);
        }
        chan
    }

    fn phone(&mut self, employee: usize, exten: &str) -> Cel {
        let employee = self.company.employee(employee);
        Cel {
            channel: self.endpoint(&employee.extension.0),
            cid_name: employee.name.into(),
            cid_num: employee.extension.0.clone(),
            exten: exten.into(),
            context: "from-internal".into(),
            ..Cel::default()
        }
    }

    /// `chan` goes on at `exten` of the dialplan's `context`.
    pub(super) fn goes_to(&mut self, chan: Chan, context: &str, exten: &str) {
        self.channels[chan.0].context = context.into();
        self.channels[chan.0].exten = exten.into();
    }

    /// `chan` runs `app`.
    pub(super) fn runs(&mut self, chan: Chan, app: &str, data: &str) {
        self.channels[chan.0].app = app.into();
        self.channels[chan.0].app_data = data.into();
    }

    pub(super) fn answers(&mut self, chan: Chan) {
        self.event("ANSWER", chan, None);
    }

    /// The called channel and its caller meet.
    pub(super) fn meet(&mut self, called: Chan, caller: Chan) -> Bridge {
        // A dialled channel has left the dialplan once it is answered.
        if self.channels[called.0].app == "AppDial" {
            self.channels[called.0].exten.clear();
        }
        let bridge = self.room("simple_bridge");
        self.enters(bridge, called);
        self.enters(bridge, caller);
        bridge
    }

    pub(super) fn room(&mut self, technology: &'static str) -> Bridge {
        let mut part = |low: i64, high: i64| self.jitter.between(low, high);
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            part(0, 0xffff_ffff),
            part(0, 0xffff),
            part(0, 0xfff),
            part(0x8000, 0xbfff),
            part(0, 0xffff_ffff_ffff)
        );
        self.bridges.push((id, technology, Vec::new()));
        Bridge(self.bridges.len() - 1)
    }

    pub(super) fn enters(&mut self, bridge: Bridge, chan: Chan) {
        let peer = self.names_in(bridge);
        self.bridges[bridge.0].2.push(chan);
        let extra = self.bridge_extra(bridge);
        self.event_with("BRIDGE_ENTER", chan, "", peer, Some(extra));
    }

    pub(super) fn leaves(&mut self, bridge: Bridge, chan: Chan) {
        self.bridges[bridge.0].2.retain(|other| *other != chan);
        let peer = self.names_in(bridge);
        let extra = self.bridge_extra(bridge);
        self.event_with("BRIDGE_EXIT", chan, "", peer, Some(extra));
    }

    fn names_in(&self, bridge: Bridge) -> String {
        let names: Vec<&str> = self.bridges[bridge.0]
            .2
            .iter()
            .map(|chan| self.name(*chan))
            .collect();
        names.join(",")
    }

    fn bridge_extra(&self, bridge: Bridge) -> serde_json::Value {
        json!({ "bridge_id": self.bridge_id(bridge), "bridge_technology": self.bridges[bridge.0].1 })
    }

    pub(super) fn bridge_id(&self, bridge: Bridge) -> &str {
        &self.bridges[bridge.0].0
    }

    /// A called channel ends. `source` hung up, nobody if `None`.
    pub(super) fn drops(&mut self, chan: Chan, cause: u32, source: Option<Chan>) {
        let source = source
            .map(|source| self.name(source).to_owned())
            .unwrap_or_default();
        self.ends(chan, cause, &source, "");
    }

    /// A calling channel ends: the dialplan's hangup extension runs. The dialplan itself hung up if `source` is `None`.
    pub(super) fn hangs_up(&mut self, chan: Chan, cause: u32, source: Option<Chan>, dialstatus: &str) {
        let source = source.map_or_else(
            || "dialplan/builtin".into(),
            |source| self.name(source).to_owned(),
        );
        self.channels[chan.0].exten = "h".into();
        self.runs(chan, "", "");
        self.ends(chan, cause, &source, dialstatus);
    }

    pub(super) fn ends(&mut self, chan: Chan, cause: u32, source: &str, dialstatus: &str) {
        let extra = json!({ "hangupcause": cause, "hangupsource": source, "dialstatus": dialstatus });
        self.event("HANGUP", chan, Some(extra));
        self.same_moment("CHAN_END", chan);
    }

    /// The conversation that `chan` belongs to is over, as far as Asterisk knows.
    pub(super) fn last_of_link(&mut self, chan: Chan) {
        self.same_moment("LINKEDID_END", chan);
    }

    /// Asterisk stamps these with the moment of the event before.
    fn same_moment(&mut self, event: &str, chan: Chan) {
        let now = self.now_us;
        self.event(event, chan, None);
        self.now_us = now;
        if let Some((at, PbxEvent::Cel(cel))) = self.out.last_mut() {
            *at = now;
            cel.at_us = now;
        }
    }

    /// Music on hold begins for `chan`.
    pub(super) fn music(&mut self, chan: Chan) {
        self.event_with(
            "STREAM_BEGIN",
            chan,
            "MOH_STREAM_BEGIN",
            String::new(),
            Some(json!({ "class": "default" })),
        );
    }

    pub(super) fn music_ends(&mut self, chan: Chan) {
        self.event_with("STREAM_END", chan, "MOH_STREAM_END", String::new(), None);
    }

    /// `chan` hears the sound file `sound` from now on.
    pub(super) fn plays(&mut self, chan: Chan, sound: &str) {
        let extra = json!({ "sound": sound, "format": "slin", "language": "ru" });
        self.event_with(
            "STREAM_BEGIN",
            chan,
            "FILE_STREAM_BEGIN",
            String::new(),
            Some(extra),
        );
    }

    pub(super) fn played(&mut self, chan: Chan) {
        self.event_with("STREAM_END", chan, "FILE_STREAM_END", String::new(), None);
    }

    pub(super) fn name(&self, chan: Chan) -> &str {
        &self.channels[chan.0].channel
    }

    pub(super) fn uniqueid(&self, chan: Chan) -> String {
        self.channels[chan.0].uniqueid.clone()
    }

    pub(super) fn linkedid(&self, chan: Chan) -> String {
        self.channels[chan.0].linkedid.clone()
    }

    pub(super) fn state(&mut self, chan: Chan) -> &mut Cel {
        &mut self.channels[chan.0]
    }

    pub(super) fn seconds_at(&self, at_us: i64) -> Timestamp {
        Timestamp(at_us.div_euclid(1_000_000) * 1000)
    }

    pub(super) fn now_us(&self) -> i64 {
        self.now_us
    }
}
