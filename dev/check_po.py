"""Compare i18n/vi.po with a freshly exported template.

Every term must be translated, not fuzzy, and keep its placeholders and HTML
tags; no term may stand there that the code no longer has; the file is sorted.
With --fix, missing terms are added (empty), those no longer used are dropped,
and the file is written anew.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+#0 ]*\d*(?:\.\d+)?[sdifgeEGxXr]"  # %(name)s
    r"|%[-+#0]*\d*(?:\.\d+)?[sdifgr](?!\w)|%%"  # %s, %%
    r"|\$\{[^}]*\}|\{\{.*?\}\}|\{\w*(?:[.:!\[][^{}]*)?\}"  # ${x} {{ x }} {x}
    r"|</?[a-zA-Z][\w-]*"  # <b, </b
)


def key(entry):
    return entry.msgctxt or "", entry.msgid


def faults(entry):
    """Say what is wrong with one entry."""
    if not entry.msgstr.strip():
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    wanted = Counter(PLACEHOLDER.findall(entry.msgid))
    found = Counter(PLACEHOLDER.findall(entry.msgstr))
    if wanted != found:
        missing = " ".join((wanted - found).elements())
        extra = " ".join((found - wanted).elements())
        yield f"placeholders differ: missing [{missing}], extra [{extra}]"


def merge(po, pot):
    """Bring the terms of the code into the translation."""
    known = {key(entry): entry for entry in po}
    header = po.metadata, po.header
    po.clear()
    po.metadata, po.header = header
    for entry in pot:
        if entry.msgid:
            old = known.get(key(entry))
            entry.msgstr = old.msgstr if old else ""
            entry.flags = old.flags if old else []
            po.append(entry)


def main(pot_path, po_path, *options):
    pot, po = polib.pofile(pot_path), polib.pofile(po_path)
    if "--fix" in options:
        merge(po, pot)
    po.sort(key=key)
    if "--fix" in options:
        po.save()
    wanted = {key(entry) for entry in pot}
    known = {key(entry): entry for entry in po}
    messages = [f"missing: {msgid!r}" for _context, msgid in wanted - known.keys()]
    messages += [f"not used: {msgid!r}" for _context, msgid in known.keys() - wanted]
    for entry in po:
        messages += [f"{fault}: {entry.msgid!r}" for fault in faults(entry)]
    if str(po) != Path(po_path).read_text():
        messages.append("not sorted or wrapped as dev/lint --fix does")
    print("\n".join(sorted(messages)) or f"{len(wanted)} terms, all translated")
    return bool(messages)


sys.exit(main(*sys.argv[1:]))
