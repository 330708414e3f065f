# shellcheck shell=bash
# Databases: cached templates of core modules, and what is copied from them.

DEMO_DB=demo_$CHECKOUT

# The core modules the addon depends on, as its manifest says.
core_modules() {
    python3 - "$ROOT/__manifest__.py" <<'EOF'
import ast, pathlib, sys
manifest = ast.literal_eval(pathlib.Path(sys.argv[1]).read_text())
print(",".join(sorted(manifest["depends"])))
EOF
}

# template MODULES [ODOO-OPTION...]: prints the name of a database with these
# core modules and Vietnamese, made on first use.
template() {
    local name log
    name=core_$(digest_of "$(odoo_version)" "$*" "$PG_BIN" 1)
    locked "template-$name" make_template "$name" "$@"
    printf '%s\n' "$name"
}
make_template() {
    local name=$1 modules=$2 log=$OWN/$1.log
    shift 2
    ! has_database "$name" || return 0
    say "preparing a template database: $modules $*"
    drop_database "$name.new"
    run_odoo "$log" -d "$name.new" -i "$modules" --load-language=vi_VN \
        --stop-after-init --no-http "$@" || die "core modules do not install, see $log"
    rename_database "$name.new" "$name"
}

# run_odoo LOG ARGS...: one Odoo command to its end, all it says into LOG.
run_odoo() {
    local log=$1 status=0
    shift
    start "${ODOO[@]}" "$@" >"$log" 2>&1
    trap 'stop "$CHILD"; exit 143' TERM INT HUP
    wait "$CHILD" || status=$?
    # A browser may outlive its test.
    kill -KILL -- "-$CHILD" 2>/dev/null || true
    return "$status"
}
