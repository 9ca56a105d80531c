#!/bin/sh
# Speaks conversations.txt into one stereo MP3 a conversation: caller left, employee right, 8 kHz as a telephone has.
# Needs espeak-ng, sox and lame. Run it here; it overwrites the .mp3 files and durations.txt.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

finish() {
  [ -n "$name" ] || return 0
  sox "$work"/left-*.wav "$work/left.wav"
  sox "$work"/right-*.wav "$work/right.wav"
  sox -M "$work/left.wav" "$work/right.wav" "$work/both.wav" gain -n -4
  lame --quiet --cbr -b 24 -m s -h "$work/both.wav" "$name.mp3"
  # Milliseconds by the count of MP3 frames, which is what players show.
  printf '%s %s\n' "$name" "$(soxi -D "$name.mp3" | awk '{ printf "%d", $1 * 1000 }')" >> durations.txt
  rm -f "$work"/*.wav
}

: > durations.txt
name=
turn=100
while IFS= read -r line; do
  case $line in
    "## "*)
      finish
      set -- ${line#"## "}
      name=$1 caller=$2 employee=$3 ;;
    "C: "* | "E: "*)
      turn=$((turn + 1))
      voice=$caller side=left other=right
      case $line in "E: "*) voice=$employee side=right other=left ;; esac
      espeak-ng -v "$voice" -s 165 -w "$work/raw.wav" -- "${line#??}"
      sox "$work/raw.wav" -r 8000 -b 16 "$work/$side-$turn.wav" gain -6 highpass 200 lowpass 3600 pad 0.15 0.25
      sox "$work/$side-$turn.wav" "$work/$other-$turn.wav" vol 0
      rm "$work/raw.wav" ;;
  esac
done < conversations.txt
finish
