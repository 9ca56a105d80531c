//! Who is behind each channel: an employee's phone, the outside, or no telephone at all.
//!
//! The configuration decides where it says something. Otherwise a short number is an employee's phone: as the endpoint's
//! name, or as the caller id that the PBX gives the endpoint.

use std::collections::{HashMap, HashSet};

use call_journal_model::call::Extension;

use super::name::{is_long_number, is_short_number, targets};
use super::scene::{Channel, Role, Scene};
use crate::plan::Plan;

pub(crate) fn assign(scene: &mut Scene, plan: &Plan) {
    let evidence = Evidence::collect(scene);
    let roles: Vec<(Role, bool)> = scene
        .channels
        .iter()
        .map(|channel| evidence.role(channel, plan))
        .collect();
    for (channel, (role, weak)) in scene.channels.iter_mut().zip(roles) {
        channel.role = role;
        channel.weak = weak;
    }
    // A trunk that shows a short caller's number, or is named by one, still begins calls to a long number of the company
    // that only employees are called for.
    for unit in 0..scene.members.len() {
        let members = &scene.members[unit];
        let Some(root) = members.iter().copied().find(|index| scene.channels[*index].root) else {
            continue;
        };
        let channel = &scene.channels[root];
        let called = |wanted: fn(&Role) -> bool| {
            members
                .iter()
                .any(|index| *index != root && wanted(&scene.channels[*index].role))
        };
        let shows_none_of_ours = channel.weak || !is_short_number(&channel.cid_num);
        let exten = channel.first_exten.as_str();
        let to_the_company = is_long_number(exten) || exten == "s" || exten == channel.name.endpoint;
        if channel.cel_start
            && shows_none_of_ours
            && to_the_company
            && !channel.originated
            && channel.role.employee().is_some()
            && !configured(channel, plan)
            && called(|role| role.employee().is_some())
            && !called(|role| *role == Role::Outside)
        {
            scene.channels[root].role = Role::Outside;
        }
    }
}

fn configured(channel: &Channel, plan: &Plan) -> bool {
    let endpoint = &channel.name.endpoint;
    plan.endpoints.contains_key(endpoint) || plan.extensions.contains(endpoint)
}

/// What the thread says about endpoints that are not named by a number.
struct Evidence<'a> {
    /// The short number by which the PBX shows the endpoint's calls.
    short_id: HashMap<&'a str, &'a str>,
    /// Endpoints that were called as such, without a number sent to them, and the extension for which.
    called_as: HashMap<String, String>,
    /// Endpoints to which a number outside was sent.
    sent_outside: HashSet<String>,
}

impl<'a> Evidence<'a> {
    fn collect(scene: &'a Scene) -> Evidence<'a> {
        let mut short_id: HashMap<&str, &str> = HashMap::new();
        let mut called_as: HashMap<String, String> = HashMap::new();
        let mut sent_outside = HashSet::new();
        for channel in &scene.channels {
            if channel.name.is_technical() {
                continue;
            }
            if is_short_number(&channel.cid_num) {
                let known = short_id.entry(&channel.name.endpoint).or_insert(&channel.cid_num);
                // The lowest, so that the order of events does not matter.
                if channel.cid_num.as_str() < *known {
                    *known = &channel.cid_num;
                }
            }
        }
        for visit in scene.channels.iter().flat_map(|channel| &channel.visits) {
            if !visit.app.eq_ignore_ascii_case("Dial") {
                continue;
            }
            let all = targets(&visit.data);
            for target in &all {
                if let Some(number) = &target.number {
                    if is_long_number(number) {
                        sent_outside.insert(target.endpoint.clone());
                    }
                    continue;
                }
                let exten = if all.len() == 1 && is_short_number(&visit.exten) {
                    &visit.exten
                } else {
                    &target.endpoint
                };
                let known = called_as
                    .entry(target.endpoint.clone())
                    .or_insert_with(|| exten.clone());
                if *exten < *known {
                    known.clone_from(exten);
                }
            }
        }
        Evidence {
            short_id,
            called_as,
            sent_outside,
        }
    }

    /// The role, and whether it rests on a caller id only.
    fn role(&self, channel: &Channel, plan: &Plan) -> (Role, bool) {
        let endpoint = channel.name.endpoint.as_str();
        let employee = |number: &str| (Role::Employee(Extension(number.to_owned())), false);
        if channel.name.is_technical() {
            return (Role::Technical, false);
        }
        if let Some(extension) = plan.endpoints.get(endpoint) {
            return employee(extension);
        }
        if plan.trunks.iter().any(|trunk| trunk == endpoint) {
            return (Role::Outside, false);
        }
        if plan.extensions.iter().any(|extension| extension == endpoint) {
            return employee(endpoint);
        }
        // A provider's account may be as short as an extension, but long numbers are sent to it.
        if self.sent_outside.contains(endpoint) {
            return (Role::Outside, false);
        }
        let short_id = self.short_id.get(endpoint).copied();
        if is_short_number(endpoint) {
            // A second phone of 201 may be registered as 99201: it shows itself as 201.
            return employee(short_id.filter(|id| endpoint.ends_with(id)).unwrap_or(endpoint));
        }
        // `201-WS`, `201_mobile`
        let digits = endpoint.bytes().take_while(u8::is_ascii_digit).count();
        if is_short_number(&endpoint[..digits])
            && matches!(endpoint.as_bytes().get(digits), Some(b'-' | b'_'))
        {
            return employee(&endpoint[..digits]);
        }
        if digits == endpoint.len() && digits >= 7 {
            return (Role::Outside, false);
        }
        if let Some(id) = short_id {
            return (Role::Employee(Extension(id.to_owned())), true);
        }
        match self.called_as.get(endpoint) {
            Some(extension) => employee(extension),
            None => (Role::Outside, false),
        }
    }
}
