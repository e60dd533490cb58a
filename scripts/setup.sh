#!/bin/bash
# Finds the system's Python (installing Debian's when there is none) and runs scripts/setup with it.
set -eu
cd "$(dirname "$0")/.."

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1; }

for python in /usr/bin/python3 python3; do
    if works "$python"; then exec "$python" scripts/setup "$@"; fi
done

if ! command -v apt-get >/dev/null; then
    echo "setup: Python 3.9 or later is needed; install it and start again" >&2
    exit 2
fi
if [ "$(id -u)" = 0 ]; then sudo=""; elif command -v sudo >/dev/null; then sudo=sudo; else
    echo "setup: Python is missing. Run this as an administrator and start again: apt-get install python3 python3-venv" >&2
    exit 2
fi
echo "setup: installing Debian's Python"
$sudo apt-get -q update
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends python3 python3-venv
exec /usr/bin/python3 scripts/setup "$@"
