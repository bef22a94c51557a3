#!/bin/sh
# Runs a command beside a private, unlocked GNOME Keyring, and passes its exit
# code on:
#
#     .ci/keyring/with-keyring.sh env INCODECTL_TEST_KEYRING=1 go test ./internal/secret/vault/
#
# The keyring, its D-Bus session and their files live in a temporary folder and
# end with the command; the user's own keyring is not touched. HOME and the
# caller's XDG_DATA_HOME stay as they are for the command. Needs
# dbus-run-session, dbus-send and gnome-keyring-daemon (Debian: dbus,
# gnome-keyring).
set -eu

if [ $# -eq 0 ]; then
	echo "usage: $0 COMMAND [ARGUMENT...]" >&2
	exit 2
fi
for tool in dbus-run-session dbus-send gnome-keyring-daemon; do
	if ! command -v "$tool" >/dev/null; then
		echo "$0: $tool is missing (Debian: apt-get install dbus gnome-keyring)" >&2
		exit 127
	fi
done

# Second step, inside the session.
if [ "${WITH_KEYRING_DIR:-}" ]; then
	dir=$WITH_KEYRING_DIR
	unset WITH_KEYRING_DIR
	# In the foreground: as a daemon it would outlive the session.
	printf 'test' | XDG_DATA_HOME="$dir/data" gnome-keyring-daemon \
		--foreground --unlock --components=secrets >"$dir/log" 2>&1 &
	daemon=$!
	trap 'kill "$daemon" 2>/dev/null || :; wait "$daemon" 2>/dev/null || :' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	# Ready when the collection "login" is there and unlocked. Asked with the
	# name's owner as destination, so that D-Bus starts no second daemon.
	tries=0
	until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
		org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1 &&
		dbus-send --session --print-reply --dest=org.freedesktop.secrets \
			/org/freedesktop/secrets/collection/login org.freedesktop.DBus.Properties.Get \
			string:org.freedesktop.Secret.Collection string:Locked 2>/dev/null |
		grep -q 'boolean false'; do
		tries=$((tries + 1))
		if [ "$tries" -gt 200 ] || ! kill -0 "$daemon" 2>/dev/null; then
			echo "$0: the keyring did not start:" >&2
			cat "$dir/log" >&2
			exit 1
		fi
		sleep 0.05
	done
	status=0
	"$@" || status=$?
	exit "$status"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -m 700 "$dir/run" "$dir/data"
status=0
# No display: a locked keyring then fails instead of asking.
env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS \
	XDG_RUNTIME_DIR="$dir/run" WITH_KEYRING_DIR="$dir" \
	dbus-run-session -- "$0" "$@" || status=$?
exit "$status"
