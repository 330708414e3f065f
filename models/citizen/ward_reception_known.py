"""Who came before, and about what: found while the clerk types."""

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ...tools.vagueness import fold

SHOWN = 10
# so many of the like name are compared, the newest first
COMPARED = 50
# share of the words of the shorter text that stand in the other too; texts of fewer
# words say too little
ALIKE, ALIKE_IN_FIELD = 0.6, 0.4
FEW_WORDS = 4


def likeness(first, second):
    """Return the share of common words of two texts, 0 where one says too little."""
    first, second = (
        {word for word in fold(text).split() if len(word) > 2}
        for text in (first, second)
    )
    least = min(len(first), len(second))
    return len(first & second) / least if least >= FEW_WORDS else 0


class WardReception(models.Model):
    _inherit = "ward.reception"

    @api.depends(
        "citizen_id",
        "person_name",
        "person_identity_number",
        "person_phone",
        "person_street",
        "person_place_id",
        "content",
        "field_id",
    )
    @api.depends_context("uid")
    def _compute_before(self):
        """Find the same person while it is typed: by number, else name and phone.

        Somebody of the like name at the same address, or with a like matter, may be
        the same person: shown apart, and never counted as a repeated visit.
        """
        for reception in self:
            receptions = reception._same_person(self)
            petitions = reception._same_person(self.env["ward.petition"])
            reception.before_ids = receptions
            reception.earlier_petition_ids = petitions
            reception.is_repeat = bool(receptions)
            reception.before_html = reception._before_html(
                receptions, petitions
            ) + reception._maybe_html(receptions, petitions)

    def _same_person(self, model):
        domain = self._same_person_domain()
        if domain is None:
            return model.browse()
        return model.search(domain & self._but_this(model), limit=SHOWN)

    def _but_this(self, model):
        if model._name != self._name:
            return Domain.TRUE
        return Domain("id", "!=", self._origin.id or 0)

    def _same_person_domain(self):
        """Return the domain of the same person in this unit, None if unknown."""
        if self.is_protected:
            return None
        unit = Domain("company_id", "=", (self.company_id or self.env.company).id)
        number = (self.person_identity_number or "").strip()
        citizen = self.citizen_id._origin
        if citizen:
            return unit & Domain("citizen_id", "=", citizen.id)
        if len(number) >= 9:
            return unit & Domain("person_identity_number", "=", number)
        if self.person_name and self.person_phone:
            return (
                unit
                & Domain("person_name", "=ilike", self.person_name.strip())
                & Domain("person_phone", "=", self.person_phone)
            )
        return None

    def _maybe_same_person(self, known):
        """Return records like ``known``, but of people who only may be the visitor."""
        model = known.browse()
        name = fold(self.person_name)
        if self.is_protected or " " not in name:
            return model
        domain = (
            Domain("company_id", "=", (self.company_id or self.env.company).id)
            & Domain("is_protected", "=", False)
            & Domain("id", "not in", known.ids)
            & self._but_this(model)
        )
        number = (self.person_identity_number or "").strip()
        found = model.search(
            domain & model._words_domain("head_key", name), limit=COMPARED
        )
        street = fold(self.person_street)
        if street and len(found) == COMPARED:
            found |= model.search(
                domain & model._words_domain("head_key", f"{name} {street}"),
                limit=SHOWN,
            )
        return found.filtered(
            lambda other: (
                fold(other.person_name) == name
                # two numbers are two people
                and not (number and other.person_identity_number not in (False, number))
                and (self._is_neighbour(other) or self._resembles(other))
            )
        )[:SHOWN]

    def _is_neighbour(self, other):
        """Return whether ``other`` gives the same address, as far as both say."""
        pairs = [
            (fold(self.person_street), fold(other.person_street)),
            (self.person_place_id._origin.id, other.person_place_id.id),
        ]
        both = [pair for pair in pairs if all(pair)]
        return bool(both) and all(mine == theirs for mine, theirs in both)

    def _resembles(self, other):
        """Return whether ``other`` seems to be about the same matter."""
        field = self.field_id._origin
        enough = ALIKE_IN_FIELD if field and field == other.field_id else ALIKE
        return likeness(self.content, other.content) >= enough

    def _before_html(self, receptions, petitions):
        if not receptions and not petitions:
            return Markup()
        item = Markup("<li>%s – <b>%s</b> – %s%s</li>")
        mark = Markup(" <span class='badge text-bg-warning'>%s</span>") % self.env._(
            "same matter?"
        )
        rows = [
            (record, record.date, (record.content or "")[:160]) for record in receptions
        ] + [(record, record.received_on, record.summary or "") for record in petitions]
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            item
            % (
                date.strftime("%d/%m/%Y"),
                record.code,
                text,
                mark if self._resembles(record) else "",
            )
            for record, date, text in rows
        )

    def _maybe_html(self, receptions, petitions):
        rows = self._before_html(
            self._maybe_same_person(receptions), self._maybe_same_person(petitions)
        )
        if not rows:
            return rows
        return (
            Markup("<div class='o_ward_maybe'>%s</div>")
            % self.env._("Maybe known: the same name, and the address or the matter.")
            + rows
        )

    @api.onchange(
        "citizen_id",
        "person_name",
        "person_identity_number",
        "person_phone",
        "content",
        "field_id",
        "matter_kind",
    )
    def _onchange_same_matter(self):
        """Propose the last turn of the matter, where the same person has had one."""
        if (
            self.previous_id
            or self.is_protected
            or self._is_denunciation(self.matter_kind)
        ):
            return
        alike = self.before_ids._origin.filtered(
            lambda other: not other.is_protected and self._resembles(other)
        )
        if len(alike.matter_id) == 1:
            self.previous_id = alike[0]  # the newest comes first
