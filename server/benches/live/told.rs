//! What was measured: a short table for people, and the same as JSON.

use serde_json::{Map, Value, json};

/// What a figure should be.
#[derive(Clone, Copy)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
    None,
}

/// All figures, in the order in which they were measured.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

struct Figure {
    part: &'static str,
    name: &'static str,
    value: f64,
    unit: &'static str,
    goal: Goal,
}

impl Figures {
    /// Notes a figure and prints it.
    pub fn add(
        &mut self,
        part: &'static str,
        name: &'static str,
        value: f64,
        unit: &'static str,
        goal: Goal,
    ) {
        let figure = Figure {
            part,
            name,
            value,
            unit,
            goal,
        };
        println!("{}", figure.line());
        self.0.push(figure);
    }

    /// `{"manager": {"messages": {"value": 31000, "unit": "/s", "at_least": 20000}}}`
    pub fn json(&self) -> Value {
        let mut parts: Map<String, Value> = Map::new();
        for figure in &self.0 {
            let mut value = json!({ "value": figure.value, "unit": figure.unit });
            match figure.goal {
                Goal::AtLeast(goal) => value["at_least"] = goal.into(),
                Goal::AtMost(goal) => value["at_most"] = goal.into(),
                Goal::None => {}
            }
            parts.entry(figure.part).or_insert_with(|| json!({}))[figure.name] = value;
        }
        Value::Object(parts)
    }
}

impl Figure {
    fn line(&self) -> String {
        let Figure {
            part,
            name,
            value,
            unit,
            goal,
        } = self;
        let goal = match goal {
            Goal::AtLeast(goal) => format!("  (goal: at least {goal})"),
            Goal::AtMost(goal) => format!("  (goal: at most {goal})"),
            Goal::None => String::new(),
        };
        let digits = if value.abs() < 10.0 { 2 } else { 0 };
        format!("{part:<8} {name:<42} {value:>9.digits$} {unit:<10}{goal}")
    }
}

/// Lengths of time in milliseconds.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn of(mut times: Vec<f64>) -> Times {
        times.sort_unstable_by(f64::total_cmp);
        Times(times)
    }

    /// So many of a hundred took no longer.
    pub fn within(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }
}
