# shellcheck shell=bash
# JavaScript tools, in the cache. Their lock file names no registry: npm uses
# the one this machine is set to.

NODE=$CACHE/node
export NODE_PATH=$NODE/node_modules

fetch_node_tools() {
    say "installing JavaScript tools"
    rm -rf "$NODE"
    mkdir -p "$NODE"
    cp "$ROOT/dev/package.json" "$ROOT/dev/package-lock.json" "$NODE"
    npm ci --prefix "$NODE" --no-audit --no-fund --loglevel=error >&2
}
prepare_node_tools() {
    need_node
    step node "$(digest_of "$NODE" "$ROOT/dev/package-lock.json")" fetch_node_tools
}
