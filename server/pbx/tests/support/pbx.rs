//! A PBX in a few words: writes the CEL events that a real one writes for what the tests make it do.

use call_journal_model::time::Timestamp;
use call_journal_pbx::event::{Cel, ChannelGone, PbxEvent};

/// 2026-11-23 08:00:00 UTC; the times of the tests are seconds after it.
pub const T0: i64 = 1_795_420_800;

/// A channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chan(usize);

#[derive(Default)]
struct State {
    name: String,
    uniqueid: String,
    linkedid: String,
    num: String,
    exten: String,
    context: String,
    app: String,
    data: String,
    bridge: Option<usize>,
}

/// The PBX.
#[derive(Default)]
pub struct Pbx {
    pub events: Vec<PbxEvent>,
    channels: Vec<State>,
    bridges: usize,
    /// What precedes each id, such as `mikopbx-`.
    pub prefix: &'static str,
}

impl Pbx {
    pub fn new() -> Pbx {
        Pbx::default()
    }

    fn add(&mut self, at: f64, name: &str, num: &str, exten: &str, link: Option<Chan>) -> Chan {
        let serial = self.channels.len();
        let uniqueid = format!("{}{}.{serial}", self.prefix, T0 + at as i64);
        let linkedid = link.map_or_else(|| uniqueid.clone(), |link| self.channels[link.0].linkedid.clone());
        let name = match name.rsplit_once(';') {
            // Both halves of a Local channel bear one number: the second half is made right after the first.
            Some((base, half)) => format!("{base}-{:08x};{half}", serial - usize::from(half == "2")),
            None => format!("{name}-{serial:08x}"),
        };
        self.channels.push(State {
            name,
            uniqueid,
            linkedid,
            num: num.to_owned(),
            exten: exten.to_owned(),
            context: "dialplan".to_owned(),
            ..State::default()
        });
        let chan = Chan(serial);
        self.event(at, chan, "CHAN_START", "", "");
        chan
    }

    pub fn event(&mut self, at: f64, chan: Chan, event: &str, user_event: &str, extra: &str) {
        let state = &self.channels[chan.0];
        self.events.push(PbxEvent::Cel(Cel {
            event: event.to_owned(),
            at_us: T0 * 1_000_000 + (at * 1e6).round() as i64,
            cid_num: state.num.clone(),
            exten: state.exten.clone(),
            context: state.context.clone(),
            channel: state.name.clone(),
            app: state.app.clone(),
            app_data: state.data.clone(),
            uniqueid: state.uniqueid.clone(),
            linkedid: state.linkedid.clone(),
            user_event: user_event.to_owned(),
            extra: extra.to_owned(),
            ..Cel::default()
        }));
    }

    /// A channel that calls: a trunk with a call from outside, or a phone.
    pub fn calls(&mut self, at: f64, name: &str, num: &str, exten: &str) -> Chan {
        self.add(at, name, num, exten, None)
    }

    /// A channel that `by` dials. `num` is what the PBX shows for its endpoint.
    pub fn dials(&mut self, at: f64, by: Chan, name: &str, num: &str) -> Chan {
        let chan = self.add(at, name, num, "s", Some(by));
        let exten = self.channels[by.0].exten.clone();
        let state = &mut self.channels[chan.0];
        state.exten = exten;
        state.app = "AppDial".to_owned();
        chan
    }

    /// A pair of Local channels, as `by`'s `Dial` makes it.
    pub fn local(&mut self, at: f64, by: Option<Chan>, name: &str) -> (Chan, Chan) {
        let exten = name.split('@').next().unwrap_or_default().to_owned();
        let first = self.add(at, &format!("Local/{name};1"), "", &exten, by);
        let second = self.add(at, &format!("Local/{name};2"), "", &exten, Some(first));
        (first, second)
    }

    /// The dialplan goes on to an application.
    pub fn runs(&mut self, chan: Chan, exten: &str, app: &str, data: &str) {
        let state = &mut self.channels[chan.0];
        state.exten = exten.to_owned();
        state.app = app.to_owned();
        state.data = data.to_owned();
    }

    pub fn answers(&mut self, at: f64, chan: Chan) {
        self.event(at, chan, "ANSWER", "", "");
    }

    /// Puts channels into a new bridge.
    pub fn bridges(&mut self, at: f64, members: &[Chan]) -> usize {
        self.bridges += 1;
        let bridge = self.bridges;
        for member in members {
            self.enters(at, *member, bridge, "simple_bridge");
        }
        bridge
    }

    pub fn enters(&mut self, at: f64, chan: Chan, bridge: usize, technology: &str) {
        if self.channels[chan.0].bridge.is_some() {
            self.leaves(at, chan);
        }
        self.channels[chan.0].bridge = Some(bridge);
        let extra = format!(r#"{{"bridge_id":"bridge-{bridge}","bridge_technology":"{technology}"}}"#);
        self.event(at, chan, "BRIDGE_ENTER", "", &extra);
    }

    pub fn leaves(&mut self, at: f64, chan: Chan) {
        if let Some(bridge) = self.channels[chan.0].bridge.take() {
            let extra = format!(r#"{{"bridge_id":"bridge-{bridge}","bridge_technology":"simple_bridge"}}"#);
            self.event(at, chan, "BRIDGE_EXIT", "", &extra);
        }
    }

    pub fn music(&mut self, from: f64, to: f64, chan: Chan) {
        self.event(
            from,
            chan,
            "STREAM_BEGIN",
            "MOH_STREAM_BEGIN",
            r#"{"class":"default"}"#,
        );
        self.event(to, chan, "STREAM_END", "MOH_STREAM_END", "");
    }

    pub fn hangs_up(&mut self, at: f64, chan: Chan, cause: i32) {
        self.ends(at, chan, cause, "");
    }

    /// Hangs up with what `Dial` had told the channel.
    pub fn ends(&mut self, at: f64, chan: Chan, cause: i32, dialstatus: &str) {
        self.leaves(at, chan);
        let extra = format!(r#"{{"hangupcause":{cause},"hangupsource":"","dialstatus":"{dialstatus}"}}"#);
        self.event(at, chan, "HANGUP", "", &extra);
        self.event(at, chan, "CHAN_END", "", "");
    }

    pub fn blind(&mut self, at: f64, by: Chan, whom: Chan, exten: &str) {
        let extra = format!(
            r#"{{"extension":"{exten}","context":"dialplan","transferee_channel_uniqueid":"{}"}}"#,
            self.channels[whom.0].uniqueid
        );
        self.event(at, by, "BLINDTRANSFER", "", &extra);
        self.runs(whom, exten, "Dial", "");
    }

    /// `second` is the line on which the target was consulted.
    pub fn attended(&mut self, at: f64, by: Chan, second: Chan, whom: Chan, target: Chan) {
        let id = |chan: Chan| self.channels[chan.0].uniqueid.clone();
        let extra = format!(
            r#"{{"channel2_uniqueid":"{}","transferee_channel_uniqueid":"{}","transfer_target_channel_uniqueid":"{}"}}"#,
            id(second),
            id(whom),
            id(target)
        );
        self.event(at, by, "ATTENDEDTRANSFER", "", &extra);
    }

    pub fn name(&self, chan: Chan) -> String {
        self.channels[chan.0].name.clone()
    }

    /// The PBX was asked, and has the channel no more.
    pub fn is_gone(&mut self, at: f64, chan: Chan) {
        let state = &self.channels[chan.0];
        self.events.push(PbxEvent::ChannelGone(ChannelGone {
            uniqueid: state.uniqueid.clone(),
            linkedid: state.linkedid.clone(),
            at: Timestamp(T0 * 1000 + (at * 1e3).round() as i64),
        }));
    }

    pub fn id(&self, chan: Chan) -> String {
        self.channels[chan.0].uniqueid.clone()
    }

    /// A whole dial: rings from `at`, answers, talks until `until`, and both hang up.
    pub fn talk(&mut self, at: f64, answered: f64, until: f64, caller: Chan, called: Chan) {
        let _ = at;
        self.answers(answered, called);
        self.answers(answered, caller);
        self.bridges(answered, &[called, caller]);
        self.hangs_up(until, called, 16);
        self.ends(until, caller, 16, "ANSWER");
    }
}
