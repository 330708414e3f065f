# shellcheck shell=bash
# Where things are, and the few helpers every command uses.
# Sourced by the commands in dev/, after `set -euo pipefail`.

export LC_ALL=C.UTF-8
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
CACHE=${WARD_CACHE:-$ROOT/.cache}
mkdir -p "$CACHE/stamps"
CACHE=$(cd "$CACHE" && pwd -P)

# A cache may be shared by several checkouts; what belongs to one of them
# carries this mark.
CHECKOUT=$(printf %s "$ROOT" | sha256sum | cut -c1-6)
OWN=$CACHE/checkouts/$CHECKOUT
mkdir -p "$OWN"

say() { printf '%s\n' "-- $*" >&2; }
die() {
    printf '%s\n' "error: $*" >&2
    exit 1
}

# digest_of TEXT|FILE...: short digest, the key of a step.
digest_of() {
    local item
    for item in "$@"; do
        if [ -f "$item" ]; then cat "$item"; else printf '%s\n' "$item"; fi
    done | sha256sum | cut -c1-12
}

# step NAME KEY FUNCTION: run FUNCTION unless it already succeeded with KEY.
# The stamp is written last, so an interrupted step runs again.
step() {
    local stamp=$CACHE/stamps/$1
    [ "$(cat "$stamp" 2>/dev/null)" != "$2" ] || return 0
    rm -f "$stamp"
    "$3"
    printf '%s\n' "$2" >"$stamp"
}

# locked NAME FUNCTION...: one at a time over all commands using this cache.
locked() {
    local lock
    exec {lock}>"$CACHE/$1.lock"
    if ! flock -n "$lock"; then
        [ "$1" = postgres ] || say "waiting for another command ($1)"
        flock "$lock"
    fi
    shift
    "$@"
    exec {lock}>&-
}

# start COMMAND...: in the background in a session of its own, so that only we
# tell it to stop; if we are killed, it is told too. Its number is in $CHILD.
start() {
    setsid setpriv --pdeathsig TERM "$@" </dev/null &
    CHILD=$!
}

# stop PID: ask it to end, then end whatever is left of its session.
stop() {
    local second
    kill -TERM "$1" 2>/dev/null || true
    for second in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$1" 2>/dev/null || break
        sleep 1
    done
    kill -KILL -- "-$1" 2>/dev/null || true
}

# All files of the addon itself, relative to the root, without what only
# developers use.
addon_files() {
    (cd "$ROOT" && find . -mindepth 1 \( -name '.*' -o -name __pycache__ \
        -o -name node_modules -o -path ./dev -o -path ./benchmarks \) \
        -prune -o -type f -print | sort)
}
addon_digest() {
    (cd "$ROOT" && addon_files | grep -v '^./tests/' | tr '\n' '\0' |
        xargs -0 sha256sum | sha256sum | cut -c1-12)
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# Whether something listens on this port of 127.0.0.1.
port_taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
