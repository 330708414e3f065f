from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SUBJECTS = ("case_id", "petition_id", "reception_id")


class WardOfDossierMixin(models.AbstractModel):
    """A part of a reception, petition or case: who reads the one reads the other."""

    _name = "ward.of.dossier.mixin"
    _description = "Part of a Matter"
    _inherit = ["ward.guarded.mixin", "ward.files.mixin"]

    company_id = fields.Many2one(
        "res.company", "Unit", required=True, readonly=True, index=True
    )
    reception_id = fields.Many2one(
        "ward.reception",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    petition_id = fields.Many2one(
        "ward.petition",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "ward.case", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    def _subject(self):
        """Return the case, petition or reception this belongs to."""
        self.ensure_one()
        for name in SUBJECTS:
            if self[name]:
                return self[name]
        return self.env["ward.case"]

    @api.depends_context("uid")
    def _compute_is_readable(self):
        records = self.sudo()  # sudo: to which matters they belong
        readable = {
            name: records[name].sudo(False)._filtered_access("read")
            for name in SUBJECTS
            if records[name]
        }
        for part, record in zip(self, records, strict=True):
            part.is_readable = any(
                record[name].sudo(False) <= readable[name]
                for name in SUBJECTS
                if record[name]
            )

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._readable_domain()

    @api.model
    def _readable_domain(self):
        """Return the domain of what belongs to a matter the user may read."""
        return Domain.OR(self._readable_through(name) for name in SUBJECTS)

    @api.model
    def _readable_through(self, name):
        """Return the domain of what belongs to a readable matter in field ``name``.

        Asked of each row by the matter's key: a list of all matters one may read would
        be drawn up anew for every form that is opened.
        """
        matters = self.env[self._fields[name].comodel_name].sudo(False)
        if not matters.has_access("read"):
            return Domain.FALSE

        def to_sql(model, alias, query):
            readable = matters._search(Domain.TRUE, active_test=False)
            readable.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(readable.table, "id"),
                    model._field_to_sql(alias, name, query),
                )
            )
            return SQL("EXISTS %s", readable.subselect("1"))

        return Domain(name, "!=", False) & Domain.custom(to_sql=to_sql)
