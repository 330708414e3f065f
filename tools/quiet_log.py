"""Keep protected names out of the log file, whatever fails.

A statement that the database refuses is logged with its values, a mail that comes in
with its sender. Both are shortened where they concern the vault or a matter.
"""

import logging

VAULT = "ward_identity"
MATTERS = ("ward.petition", "ward.case", "ward.reception")


class VaultFilter(logging.Filter):
    """Leaves the values out of statements on the vault.

    >>> record = logging.LogRecord("x", 40, "", 1, "bad query: %s\\nERROR: %s",
    ...     ('INSERT INTO "ward_identity" ("name") VALUES (\\'Lan\\')', "no"), None)
    >>> VaultFilter().filter(record) and record.getMessage()
    'a statement on protected identities failed; its values are not shown'
    >>> record = logging.LogRecord("x", 40, "", 1, "bad query: %s", ("x",), None)
    >>> VaultFilter().filter(record) and record.getMessage()
    'bad query: x'
    """

    def filter(self, record):
        if VAULT in record.getMessage():
            record.msg = (
                "a statement on protected identities failed; its values are not shown"
            )
            record.args = ()
        return True


class SenderFilter(logging.Filter):
    """Leaves the addresses out of what the mail gateway says about a matter.

    >>> record = logging.LogRecord("x", 20, "", 1, "Routing mail from %s: %r",
    ...     ('"Lan" <lan@example.com>', ("ward.petition", 1)), None)
    >>> SenderFilter().filter(record) and record.getMessage()
    'a mail was routed to ward.petition; its sender is not shown'
    >>> record = logging.LogRecord("x", 20, "", 1, "Routing %s", ("a@b.c",), None)
    >>> SenderFilter().filter(record) and record.getMessage()
    'Routing a@b.c'
    """

    def filter(self, record):
        message = record.getMessage()
        for model in MATTERS:
            if model in message:
                record.msg = "a mail was routed to %s; its sender is not shown"
                record.args = (model,)
                break
        return True


def install():
    """Put the filters on the loggers of the database and of the mail gateway."""
    for name, kind in (
        ("odoo.sql_db", VaultFilter),
        ("odoo.addons.mail.models.mail_thread", SenderFilter),
    ):
        logger = logging.getLogger(name)
        if not any(isinstance(f, kind) for f in logger.filters):
            logger.addFilter(kind())
