"""What the statutory forms need to know of a petition, as dated facts."""

from odoo import api, fields, models

from .ward_petition import PASSED_ON

SETTLED_HERE = ("accept", "refuse")


class WardPetition(models.Model):
    _inherit = "ward.petition"

    proposed_at = fields.Datetime("Proposed On", readonly=True, copy=False)
    handled_as = fields.Selection(
        [
            ("competent", "Within our jurisdiction"),
            ("guided", "Guided"),
            ("forwarded", "Forwarded"),
            ("ineligible", "Not eligible"),
        ],
        "Counted As",
        compute="_compute_counting",
        store=True,
        precompute=True,
        help="Columns 4, 24 and 25 of form 02/XLD; empty: not processed yet.",
    )
    field_group = fields.Selection(
        [
            ("land", "Land"),
            ("policy", "Regimes and policies"),
            ("administrative", "Administrative"),
            ("corruption", "Corruption"),
            ("judicial", "Judicial"),
            ("other", "Other"),
        ],
        "Group of the Field",
        compute="_compute_field_group",
        store=True,
        precompute=True,
        help="Columns 9 to 11, 15 to 18 and 20 to 22 of form 02/XLD.",
    )
    handled_on = fields.Date(
        "Processing Ended",
        compute="_compute_counting",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The proposal to accept or not to accept it ends the processing; any "
        "other petition is processed when its paper is signed.",
    )
    matter_case_id = fields.Many2one(
        "ward.case",
        "Case It Counts With",
        compute="_compute_counting",
        store=True,
        precompute=True,
        help="Petitions accepted in one case are one matter; empty: a matter of its "
        "own.",
    )
    accepted_on = fields.Date(
        "Matter Accepted", compute="_compute_counting", store=True, precompute=True
    )
    refused_on = fields.Date(
        "Matter Not Accepted", compute="_compute_counting", store=True, precompute=True
    )
    withdrawn_on = fields.Date(
        "Matter Withdrawn in Full",
        compute="_compute_counting",
        store=True,
        precompute=True,
    )

    @api.depends(
        "kind",
        "field_id.complaint_group",
        "field_id.denunciation_group",
        "field_id.reflection_group",
    )
    def _compute_field_group(self):
        for petition in self:
            field = petition.field_id
            petition.field_group = {
                "complaint": field.complaint_group,
                "denunciation": field.denunciation_group,
            }.get(petition.kind, field.reflection_group) or "other"

    @api.depends(
        "state",
        "outcome",
        "is_competent",
        "is_anonymous",
        "received_on",
        "proposed_at",
        "processed_at",
        "case_id.opened_on",
        "case_id.withdrawn_on",
    )
    def _compute_counting(self):
        """Say when and as what a petition counts, so that no history breaks the sums.

        Whatever has ``handled_on`` has one ``handled_as``; petitions of one case agree
        in ``matter_case_id``, ``accepted_on`` and ``withdrawn_on``. No date lies before
        the receipt.
        """
        for petition in self:
            company = petition.company_id.sudo()  # its time zone

            def local(moment, company=company):
                return moment and company._ward_to_local(moment).date()

            petition.handled_as = handled_as = petition._handled_as()
            processed_on = local(petition.processed_at)
            handled_on = handled_as and processed_on
            if handled_as == "competent" and petition.proposed_at:
                handled_on = local(petition.proposed_at)
            if handled_on and petition.received_on:
                handled_on = max(handled_on, petition.received_on)
            petition.handled_on = handled_on
            accepts = handled_as == "competent" and petition.outcome == "accept"
            # sudo: dates of the case
            case = petition.case_id.sudo() if accepts else petition.case_id.browse()
            petition.matter_case_id = case
            petition.accepted_on = case.opened_on
            refuses = handled_as == "competent" and petition.outcome == "refuse"
            petition.refused_on = (
                refuses and petition.state == "processed" and processed_on
            )
            petition.withdrawn_on = (
                case.withdrawn_on
                if case
                else handled_as == "competent"
                and petition.state == "withdrawn"
                and processed_on
            )

    def _handled_as(self):
        """Return as what this petition counts, False while it is being processed."""
        here = self.outcome in SETTLED_HERE and self.is_competent
        if here and (
            self.state in ("proposed", "processed")
            or (self.state == "withdrawn" and self.proposed_at)
        ):
            return "competent"
        if self.state not in ("waiting", "processed", "withdrawn"):
            return False
        if self.state != "withdrawn" and not self.is_anonymous:
            if self.outcome == "guide":
                return "guided"
            if self.outcome in PASSED_ON:
                return "forwarded"
        return "ineligible"
