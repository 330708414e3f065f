# shellcheck shell=bash
# Debian packages this machine must have. Only what is missing is installed.

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "root or sudo is needed once for: $*"
    fi
}

# need_packages NAME...: install those that are not installed.
need_packages() {
    local missing
    mapfile -t missing < <(comm -23 <(printf '%s\n' "$@" | sort -u) \
        <(dpkg-query -Wf '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
            sed -n 's/^installed //p' | sort -u))
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || die "please install: ${missing[*]}"
    say "installing Debian packages: ${missing[*]}"
    # Ours is a private PostgreSQL: no system-wide one is to be started for it.
    local keep=/etc/postgresql-common/createcluster.d
    if ! [ -d "$keep" ]; then
        as_root mkdir -p "$keep"
        printf 'create_main_cluster = false\n' | as_root tee "$keep/ward.conf" >/dev/null
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
        --no-install-recommends "${missing[@]}" >&2
    as_root rm -f "$keep/ward.conf"
}

need_server_packages() {
    local packages=(libxrender1 libxext6 libx11-6 libfontconfig1 libfreetype6 zlib1g)
    [ -n "$(find_postgres)" ] || packages+=(postgresql)
    need_packages "${packages[@]}"
    need_python
}
need_python() { [ -n "$(find_python)" ] || need_packages python3 python3-venv; }

# Tests also drive a browser and look into PDF files.
need_test_packages() {
    local packages=(poppler-utils)
    [ -x /usr/bin/chromium ] || packages+=(chromium)
    need_packages "${packages[@]}"
}

need_node() {
    command -v npm >/dev/null || need_packages nodejs npm
}

# A Python that Odoo 19 runs on and that can make a venv.
find_python() {
    local python
    for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$python" -c 'import sys, venv, ensurepip
assert (3, 11) <= sys.version_info[:2] <= (3, 13)' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
}

# The newest PostgreSQL server on this machine: the folder of its programs.
find_postgres() {
    local program
    for program in /usr/lib/postgresql/*/bin/initdb; do
        [ ! -x "$program" ] || dirname "$program"
    done | sort -V | tail -n 1
}
