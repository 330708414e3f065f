"""Read the log of one Odoo run: what its tests gave, and what went wrong.

Prints every warning and error with its traceback, except those that
log-ignore.txt lists, and ends with one line "PASSED FAILED PROBLEMS".
A skipped test counts as failed: a missing browser must not look like success.
"""

import re
import sys
from pathlib import Path

RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)")
RESULT = re.compile(
    r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests"
)
# A failing test logs an error, one for each subtest: "Class.method". When the
# class itself cannot be set up, its tests do not run at all: "setUpClass".
FAILURE = re.compile(
    r"^(odoo\.(?:addons|tests)\.\S+): (?:FAIL|ERROR): (?:Subtest )?(setUpClass \S+|\S+)"
)
SKIPPED = re.compile(r"^odoo\.addons\.\S+: skipped ")


def records(path):
    """Yield (level, text) with the lines that follow a record joined to it."""
    level, lines = None, []
    for line in path.read_text(errors="replace").splitlines():
        match = RECORD.match(line)
        if match:
            if level:
                yield level, "\n".join(lines)
            level, lines = match["level"], [match["text"]]
        elif level:
            lines.append(line)
    if level:
        yield level, "\n".join(lines)


def main(path, ignore):
    patterns = [
        re.compile(line)
        for line in ignore.read_text().splitlines()
        if line and not line.startswith("#")
    ]
    run = skipped = problems = 0
    failed = set()
    for level, text in records(path):
        if match := RESULT.match(text):
            run += int(match[3])
        elif SKIPPED.match(text):
            skipped += 1
            print(text)
        elif level in ("WARNING", "ERROR", "CRITICAL"):
            if any(pattern.search(text) for pattern in patterns):
                continue
            print(f"{level} {text}")
            if match := FAILURE.match(text):
                failed.add(match.groups())
            else:
                problems += 1
    failed_in_run = sum(" " not in name for _module, name in failed)
    print(run - failed_in_run - skipped, len(failed) + skipped, problems)


main(Path(sys.argv[1]), Path(sys.argv[2]))
