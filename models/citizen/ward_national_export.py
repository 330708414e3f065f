import base64
import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools import xlsx

FORMAT = "ward-office/1"
TYPES = {
    "reception_id": "ward.reception",
    "petition_id": "ward.petition",
    "case_id": "ward.case",
}
# parts whose change is a change of the matter
PARTS = {
    "ward.reception": ("clock_ids", "document_ids"),
    "ward.petition": ("clock_ids", "document_ids"),
    "ward.case": ("clock_ids", "document_ids", "obligation_ids"),
}
MAX_RECORDS = 10_000
# A transaction that began before the last export may end after it.
OVERLAP = timedelta(days=1)
KEPT_DAYS = 90


class WardNationalExport(models.Model):
    """One delivery to the national database of petitions (CSDL quốc gia).

    Holds what is new or has changed since the delivery before, each matter under an
    identifier that never changes. A matter goes again only when its content differs
    from what was sent last (digest), so that a run can be repeated without doubles.
    The official format is a seam: ``_national_record`` of each kind of matter.
    """

    _name = "ward.national.export"
    _description = "National Export"
    _inherit = "ward.guarded.mixin"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", "Unit", required=True, readonly=True, index=True
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    made_at = fields.Datetime("Made On", required=True, readonly=True)
    made_by_id = fields.Many2one("res.users", required=True, readonly=True)
    is_partial = fields.Boolean(
        "More To Come", readonly=True, help="The next delivery holds the rest."
    )
    new_count = fields.Integer("New", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    reception_count = fields.Integer("Receptions", readonly=True)
    petition_count = fields.Integer("Petitions", readonly=True)
    case_count = fields.Integer("Cases", readonly=True)
    json_file = fields.Binary("JSON", readonly=True, attachment=True)
    json_name = fields.Char(readonly=True)
    xlsx_file = fields.Binary("XLSX", readonly=True, attachment=True)
    xlsx_name = fields.Char(readonly=True)
    line_ids = fields.One2many("ward.national.export.line", "export_id", "Matters")
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    _one = models.UniqueIndex("(company_id, number)", "This delivery is there already.")

    @api.depends("company_id", "number")
    def _compute_display_name(self):
        for export in self:
            export.display_name = f"{export.number:04d}"

    @api.depends_context("uid")
    def _compute_is_readable(self):
        # sudo: the very check of who may read it
        allowed = self.sudo().search(
            Domain("id", "in", self.ids) & self._readable_domain()
        )
        for export in self:
            export.is_readable = export in allowed.with_env(self.env)

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._readable_domain()

    @api.model
    def _readable_domain(self):
        """A delivery about whoever has a conflict of interest is closed to him."""
        hidden = Domain.OR(
            Domain(f"{name}.excluded_user_ids", "in", [self.env.uid]) for name in TYPES
        )
        # sudo: who is shut out of which matter, compared only
        lines = self.env["ward.national.export.line"].sudo()._search(hidden)
        return Domain("id", "not in", lines.subselect("export_id"))

    # ------------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------------

    @api.model
    def action_export(self):
        """Make the next delivery of the current unit; returns it, or says “nothing”."""
        user = self.env.user
        roles = ("group_citizen_clerk", "group_plan_leader")
        if not any(user.has_group(f"ward_office.{role}") for role in roles):
            raise AccessError(
                self.env._("Only the clerk or the leader makes the national export.")
            )
        export = self._export(self.env.company)
        if not export:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._("Nothing has changed since the last export."),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": export.id,
        }

    @api.model
    def _cron_export(self):
        """Make the nightly deliveries of the units that want them."""
        units = self.env["res.company"].search([("ward_national_export", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for unit in units:
            export = self.with_company(unit)._export(unit)
            if not self.env["ir.cron"]._commit_progress(1):
                break
            if export.is_partial:
                self.env.ref("ward_office.ir_cron_national_export")._trigger()

    @api.model
    def _export(self, unit):
        """Return the next delivery of ``unit``; empty where nothing has changed.

        Holds the matters the caller reads: whoever is shut out of one leaves it to
        the next who is not.
        """
        self.env["res.company"]._ward_lock(self._name, unit.id)
        last = self.sudo().search([("company_id", "=", unit.id)], limit=1)
        lines, is_partial = self._changed(unit)
        if not lines:
            return self.browse()
        counts = {
            f"{name.removesuffix('_id')}_count": sum(name in line for line in lines)
            for name in TYPES
        }
        number = last.number + 1
        now = fields.Datetime.now()
        head = {
            "format": FORMAT,
            "unit": unit.sudo().ward_code or unit.sudo().name,
            "number": number,
            "made_at": f"{now.isoformat()}Z",
            "records": [
                {"change": "new" if line["is_new"] else "changed", **line["record"]}
                for line in lines
            ],
        }
        name = f"{unit.sudo().ward_code or unit.id}-{number:04d}"
        content = json.dumps(head, ensure_ascii=False, indent=1).encode()
        # sudo: role and matters have been checked; a delivery is made here only
        export = self.sudo()._create_guarded(
            [
                {
                    "company_id": unit.id,
                    "number": number,
                    "made_at": now,
                    "made_by_id": self.env.uid,
                    "is_partial": is_partial,
                    "new_count": sum(line["is_new"] for line in lines),
                    "changed_count": sum(not line["is_new"] for line in lines),
                    "json_file": base64.b64encode(content),
                    "json_name": f"{name}.json",
                    "xlsx_file": base64.b64encode(self._xlsx(head["records"])),
                    "xlsx_name": f"{name}.xlsx",
                    **counts,
                }
            ]
        )
        self.env["ward.national.export.line"].sudo().create(
            [
                {
                    "export_id": export.id,
                    "is_new": line["is_new"],
                    "digest": line["digest"],
                    **{name: line[name] for name in TYPES if name in line},
                }
                for line in lines
            ]
        )
        return export.with_env(self.env)

    @api.model
    def _changed(self, unit):
        """Return the matters whose content differs from what was sent last.

        A list of ``{link: id, record, digest, is_new}``, and whether there are more.
        """
        since = (
            self.sudo()
            .search([("company_id", "=", unit.id), ("is_partial", "=", False)], limit=1)
            .made_at
        )
        found, is_partial = [], False
        for link, model in TYPES.items():
            records = self.env[model].search(
                self._candidates(unit, link, since), order="id"
            )
            known = self._last_digests(link, records)
            # sudo: read as the unit above would; the matters themselves were searched
            # with the caller's rights, and identities of denouncers are not touched
            for record in records.sudo():
                data = record._national_record()
                digest = self._digest(data)
                if known.get(record.id) == digest:
                    continue
                if len(found) >= MAX_RECORDS:
                    is_partial = True
                    break
                found.append(
                    {
                        link: record.id,
                        "record": data,
                        "digest": digest,
                        "is_new": record.id not in known,
                    }
                )
        return found, is_partial

    @api.model
    def _candidates(self, unit, link, since):
        """Return the domain of what may have changed since ``since`` (a datetime)."""
        domain = Domain("company_id", "=", unit.id)
        if not since:
            return domain
        sent = self.env["ward.national.export.line"].sudo()
        sent = sent._search([(link, "!=", False)])
        young = Domain("write_date", ">=", since - OVERLAP)
        parts = Domain.OR(Domain(part, "any!", young) for part in PARTS[TYPES[link]])
        if link == "case_id":
            steps = Domain("step_ids", "any!", young)
            parts |= Domain("obligation_ids", "any!", steps)
        return domain & (young | parts | Domain("id", "not in", sent.subselect(link)))

    @api.model
    def _last_digests(self, link, records):
        """Return ``{id: digest}`` of what was sent of ``records`` last."""
        lines = self.env["ward.national.export.line"].sudo()
        newest = lines._read_group([(link, "in", records.ids)], [link], ["id:max"])
        digests = lines.browse([id_ for _record, id_ in newest])
        return {line[link].id: line.digest for line in digests}

    @api.model
    def _digest(self, data):
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _xlsx(self, records):
        """Return the records as XLSX, a sheet a kind, lists joined in one cell."""
        book = xlsx.Book()
        titles = {
            "reception": self.env._("Receptions"),
            "petition": self.env._("Petitions"),
            "case": self.env._("Cases"),
        }
        for kind, title in titles.items():
            rows = [_flat(record) for record in records if record["type"] == kind]
            columns = list(dict.fromkeys(key for row in rows for key in row))
            book.add_sheet(
                title,
                columns or ["id"],
                [[row.get(column) for column in columns] for row in rows],
            )
        return book.content()

    @api.autovacuum
    def _gc_files(self):
        """Drop files delivered long ago: they hold names; numbers and digests stay."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        # sudo: called by the scheduler
        self.sudo().search([("made_at", "<", old)])._drop_files()

    def _drop_files(self):
        self.filtered("json_name")._write_guarded(
            dict.fromkeys(("json_file", "json_name", "xlsx_file", "xlsx_name"), False)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What was delivered is kept."))


def _flat(record):
    """Return a nested record as one row.

    >>> _flat({"id": 1, "sender": {"name": "A"}, "papers": [{"no": 1}, {"no": 2}]})
    {'id': 1, 'sender.name': 'A', 'papers': 'no=1; no=2'}
    """
    row = {}
    for key, value in record.items():
        if isinstance(value, dict):
            row |= {f"{key}.{inner}": text for inner, text in value.items()}
        elif isinstance(value, list):
            row[key] = "; ".join(
                ", ".join(f"{k}={v}" for k, v in item.items() if v not in (None, False))
                if isinstance(item, dict)
                else str(item)
                for item in value
            )
        else:
            row[key] = value
    return row


class WardNationalExportLine(models.Model):
    """What was delivered of one matter: the digest, not the content."""

    _name = "ward.national.export.line"
    _description = "Matter in a National Export"
    _order = "id"

    export_id = fields.Many2one(
        "ward.national.export",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reception_id = fields.Many2one(
        "ward.reception", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    petition_id = fields.Many2one(
        "ward.petition", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    case_id = fields.Many2one(
        "ward.case", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    is_new = fields.Boolean(readonly=True)
    digest = fields.Char(required=True, readonly=True)
