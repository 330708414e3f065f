# shellcheck shell=bash
# What every command begins with.
LIB=$(dirname "${BASH_SOURCE[0]}")
. "$LIB/base.sh"
. "$LIB/system.sh"
. "$LIB/postgres.sh"
. "$LIB/runtime.sh"
. "$LIB/node.sh"
. "$LIB/database.sh"

# prepare [test]: everything needed to run Odoo, then PostgreSQL is up.
prepare() {
    locked prepare prepare_machine "$@"
    link_addon
    use_postgres
    trap 'leave_postgres' EXIT
    write_config
}
prepare_machine() {
    if [ -n "${ODOO_BIN:-}" ]; then
        case $(odoo_version) in
            19.*) ;;
            *) die "ODOO_BIN is not an Odoo 19: $(odoo_version)" ;;
        esac
    fi
    need_server_packages
    [ "${1:-}" != test ] || need_test_packages
    prepare_runtime
}
