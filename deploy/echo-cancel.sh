#!/bin/sh
# Takes the loudspeaker's sound out of the microphone's: loads PulseAudio's or PipeWire's module-echo-cancel and makes its
# microphone and loudspeaker the default ones. Doing it again changes nothing. Exit codes: 0 on; 1 it could not be turned
# on; 3 no sound server answers (plain ALSA), where the speaker tells its own voice by words and loudness alone.
set -eu

microphone=xiaoan_microphone
loudspeaker=xiaoan_loudspeaker

say() { echo "echo cancellation: $*"; }

if ! command -v pactl >/dev/null || ! pactl info >/dev/null 2>&1; then
    say "no PulseAudio or PipeWire answers"
    exit 3
fi

there() { pactl list short sources | cut -f 2 | grep -qx "$microphone"; }

if ! there; then
    source=$(pactl get-default-source)
    sink=$(pactl get-default-sink)
    for method in webrtc speex; do
        pactl load-module module-echo-cancel "aec_method=$method" "source_name=$microphone" "sink_name=$loudspeaker" \
            "source_master=$source" "sink_master=$sink" rate=16000 channels=1 >/dev/null 2>&1 && break
    done
    if ! there; then
        say "module-echo-cancel cannot be loaded (Debian: pulseaudio, or pipewire-pulse with libspa-0.2-modules)"
        exit 1
    fi
    say "loaded over $source and $sink"
fi
pactl set-default-source "$microphone"
pactl set-default-sink "$loudspeaker"
say "on"
