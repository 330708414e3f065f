from odoo import api, fields, models
from odoo.exceptions import ValidationError

# kind of catalogue -> model and field whose lawful values it makes finer
CATALOGUES = {
    "source": ("ward.petition", "source"),
    "outcome": ("ward.petition", "outcome"),
    "result": ("ward.case", "outcome"),
}


class WardCatalogueItem(models.Model):
    """A word of the unit below a word of the law (danh mục chi tiết).

    The law, the steps and the statistics know the sources and outcomes of their own
    codes; here each gets as many finer words as are wanted, renamed and added at will:
    “Forwarded” by a deputy, the Fatherland Front or the press; “Filed” as a duplicate.
    """

    _name = "ward.catalogue.item"
    _description = "Catalogue Item"
    _inherit = ["ward.guarded.mixin", "ward.folded.mixin"]
    _order = "kind, code, sequence, id"

    kind = fields.Selection(
        [
            ("source", "Source of petitions"),
            ("outcome", "Outcome of petitions"),
            ("result", "Outcome of cases"),
        ],
        "Catalogue",
        required=True,
        index=True,
    )
    code = fields.Selection(
        lambda self: self._codes(),
        "Belongs To",
        required=True,
        help="The source or outcome as law and statistics know it.",
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _codes(self):
        """Return the codes of all catalogues with their labels, none twice."""
        codes = {}
        for model, name in CATALOGUES.values():
            selection = self.env[model]._fields[name]._description_selection(self.env)
            for code, label in selection:
                codes.setdefault(code, label)
        return list(codes.items())

    @api.constrains("kind", "code")
    def _check_code(self):
        for item in self:
            model, name = CATALOGUES[item.kind]
            labels = dict(
                self.env[model]._fields[name]._description_selection(self.env)
            )
            if item.code not in labels:
                raise ValidationError(
                    self.env._(
                        "“Belongs To”: this catalogue has %(words)s.",
                        words=", ".join(labels.values()),
                    )
                )

    def _check_fits(self, kind, code):
        """Raise unless the item is one of ``code`` in the catalogue ``kind``."""
        if self and (self.kind, self.code) != (kind, code):
            raise ValidationError(
                self.env._(
                    "“%(item)s” belongs to another source or outcome; choose another "
                    "one.",
                    item=self.name,
                )
            )


class WardPetition(models.Model):
    _inherit = "ward.petition"

    source_item_id = fields.Many2one(
        "ward.catalogue.item",
        "Source in Detail",
        domain="[('kind', '=', 'source'), ('code', '=', source)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    outcome_item_id = fields.Many2one(
        "ward.catalogue.item",
        "Outcome in Detail",
        domain="[('kind', '=', 'outcome'), ('code', '=', outcome)]",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )

    @api.onchange("source")
    def _onchange_source(self):
        if self.source_item_id.code != self.source:
            self.source_item_id = False

    @api.onchange("outcome")
    def _onchange_outcome(self):
        if self.outcome_item_id.code != self.outcome:
            self.outcome_item_id = False

    @api.constrains("source", "source_item_id", "outcome", "outcome_item_id")
    def _check_items(self):
        for petition in self:
            petition.source_item_id._check_fits("source", petition.source)
            petition.outcome_item_id._check_fits("outcome", petition.outcome)


class WardCase(models.Model):
    _inherit = "ward.case"

    outcome_item_id = fields.Many2one(
        "ward.catalogue.item",
        "Outcome in Detail",
        domain="[('kind', '=', 'result'), ('code', '=', outcome)]",
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.onchange("outcome")
    def _onchange_outcome(self):
        if self.outcome_item_id.code != self.outcome:
            self.outcome_item_id = False

    @api.constrains("outcome", "outcome_item_id")
    def _check_items(self):
        for case in self:
            case.outcome_item_id._check_fits("result", case.outcome)
