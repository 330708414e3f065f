from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MATTERS = ("ward.reception", "ward.petition", "ward.case")
DRAFTS = ("draft", "proposed")


class WardCaseMove(models.Model):
    """A matter handed over to another unit (chuyển giao hồ sơ), with its legal paper.

    Units are merged and split by decision; their open and closed matters go with all
    their parts. What was signed keeps its number in the register of the unit that
    signed it. Reports read here which unit had a matter on which day.
    """

    _name = "ward.case.move"
    _description = "Matter Moved to Another Unit"
    _inherit = ["ward.of.dossier.mixin", "ward.masked.mixin"]
    _order = "date desc, id desc"
    _rec_name = "paper_number"

    from_company_id = fields.Many2one(
        "res.company", "From Unit", required=True, readonly=True, index=True
    )
    to_company_id = fields.Many2one(
        "res.company", "To Unit", required=True, readonly=True, index=True
    )
    date = fields.Date("Moved On", required=True, readonly=True, index=True)
    moved_at = fields.Datetime("Recorded At", required=True, readonly=True)
    moved_by_id = fields.Many2one("res.users", readonly=True)
    paper_number = fields.Char("Number of the Decision", required=True, readonly=True)
    paper_date = fields.Date("Date of the Decision", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    state_then = fields.Char("Step at That Time", readonly=True)

    # ------------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------------

    @api.model
    def _check_may_move(self, source, target):
        """Raise unless the user may move matters from ``source`` to ``target``.

        The leader of a unit above both (or of the upper one of the two) and the
        administrator of such a unit.
        """
        if not source or not target or source == target:
            raise UserError(self.env._("“To Unit”: choose another unit."))
        if self.env.su:
            return
        user = self.env.user
        # sudo: the tree of units and who leads them, compared only
        source, target = source.sudo(), target.sudo()
        common = (source | source._ward_above()) & (target | target._ward_above())
        leaders = self.env["hr.employee"]._ward_represented()
        roles = ("group_plan_leader", "group_ward_admin")
        has_role = any(user.has_group(f"ward_office.{role}") for role in roles)
        if common.ward_leader_id & leaders.sudo() or (
            has_role and common & user.company_ids
        ):
            return
        if user.has_group("ward_office.group_ward_admin") and (
            source | target <= user.company_ids
        ):
            return
        raise AccessError(
            self.env._(
                "Only the leader or the administrator of a unit above both moves "
                "matters from one unit to another."
            )
        )

    # ------------------------------------------------------------------
    # MOVING
    # ------------------------------------------------------------------

    @api.model
    def _with_linked(self, source, receptions, petitions, cases):
        """Return the matters of ``source`` with all that hang together.

        A petition goes with its case and reception, a second complaint with the first.
        """
        found = (receptions, petitions, cases)
        size = -1
        while size != sum(map(len, found)):
            size = sum(map(len, found))
            receptions, petitions, cases = found
            found = tuple(
                more.filtered(lambda r: r.company_id == source)
                for more in (
                    receptions | petitions.reception_id | receptions.previous_id,
                    petitions
                    | receptions.petition_ids
                    | cases.petition_ids
                    | petitions.parent_id
                    | petitions.child_ids,
                    cases
                    | petitions.case_id
                    | petitions.previous_case_id
                    | cases.previous_id
                    | cases.next_ids,
                )
            )
        return found

    @api.model
    def _move(self, matters, target, vals):
        """Move ``matters`` (recordsets of one unit) to ``target``; return the records.

        Callers have checked who may; ``vals`` is the paper. Everything is written in
        batches, whatever the number of matters.
        """
        self = self.sudo()
        now = fields.Datetime.now()
        moves = self.browse()
        by_unit = []
        for records in matters:
            if not records:
                continue
            records = records.sudo()
            source = records.company_id
            source.ensure_one()
            moves += self._create_guarded(
                [
                    {
                        records._clock_link: record.id,
                        "company_id": target.id,
                        "from_company_id": source.id,
                        "to_company_id": target.id,
                        "moved_at": now,
                        "moved_by_id": self.env.uid,
                        "state_then": record.state,
                        **vals,
                    }
                    for record in records
                ]
            )
            by_unit.append((records, source))
        for records, _source in by_unit:
            self._move_citizens(records, target)
            self._set(records, "company_id", target)
        for records, source in by_unit:
            self._move_parts(records, target)
            self._let_go_of_users(records, target)
            self._say_moved(records, source, target, vals)
        for records, _source in by_unit:
            records._open_clocks()._reckon_later(
                self.env._("The matter has moved to another unit.")
            )
        return moves

    @api.model
    def _set(self, records, name, value):
        """Write a unit or citizen without the check of each record by itself.

        Halfway through a move parts belong to two units; :meth:`_move` brings all of
        them to one.
        """
        records._fields[name].write(records, value.id)
        records._fields["write_date"].write(records, self.env.cr.now())
        records._fields["write_uid"].write(records, self.env.uid)
        records.modified([name])

    @api.model
    def _move_citizens(self, records, target):
        """Let the register of citizens of ``target`` know the senders."""
        if "citizen_id" not in records._fields:
            return
        groups = records.filtered("citizen_id").grouped("citizen_id")
        citizens = self.env["ward.citizen"].concat(*groups)
        names = (
            "name",
            "identity_kind",
            "identity_number",
            "phone",
            "email",
            "street",
        )
        people = [
            {name: citizen[name] for name in names if citizen[name]}
            | {"place_id": citizen.place_id.id}
            for citizen in citizens
        ]
        known = self.env["ward.citizen"]._for_people(target, people)
        for citizen, new in zip(citizens, known, strict=True):
            self._set(groups[citizen], "citizen_id", new)

    @api.model
    def _part_models(self):
        """Return the models whose records belong to a matter and name its unit."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and name != self._name
            and issubclass(model, self.env.registry["ward.of.dossier.mixin"])
        ]

    @api.model
    def _parts_of(self, records):
        """Return the recordsets of the parts of ``records``."""
        link = [(records._clock_link, "in", records.ids)]
        return [self.env[name].search(link) for name in self._part_models()]

    @api.model
    def _move_parts(self, records, target):
        for parts in self._parts_of(records):
            if parts._name == "ward.document":
                # Signed ones stay in the register they are numbered in.
                drafts = parts.filtered(lambda d: d.state in DRAFTS)
                drafts._write_guarded({"state": "draft"})
                drafts.activity_unlink(["ward_office.activity_document"])
                parts = drafts
            self._set(parts, "company_id", target)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        self._set(files, "company_id", target)

    @api.model
    def _let_go_of_users(self, records, target):
        """Take away handlers, activities, followers who do not work in ``target``."""
        users = records.handler_id
        gone = users.filtered(lambda user: target not in user.company_ids)
        records.filtered(lambda r: r.handler_id in gone)._write_guarded(
            {"handler_id": False}
        )
        link = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        self.env["mail.activity"].search(link).filtered(
            lambda activity: target not in activity.user_id.company_ids
        ).unlink()
        self.env["mail.followers"].search(link).filtered(
            lambda follower: (
                follower.partner_id.user_ids
                and target not in follower.partner_id.user_ids.company_ids
            )
        ).unlink()

    @api.model
    def _say_moved(self, records, source, target, vals):
        text = self.env._(
            "Moved from %(old_unit)s to %(new_unit)s by decision %(number)s of "
            "%(date)s.",
            old_unit=source.name,
            new_unit=target.name,
            number=vals["paper_number"],
            date=fields.Date.to_date(vals["paper_date"]).strftime("%d/%m/%Y"),
        )
        records._message_log_batch(bodies=dict.fromkeys(records.ids, text))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What moved where is kept."))
