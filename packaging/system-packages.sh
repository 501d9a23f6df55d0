#!/bin/sh
# usage: system-packages.sh PYTHON LIST...
# Installs the Debian packages of the lists that are missing. As root, or with sudo that
# asks for no password, it installs them; otherwise it prints the command and stops.
# TIMBRE_SKIP_SYSTEM=1 goes on without them.
set -eu
python=$1
shift

[ "${TIMBRE_SKIP_SYSTEM:-}" = 1 ] && exit 0
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    [ "$(uname)" = Linux ] || exit 0
    echo "This is not a Debian system. If the window does not open, look for the counterparts of"
    echo "these packages: $(grep -hv '^#' "$@" | tr '\n' ' ')"
    exit 0
fi

# A package counts as there when it, or one that provides its name (libglib2.0-0t64), is installed.
here=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' |
    sed -n 's/^installed //p' | sed 's/([^)]*)//g' | tr -s ', ' '\n')
missing=
for name in $(grep -hv '^#' "$@"); do
    printf '%s\n' "$here" | grep -qx "$name" || missing="$missing $name"
done
# Debian's own Python has venv in a package of its own.
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=sudo
else
    echo "Some system libraries are missing. Install them with"
    echo
    echo "    sudo apt-get update && sudo apt-get install -y$missing"
    echo
    echo "and start again (or go on without them: TIMBRE_SKIP_SYSTEM=1 make ...)."
    exit 1
fi
echo "Installing system libraries:$missing"
export DEBIAN_FRONTEND=noninteractive
install() { $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null; }
# The package lists may be missing or old: fetch them when the first try fails.
install 2>/dev/null || { $sudo apt-get update -qq && install; }
