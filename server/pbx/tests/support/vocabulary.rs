//! The words that garbage of a PBX is made of: few, so that what is made of them meets. For tests and benchmarks.

/// Kinds of CEL events.
pub const EVENTS: [&str; 23] = [
    "CHAN_START",
    "CHAN_START",
    "ANSWER",
    "BRIDGE_ENTER",
    "BRIDGE_EXIT",
    "HANGUP",
    "CHAN_END",
    "LINKEDID_END",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "PARK_START",
    "PARK_END",
    "PICKUP",
    "STREAM_BEGIN",
    "STREAM_END",
    "BRIDGE_START",
    "APP_START",
    "DIAL_BEGIN",
    "DIAL_END",
    "HANGUP_REQUEST",
    "HOLD",
    "UNHOLD",
    "CALLERID",
];

/// Channels.
pub const NAMES: [&str; 12] = [
    "PJSIP/201-00000001",
    "PJSIP/202-00000002",
    "PJSIP/trunk-00000003",
    "PJSIP/trunk-00000004",
    "Local/201@q-00000005;1",
    "Local/201@q-00000005;2",
    "SIP/301-1",
    "",
    "/",
    "Local/;1",
    "DAHDI/i1/749512345-7",
    "PJSIP/\u{1F600}-x",
];

/// What was dialled.
pub const EXTENS: [&str; 9] = ["201", "s", "h", "89161234567", "", "*8", "+7", "700", "0\u{301}"];

/// Applications of a dialplan.
pub const APPS: [&str; 9] = [
    "Dial",
    "Queue",
    "AppDial",
    "AppQueue",
    "AppDial2",
    "",
    "VoiceMail",
    "BackGround",
    "ConfBridge",
];

/// Numbers of either side.
pub const NUMBERS: [&str; 9] = [
    "201",
    "202",
    "203",
    "89161234567",
    "+74957654321",
    "",
    "anonymous",
    "0",
    "*8",
];
