# shellcheck shell=bash
# A private PostgreSQL: own folder, own socket, no port. Its data may be lost
# (demo and tests), so it runs without fsync.

PG_BIN=$(find_postgres)
PG_HOME=$CACHE/postgres
PG_USER=$(id -un)
# PostgreSQL refuses to run as root, and its own user must reach the folder.
if [ "$PG_USER" = root ]; then
    PG_USER=postgres
    if id postgres >/dev/null 2>&1 && ! runuser -u postgres -- test -x "$CACHE"; then
        PG_HOME=/var/lib/ward_office/$CHECKOUT
    fi
fi
PG_DATA=$PG_HOME/data
PG_SOCKET=$PG_HOME/socket
export PGHOST=$PG_SOCKET PGUSER=ward PGDATABASE=postgres
unset PGPORT

# The server must not hold our locks, or they would outlive us.
as_pg_user() (
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        [ "$fd" -le 2 ] || [ "$fd" -ge 255 ] || eval "exec $fd>&-" 2>/dev/null || true
    done
    cd /
    if [ "$(id -un)" = "$PG_USER" ]; then
        "$@"
    else
        runuser -u "$PG_USER" -- "$@"
    fi
)

create_cluster() {
    say "creating a private PostgreSQL"
    rm -rf "$PG_HOME"
    mkdir -p "$PG_HOME"
    [ "$(id -un)" = "$PG_USER" ] || chown "$PG_USER" "$PG_HOME"
    as_pg_user mkdir -m 700 "$PG_SOCKET"
    as_pg_user "$PG_BIN/initdb" -D "$PG_DATA" -U ward -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync >/dev/null
    as_pg_user tee -a "$PG_DATA/postgresql.conf" >/dev/null <<EOF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 256MB
max_wal_size = 4GB
EOF
}

start_cluster() {
    ! as_pg_user "$PG_BIN/pg_ctl" -D "$PG_DATA" status >/dev/null || return 0
    as_pg_user "$PG_BIN/pg_ctl" -D "$PG_DATA" -l "$PG_HOME/log" -t 60 start >/dev/null ||
        die "PostgreSQL does not start, see $PG_HOME/log; if its data is damaged, remove $PG_HOME and $CACHE/stamps/postgres"
}

# Who uses the server holds a shared lock on this file; the last one to leave
# stops it. A lock goes with its process, so a killed command leaves no count.
use_postgres() {
    PG_BIN=$(find_postgres)
    [ "${#PG_SOCKET}" -lt 90 ] || die "the path of the cache is too long for a socket: set WARD_CACHE to a shorter one"
    exec {PG_USE}>"$CACHE/postgres.users"
    locked postgres enter_postgres
}
enter_postgres() {
    flock -s "$PG_USE"
    step postgres "$(digest_of "$PG_DATA" "$PG_BIN" 1)" create_cluster
    start_cluster
}
leave_postgres() {
    [ -n "${PG_USE:-}" ] || return 0
    locked postgres stop_if_unused
    PG_USE=
}
stop_if_unused() {
    flock -u "$PG_USE"
    if flock -n -x "$PG_USE"; then
        as_pg_user "$PG_BIN/pg_ctl" -D "$PG_DATA" -m fast -w stop >/dev/null || true
    fi
    exec {PG_USE}>&-
}

sql() { PGOPTIONS='-c client_min_messages=warning' psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
has_database() { [ -n "$(sql -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }
drop_database() {
    sql -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
    rm -rf "$CACHE/data/filestore/$1"
}
# copy_database FROM TO, files included.
copy_database() {
    sql -c "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
    [ ! -d "$CACHE/data/filestore/$1" ] || cp -r "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
}
# rename_database FROM TO, files included.
rename_database() {
    rm -rf "$CACHE/data/filestore/$2"
    [ ! -d "$CACHE/data/filestore/$1" ] || mv "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
    sql -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}
