# shellcheck shell=bash
# Odoo 19 and its Python: fetched once into the cache.

ODOO_ROOT=$CACHE/odoo
VENV=$CACHE/venv
FONTS=$CACHE/fonts

# Debian carries Odoo 19 in unstable only. Its package is unpacked, not
# installed; some of its files are links into other packages, so these come
# along. Font Awesome is taken from trixie: unstable's has other file names.
# Liberation and DejaVu are the fonts of PDF files and screenshots: releases
# before Debian 13 carry a Liberation without Vietnamese letters.
ODOO_PACKAGES="odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
 fonts-font-awesome/trixie fonts-inconsolata/trixie fonts-liberation
 fonts-dejavu-core fonts-montserrat fonts-ocr-b fonts-roboto-unhinted"

fetch_odoo() {
    local apt=$CACHE/apt new=$CACHE/odoo.new mirror keyring deb
    say "fetching Odoo 19 (135 MB)"
    # The mirror is the one this machine already uses for Debian.
    # shellcheck disable=SC1091,SC2016
    mirror=$(. /etc/os-release && apt-get indextargets \
        --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        sed -n "s/ ${VERSION_CODENAME:-none} main$//p" | head -n 1)
    [ -n "$mirror" ] || die "no Debian mirror in this machine's apt sources; set ODOO_BIN to an Odoo 19 of your own"
    keyring=$(find /usr/share/keyrings -name 'debian-archive-keyring.[gp][pg][gp]' | sort | head -n 1)
    rm -rf "$apt" "$new"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$new"
    printf "deb [signed-by=$keyring] $mirror %s main\n" sid trixie >"$apt/sources.list"
    local options=(-q -o Dir::Etc::sourcelist="$apt/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State::Lists="$apt/lists"
        -o Dir::Cache="$apt/cache" -o Acquire::Languages=none
        -o APT::Sandbox::User=root -o Acquire::Retries=3)
    apt-get "${options[@]}" update >&2
    # shellcheck disable=SC2086
    (cd "$apt/debs" && apt-get "${options[@]}" download $ODOO_PACKAGES >&2)
    say "unpacking"
    for deb in "$apt"/debs/*.deb; do dpkg-deb -x "$deb" "$new"; done
    local python=$new/usr/lib/python3/dist-packages
    # A stray second copy of the addons, without their data files.
    rm -rf "$python/addons" "$python/setup" "$python/doc"
    # Debian leaves this library out (it blurs the background of video calls).
    # Without a file of that name every page logs an error.
    local blur=$python/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$blur"
    printf '// Left out by Debian; video calls work without it.\n' >"$blur/selfie_segmentation.js"
    grep -q '^version_info = (19, 0,' "$python/odoo/release.py" || die "the mirror's Odoo is not 19.0"
    deb=$(find "$python/odoo/addons" -xtype l)
    [ -z "$deb" ] || die "files missing in Odoo's package: $deb"
    rm -rf "$ODOO_ROOT"
    mv "$new" "$ODOO_ROOT"
    rm -rf "$apt"
}

fetch_python() {
    say "installing Odoo's Python libraries"
    rm -rf "$VENV"
    "$(find_python)" -m venv "$VENV"
    "$VENV/bin/pip" install -qq --disable-pip-version-check --prefer-binary \
        -r "$ROOT/dev/requirements.txt" >&2
    ln -s wkhtmltopdf-pack "$VENV/bin/wkhtmltopdf"
}

# Only our own fonts, so that a PDF looks the same on every machine.
write_fonts() {
    rm -rf "$FONTS"
    mkdir -p "$FONTS"
    cp "$ODOO_ROOT"/usr/share/fonts/truetype/{liberation,dejavu}/* "$FONTS"
    cat >"$FONTS/fonts.conf" <<EOF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>$FONTS</dir>
  <cachedir>$FONTS/cache</cachedir>
  <alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias binding="same"><family>Arial</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias binding="same"><family>Courier New</family><prefer><family>Liberation Mono</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Liberation Serif</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Liberation Mono</family></prefer></alias>
</fontconfig>
EOF
}

prepare_runtime() {
    [ -z "${ODOO_BIN:-}" ] || return 0
    step odoo "$(digest_of "$ODOO_PACKAGES" 1)" fetch_odoo
    prepare_python
    step fonts "$(digest_of "$FONTS" "$(cat "$CACHE/stamps/odoo")" 1)" write_fonts
}
prepare_python() {
    step python "$(digest_of "$VENV" "$("$(find_python)" -V)" "$ROOT/dev/requirements.txt")" fetch_python
}

# Odoo takes a module's name from its folder, and a checkout may have any name;
# so the addon is a folder of links to its parts. (One link to the checkout
# would lead Odoo's export of terms round in circles through the cache in it.)
link_addon() {
    local addon=$OWN/addons/ward_office part
    [ ! -L "$addon" ] || rm "$addon"
    mkdir -p "$addon"
    for part in "$ROOT"/*; do
        case ${part##*/} in
            dev | benchmarks | node_modules | __pycache__) ;;
            *) [ -L "$addon/${part##*/}" ] || ln -sfn "$part" "$addon" ;;
        esac
    done
    find "$addon" -xtype l -delete
}

# Every Odoo command finds its settings here.
write_config() {
    cat >"$OWN/odoo.conf" <<EOF
[options]
addons_path = $OWN/addons
data_dir = $CACHE/data
db_host = $PG_SOCKET
db_user = ward
db_name = $DEMO_DB
http_interface = 127.0.0.1
list_db = False
EOF
}

# What to run as Odoo, and the programs and fonts it finds.
export ODOO_RC=$OWN/odoo.conf
if [ -n "${ODOO_BIN:-}" ]; then
    ODOO=("$ODOO_BIN")
else
    ODOO=(env "PYTHONPATH=$ODOO_ROOT/usr/lib/python3/dist-packages"
        "FONTCONFIG_FILE=$FONTS/fonts.conf" "PATH=$VENV/bin:$PATH"
        "$VENV/bin/python" "$ODOO_ROOT/usr/bin/odoo")
fi

odoo_version() { "${ODOO[@]}" --version 2>/dev/null | sed -n 's/^Odoo Server //p'; }
