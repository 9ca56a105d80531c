//! Consultations: whom an employee asked while the party waited.

use call_journal_model::call::LegResult;

use super::leg::{Context, Line};
use super::reach::contacts;
use super::scene::{SECOND, Us};
use super::tell::stamp;

impl Context<'_> {
    /// The employee on whose order a channel was called while the party waits: from another line, or by a feature code.
    pub(super) fn ordered_by(&self, index: usize) -> Option<usize> {
        let scene = self.scene;
        let channel = &scene.channels[index];
        let main = self
            .story
            .caller
            .or(self.story.parties.first().map(|(party, _)| *party))?;
        if channel.unit != scene.channels[main].unit {
            let root = scene.members[channel.unit]
                .iter()
                .copied()
                .find(|other| scene.channels[*other].root)?;
            let employee = scene.channels[root].role.employee().is_some();
            return (employee && root != index && !self.story.is_party(root)).then_some(root);
        }
        let first_half = scene.twin[self.local_before(index)?]?;
        let stay = scene.stays[*scene.stays_of[first_half].first()?];
        let members = scene.bridges[stay.bridge]
            .stays
            .iter()
            .take(8)
            .map(|stay| scene.stays[*stay]);
        let mut others =
            members.filter(|other| other.channel != first_half && other.to.is_none_or(|to| to > stay.from));
        let next = others.next()?.channel;
        let employee = scene.channels[next].role.employee().is_some();
        (employee && next != index && !self.story.is_party(next)).then_some(next)
    }

    /// The Local channel's second half that called this one: by its number, else the last one made before.
    fn local_before(&self, index: usize) -> Option<usize> {
        let scene = self.scene;
        let channel = &scene.channels[index];
        if channel.dialler.is_some() {
            return channel.dialler;
        }
        let members = &scene.members[channel.unit];
        let place =
            members.partition_point(|other| scene.channels[*other].first <= channel.first + SECOND / 20);
        let mut before = members[..place].iter().rev().copied().take(32).filter(|other| {
            let other = &scene.channels[*other];
            other.name.half == 2 && other.end.is_none_or(|end| end > channel.first)
        });
        let last = before.clone().next();
        let number = channel
            .role
            .employee()
            .map_or("", |extension| extension.0.as_str());
        before
            .find(|other| scene.channels[*other].name.local_number() == number)
            .or(last)
    }

    /// When the employee talked with the one called on their order, the party not listening.
    pub(super) fn consulted(&self, index: usize, by: usize) -> Option<(Us, Us)> {
        let scene = self.scene;
        let channel = &scene.channels[index];
        let employee = scene.channels[by].role.employee()?;
        contacts(
            scene,
            index,
            channel.first,
            channel.end_or(self.horizon),
            self.horizon,
        )
        .into_iter()
        .filter(|contact| scene.channels[contact.channel].role.employee() == Some(employee))
        .map(|contact| (contact.from, contact.to))
        .reduce(|(from, _), (_, to)| (from, to))
    }

    pub(super) fn consultation(&self, index: usize, by: usize, talked: Option<(Us, Us)>) -> Line {
        let channel = &self.scene.channels[index];
        let mut line = self.line(self.party(by), self.party(index), channel, index, None);
        line.leg.consultation = true;
        if let Some((from, to)) = talked {
            line.leg.result = LegResult::Answered;
            line.leg.answered_at = Some(stamp(from));
            line.leg.ended_at = Some(stamp(to));
            line.leg.talk = stamp(to).since(stamp(from));
            line.to = to;
        }
        line
    }
}
