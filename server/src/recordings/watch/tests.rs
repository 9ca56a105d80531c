//! Folders on a real disk, at instants that the tests make up.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::SystemTime;

use call_journal_app::sources::Link;
use call_journal_model::time::Millis;
use call_journal_pbx::event::RecordingFile;

use super::super::length::tests::wav;
use super::*;

/// 2026-11-23 23:30 in Moscow, and a recording that began then.
const NOW: Timestamp = Timestamp(1_795_465_800_000);
const NAME: &str = "in-74950000000-79000000001-20261123-233000-1795465800.7.wav";

struct Disk {
    folder: PathBuf,
    desk: Desk,
    states: States,
    begin: Instant,
    second: u64,
    written: u64,
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Disk {
    /// With a folder `in` that is looked at every `look` seconds.
    fn new(test: &str, look: u64) -> Disk {
        let folder = std::env::temp_dir().join(format!("call-journal-watch-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("in")).unwrap();
        let watched = Watched {
            path: folder.join("in"),
            source: Some("pbx".to_owned()),
        };
        let seconds = Duration::from_secs;
        let pace = Pace {
            look: seconds(look),
            longest: seconds(look),
            rest: Rest {
                short: seconds(3),
                long: seconds(30),
            },
            ..PACE
        };
        let (states, begin) = (States::default(), Instant::now());
        Disk {
            desk: Desk::new(&[watched], Tz::Europe__Moscow, pace, &states, begin, NOW),
            folder,
            states,
            begin,
            second: 0,
            written: 0,
        }
    }

    fn write(&mut self, path: &str, content: &[u8]) {
        let path = self.folder.join(path);
        let folder = path.parent().unwrap();
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, content).unwrap();
        // Here much happens within the instant that a disk tells apart.
        self.written += 1;
        let changed = SystemTime::now() + Duration::from_secs(self.written);
        fs::File::open(folder).unwrap().set_modified(changed).unwrap();
    }

    /// What is told within the next seconds: `second: pbx path bytes length`.
    fn told(&mut self, seconds: u64, named: &[&str]) -> Vec<String> {
        let named: Vec<WaitingRecording> = named
            .iter()
            .map(|path| WaitingRecording {
                id: 1,
                path: (*path).to_owned(),
                source: "other".to_owned(),
                call_started: NOW,
            })
            .collect();
        let mut all = Vec::new();
        for _ in 0..seconds {
            let at = self.begin + Duration::from_secs(self.second);
            for (source, events) in self.desk.look(&named, at, NOW) {
                all.extend(events.into_iter().map(|event| {
                    let PbxEvent::RecordingFile(RecordingFile {
                        path,
                        bytes,
                        duration,
                        ..
                    }) = event
                    else {
                        panic!("{event:?}");
                    };
                    let length = duration.map_or(-1, |Millis(length)| length);
                    format!("{}: {source} {path} {bytes} {length}", self.second)
                }));
            }
            self.second += 1;
        }
        all
    }
}

#[test]
fn a_file_that_nobody_named_is_told_once_and_again_when_it_grew() {
    let mut disk = Disk::new("unnamed", 1);
    assert_eq!(disk.told(5, &[]), [""; 0]);
    let path = format!("2026/11/23/{NAME}");
    disk.write(&format!("in/{path}"), &wav(16_000, 16_000));
    assert_eq!(disk.told(10, &[]), [format!("8: pbx {path} 16044 1000")]);
    assert_eq!(disk.told(100, &[]), [""; 0]);
    disk.write(&format!("in/{path}"), &wav(32_000, 32_000));
    // At once where the system tells of it, else when it is looked at again.
    let told = disk.told(50, &[]);
    assert!(
        told.len() == 1 && told[0].ends_with(&format!("{path} 32044 2000")),
        "{told:?}"
    );
    let state = &disk.states.read()[0];
    assert_eq!(
        (state.pbx.as_str(), state.tap.as_str(), state.events),
        ("pbx", "recordings", 2)
    );
}

#[test]
fn a_file_that_is_named_is_found_in_the_folder_of_its_day() {
    let mut disk = Disk::new("named", 1_000_000);
    disk.write("in/2026/11/24/talk.wav", &wav(0, 16_000));
    disk.write("in/2026/11/24/other.txt", b"secret");
    disk.write("secret.wav", b"secret");
    let named = [
        "talk.wav",
        "/mnt/pbx/monitor/empty.wav",
        "other.txt",
        "../secret.wav",
        "/secret.wav",
    ];
    // Its header does not know of what it holds: more may come.
    assert_eq!(
        disk.told(40, &named),
        ["30: other 2026/11/24/talk.wav 16044 1000"]
    );
    disk.write("in/empty.wav", &wav(0, 0));
    assert_eq!(disk.told(40, &named), ["70: other empty.wav 44 0"]);
}

#[test]
fn the_system_tells_of_a_file_before_anybody_looks() {
    let mut disk = Disk::new("notices", 1_000_000);
    disk.write("in/2026/11/22/old.wav", b"");
    assert_eq!(disk.told(1, &[]), [""; 0]);
    for path in [format!("2026/11/22/{NAME}"), format!("2026/11/23/{NAME}")] {
        disk.write(&format!("in/{path}"), &wav(16_000, 16_000));
        let begin = Instant::now();
        let expected = format!(" pbx {path} 16044 1000");
        // Hours of the disk's time may pass in a moment; then what was told before may be told again.
        while !disk.told(1, &[]).iter().any(|told| told.ends_with(&expected)) {
            assert!(begin.elapsed() < Duration::from_secs(60), "{path} is never told");
            std::thread::yield_now();
        }
    }
}

#[test]
fn a_voicemail_message_is_told_by_the_text_beside_it() {
    let mut disk = Disk::new("voicemail", 1);
    disk.write("in/default/2010/INBOX/msg0000.wav", &wav(16_000, 16_000));
    assert_eq!(disk.told(9, &[]), [""; 0]);
    let text = b"[message]\ncallerchan=PJSIP/t-0001\norigtime=1795465800\n";
    disk.write("in/default/2010/INBOX/msg0000.txt", text);
    assert_eq!(
        disk.told(9, &[]),
        ["12: pbx default/2010/INBOX/msg0000.wav 16044 1000"]
    );
}

#[test]
fn a_folder_that_is_away_is_a_state_and_comes_back() {
    let mut disk = Disk::new("away", 1);
    let path = format!("in/{NAME}");
    disk.write(&path, &wav(16_000, 16_000));
    assert_eq!(disk.told(5, &[]).len(), 1);
    let link = |disk: &Disk| disk.states.read()[0].link;
    assert!(matches!(link(&disk), Link::Connected { .. }));
    fs::rename(disk.folder.join("in"), disk.folder.join("away")).unwrap();
    assert_eq!(disk.told(5, &[NAME]), [""; 0]);
    assert!(matches!(link(&disk), Link::Waiting { refused: false, .. }));
    let said = disk.states.read()[0].last_error.clone().unwrap().1;
    assert!(said.contains("cannot be read"), "{said}");
    fs::create_dir(disk.folder.join("in")).unwrap();
    disk.write(&path.replace("00.7", "00.8"), &wav(16_000, 16_000));
    let told = disk.told(5, &[]);
    assert!(told.len() == 1 && told[0].contains("00.8.wav"), "{told:?}");
    assert!(matches!(link(&disk), Link::Connected { .. }));
}

#[test]
fn what_is_no_file_of_the_folder_is_never_told() {
    let mut disk = Disk::new("hostile", 1);
    disk.write("secret/1795465800.1.wav", &wav(16_000, 16_000));
    let inside = disk.folder.join("in");
    let link = |from: &Path, name: &str| std::os::unix::fs::symlink(from, inside.join(name)).unwrap();
    link(&disk.folder.join("secret/1795465800.1.wav"), "1795465800.1.wav");
    link(&disk.folder.join("secret"), "linked");
    link(Path::new("1795465800.2.wav"), "1795465800.2.wav");
    link(Path::new("/dev/zero"), "1795465800.3.wav");
    fs::create_dir_all(inside.join("1795465800.4.wav")).unwrap();
    let pipe = inside.join("1795465800.5.wav");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    fs::write(inside.join(OsStr::from_bytes(b"1795465800.6\xff.wav")), b"x").unwrap();
    fs::create_dir_all(inside.join(OsStr::from_bytes(b"\xff"))).unwrap();
    let long = "x".repeat(300);
    let named = [
        "1795465800.1.wav",
        "linked/1795465800.1.wav",
        "1795465800.2.wav",
        "1795465800.3.wav",
        "1795465800.4.wav",
        "1795465800.5.wav",
        "1795465800.6\u{fffd}.wav",
        "a\0.wav",
        &format!("{long}.wav"),
        &format!("{}.wav", "y/".repeat(4000)),
        "../secret/1795465800.1.wav",
        &disk.folder.join("secret/1795465800.1.wav").display().to_string(),
        ".",
        "..",
        "",
    ];
    assert_eq!(disk.told(60, &named), [""; 0]);
    // And those beside them are.
    disk.write("in/1795465800.9.wav", &wav(16_000, 16_000));
    disk.write(
        "in/1795465800.8.wav",
        b"<html>no audio</html>, and longer than a header of 44 bytes",
    );
    let told = disk.told(9, &named);
    assert_eq!(
        told,
        [
            "63: pbx 1795465800.8.wav 59 -1",
            "63: pbx 1795465800.9.wav 16044 1000"
        ]
    );
}
