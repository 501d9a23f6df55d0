#!/bin/sh
# Runs a command beside a sound server of its own, whose loudspeaker is also its microphone:
#
#     tests/virtual-audio.sh python -m pytest tests/audio/test_player.py
#
# Needs (Debian): pulseaudio pulseaudio-utils libasound2-plugins libportaudio2.
# The person's own sound server and its settings are not touched. SOUND_SERVER_PID is the server's
# process id, for tests in which it dies.
set -eu

folder=$(mktemp -d)
server=
feeder=
finish() {
    for process in $feeder $server; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

export HOME="$folder" XDG_RUNTIME_DIR="$folder" XDG_CONFIG_HOME="$folder/config"
export PULSE_RUNTIME_PATH="$folder" PULSE_STATE_PATH="$folder" PULSE_COOKIE="$folder/cookie"
export PULSE_SERVER="unix:$folder/socket"
unset DISPLAY

pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes \
    --realtime=no --high-priority=no --log-level=error \
    --load="module-native-protocol-unix auth-anonymous=1 socket=$folder/socket" \
    --load="module-null-sink sink_name=loop rate=48000 channels=1 format=float32le" \
    >"$folder/log" 2>&1 &
server=$!
export SOUND_SERVER_PID=$server

tries=100
until pactl info >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "The sound server did not start:" >&2
        cat "$folder/log" >&2
        exit 1
    fi
    sleep 0.1
done
pactl set-default-sink loop
pactl set-default-source loop.monitor

# Keeps the loop running, so that its microphone delivers silence while nothing plays.
pacat --playback --raw --device=loop --rate=48000 --channels=1 --format=s16le \
    --latency-msec=20 </dev/zero >/dev/null 2>&1 &
feeder=$!

"$@"
