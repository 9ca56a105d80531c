//! What the company's configuration says about its telephony. All of it is optional: what is missing is learnt from
//! the events (an endpoint named by a short number is an employee's phone, any other a trunk).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who is who in the PBX.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Two-letter region whose national numbers are dialled without a country code, such as `RU`.
    pub region: String,
    /// Endpoint names of trunks: `trunk-telecom` for `PJSIP/trunk-telecom-0000001a`. Exact names.
    pub trunks: Vec<String>,
    /// Extensions of employees. An endpoint or number in this list is always an employee.
    pub extensions: Vec<String>,
    /// Numbers outside the PBX that belong to an employee (a mobile rung together with the desk phone): E.164 → extension.
    pub mobiles: BTreeMap<String, String>,
    /// Endpoints that are named by something else than the extension: endpoint → extension.
    pub endpoints: BTreeMap<String, String>,
    /// Prefixes that phones dial before an outside number, such as `9`.
    pub outside_prefixes: Vec<String>,
    /// Dialplan contexts or numbers of menus.
    pub menus: Vec<String>,
    /// Numbers of queues; learnt from the application `Queue` otherwise.
    pub queues: Vec<String>,
    /// Numbers of ring groups; learnt from a `Dial` of several phones otherwise.
    pub groups: Vec<String>,
}
