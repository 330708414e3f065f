# shellcheck shell=bash
# What dev/test and dev/lint share: checks with names, their results, the
# lanes they run in side by side, and their databases.

# new_run: a folder for the logs of this run. The last few are kept.
new_run() {
    local old
    for old in $(find "$OWN" -maxdepth 1 -name 'run-*' -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2); do
        [ -d "/proc/${old##*-}" ] || rm -rf "$old"
    done
    RUN=$OWN/run-$$
    rm -rf "$RUN"
    mkdir -p "$RUN"
    : >"$RUN/results"
    LANES=()
    trap finish_run EXIT
    trap 'exit 130' INT TERM HUP
}
finish_run() {
    local lane
    for lane in "${LANES[@]}"; do kill -TERM -- "-$lane" 2>/dev/null || true; done
    wait
    [ -z "${PG_USE:-}" ] || drop_databases "^run_$$_"
    leave_postgres
}

# lane FUNCTION...: in the background, in a process group of its own.
lane() {
    set -m
    "$@" &
    set +m
    LANES+=($!)
}
wait_lanes() {
    local lane
    for lane in "${LANES[@]}"; do
        wait "$lane" || note 0 1
    done
    LANES=()
}

# note PASSED FAILED: add to the result of this run.
note() { echo "$1 $2" >>"$RUN/results"; }

# new_database NAME TEMPLATE: a copy of its own. Such databases are named after
# the process that makes them, so that those of a killed one can be found.
new_database() {
    drop_database "$1"
    copy_database "$2" "$1"
}
drop_databases() {
    local name
    for name in $(sql -c "SELECT datname FROM pg_database WHERE datname ~ '$1'"); do
        drop_database "$name"
    done
}
drop_old_databases() {
    local owner
    for owner in $(sql -c "SELECT DISTINCT split_part(datname, '_', 2) FROM pg_database WHERE datname ~ '^run_\d+_'"); do
        [ -d "/proc/$owner" ] || drop_databases "^run_${owner}_"
    done
}

# check NAME FUNCTION...: run it, print how it went, note it in $RUN/results.
check() {
    local name=$1 begin=$SECONDS result=ok
    local said=$RUN/${name//[^a-z]/-}.said
    shift
    # A function called in a condition does not stop at its first error, so it
    # runs in a shell of its own.
    set +e
    (
        set -e
        "$@"
    ) >"$said" 2>&1
    # shellcheck disable=SC2181
    [ $? = 0 ] || result=FAILED
    set -e
    report "$(printf '%-6s  %s (%d s)' "$result" "$name" $((SECONDS - begin)))" "$said" "$result"
    if [ "$result" = ok ]; then note 1 0; else note 0 1; fi
}
# report LINE FILE RESULT: lanes must not print into each other.
report() {
    {
        flock 9
        printf '%s\n' "$1"
        [ "$3" = ok ] || sed 's/^/        /' "$2"
    } 9>"$RUN/print.lock"
}

# clean_run NAME ARGS...: an Odoo command that ends well and warns of nothing.
clean_run() {
    local log=$RUN/$1.log status=0
    shift
    run_odoo "$log" "$@" || status=$?
    python3 "$LIB/read_log.py" "$log" "$ROOT/dev/log-ignore.txt" >"$log.read"
    [ "$status" != 0 ] || [ "$(tail -n 1 "$log.read" | cut -d' ' -f3)" != 0 ] || return 0
    head -n -1 "$log.read"
    if [ "$status" != 0 ]; then
        echo "exit code $status"
        tail -n 20 "$log"
    fi
    echo "log: $log"
    return 1
}
