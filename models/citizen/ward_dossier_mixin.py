from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.words import make_key, only_digits, parse_words, words_query

KINDS = [
    ("complaint", "Complaint"),
    ("denunciation", "Denunciation"),
    ("petition", "Recommendation"),
    ("reflection", "Reflection"),
]
# the words of a column, as indexes have them
WORDS = "to_tsvector('simple'::regconfig, %s)"
LOOKED_UP = 10
# words in so many of the youngest records are common, and the index is not asked
YOUNGEST, COMMON = 5000, 10
MANY = 5000  # as many may come from the index
ABOUT = 160  # letters of a text that the look-up shows


class WardDossierMixin(models.AbstractModel):
    """A matter with its time limits: a reception, a petition or a case.

    Who reads it stands in stored columns, so that the rules are short: the handler and
    those called in, never those with a conflict of interest.
    """

    _name = "ward.dossier.mixin"
    _description = "Matter With Time Limits"
    _inherit = [
        "ward.guarded.mixin",
        "ward.folded.mixin",
        "ward.files.mixin",
        "ward.tell.mixin",
        "ward.mail.mixin",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _clock_link = None  # the field of ward.clock that points here

    # Not by parts of words, which are alike in so many Vietnamese texts, but by words,
    # for which PostgreSQL needs no extension.
    search_key = fields.Char(index=False)
    # what a matter is looked up by first: code, person, numbers, address
    head_key = fields.Char(
        compute="_compute_head_key",
        store=True,
        precompute=True,
        export_string_translation=False,
    )

    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    code = fields.Char(readonly=True, index=True, copy=False)
    number = fields.Integer(readonly=True, copy=False)
    year = fields.Integer(readonly=True, copy=False, aggregator=None)
    register_company_id = fields.Many2one(
        "res.company",
        "Register Of",
        readonly=True,
        copy=False,
        help="The unit in whose register the number was taken; it stays when the "
        "matter moves to another unit.",
    )
    # Opening import: what the body that was dissolved called it.
    old_body = fields.Char("Taken Over From", readonly=True, copy=False)
    old_number = fields.Char(readonly=True, copy=False)
    old_key = fields.Char(readonly=True, copy=False, export_string_translation=False)
    old_papers = fields.Text("Papers of the Old Body", readonly=True, copy=False)
    # Retention: the personal data has been removed, figures stay.
    erased_on = fields.Date("Personal Data Removed On", readonly=True, copy=False)
    move_count = fields.Integer(compute="_compute_move_count")
    handler_id = fields.Many2one("res.users", "Handled By", index=True)
    # In each model, with tables of their own: `reader_user_ids` are called in,
    # `excluded_user_ids` have a conflict of interest and see nothing.
    due_date = fields.Date("Time Limit Ends", readonly=True, index=True, copy=False)
    is_late = fields.Boolean("Late", readonly=True, copy=False)
    signal = fields.Selection(
        [
            ("calm", "In time"),
            ("soon", "Soon due"),
            ("late", "Overdue"),
            ("done", "Ended"),
        ],
        "Time",
        compute="_compute_signal",
        search="_search_signal",
    )

    _words = models.Index(f"USING gin ({WORDS % 'search_key'})")
    _head_words = models.Index(f"USING gin ({WORDS % 'head_key'})")

    @api.depends("code", "register_company_id", "company_id")
    def _compute_display_name(self):
        """Name the register a code comes from where it is another unit's."""
        for record in self:
            name = record.code or ""
            # sudo: the name of the unit that numbered it
            register = record.sudo().register_company_id
            if register and register != record.sudo().company_id:
                name = f"{name} ({register.name})"
            record.display_name = name

    def _compute_move_count(self):
        counts = dict(
            self.env["ward.case.move"]._read_group(
                [(self._clock_link, "in", self.ids)], [self._clock_link], ["__count"]
            )
        )
        for record in self:
            record.move_count = counts.get(record, 0)

    def _reads_as_unit(self):
        """Return whether the user sees the unit's matters by his role."""
        return self.env.user.has_group(
            "ward_office.group_citizen_clerk"
        ) or self.env.user.has_group("ward_office.group_plan_leader")

    # ------------------------------------------------------------------
    # LOOKING UP
    # ------------------------------------------------------------------

    @api.model
    def _head_fields(self):
        """Return the fields a matter is looked up by first."""
        return ["code"]

    def _number_words(self):
        return [
            only_digits(self[name])
            for name in ("person_phone", "person_identity_number")
            if name in self._fields
        ]

    def _folded_words(self):
        return [*super()._folded_words(), *self._number_words()]

    @api.depends(lambda self: self._head_fields())
    def _compute_head_key(self):
        for record in self:
            words = [record[name] for name in record._head_fields()]
            record.head_key = make_key(*words, *record._number_words())

    @api.model
    def _folded_domain(self, text):
        return self._words_domain("search_key", text)

    @api.model
    def _words_domain(self, column, text):
        """Return the domain of the records with every word of ``text`` in ``column``.

        Common words, as the youngest records show, are compared row by row: the newest
        are found soon. Rare ones come from the index on words. PostgreSQL cannot tell
        the two apart by itself (it guesses one in fifty for an unfinished word).
        """
        terms = parse_words(text)
        compared = Domain.AND(
            Domain.OR(
                Domain.AND(
                    # words stand in spaces
                    Domain(
                        column,
                        "like",
                        f" {word[:-1]}" if word.endswith("*") else f" {word} ",
                    )
                    for word in words
                )
                for words in choices
            )
            for choices in terms
        )
        if not terms or self._words_are_common(compared):
            return compared
        # An unfinished word makes PostgreSQL read every text it may stand in: only
        # where nothing holds the word as it is.
        for finished in (True, False):
            found = self.env.execute_query(
                self._words_statement(column, terms, finished)
            )
            if found:
                break
        if len(found) > MANY:
            return compared
        # ids only: the rules of whoever searches apply to the search itself
        return Domain("id", "in", [found_id for (found_id,) in found])

    @api.model
    def _words_are_common(self, domain):
        """Return whether ``domain`` holds for many, judged by the youngest records."""
        # sudo: how common words are, of the whole table
        records = self.sudo()
        first = records.search([], order="id DESC", offset=YOUNGEST, limit=1)
        if not first:
            return True  # few enough to compare them all
        youngest = Domain("id", ">", first.id)
        return records.search_count(youngest & domain, limit=COMMON) >= COMMON

    @api.model
    def _words_statement(self, column, terms, finished=False):
        """Return the statement that asks the index on the words of ``column``."""
        table = SQL.identifier(self._table)
        return SQL(
            "SELECT id FROM %s WHERE %s @@ to_tsquery('simple', %s) LIMIT %s",
            table,
            SQL(
                WORDS,
                SQL.identifier(self._table, column, to_flush=self._fields[column]),
            ),
            words_query(terms, finished),
            MANY + 1,
        )

    @api.model
    def _lookup(self, text, limit=LOOKED_UP):
        """Return at most ``limit`` matters for ``text``, the likeliest first.

        Those with all words in code, name, numbers or address come before those that
        have them in any text; the newest first.
        """
        found = self.search(self._words_domain("head_key", text), limit=limit)
        if len(found) < limit:
            found += self.search(
                self._words_domain("search_key", text)
                & Domain("id", "not in", found.ids),
                limit=limit - len(found),
            )
        return found

    def _lookup_rows(self):
        """Return what the look-up shows of these matters."""
        states = dict(self._fields["state"]._description_selection(self.env))
        signals = dict(self._fields["signal"]._description_selection(self.env))
        return [
            {
                "id": record.id,
                "code": record.code,
                "state": states[record.state],
                "due": record.due_date,
                "signal": record.signal,
                "signal_label": signals[record.signal],
                "unit": record.company_id.display_name,
                **record._lookup_facts(),
            }
            for record in self
        ]

    def _lookup_facts(self):
        """Return ``who``, ``about`` and ``date`` of a matter for the look-up."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # TIME LIMITS
    # ------------------------------------------------------------------

    def _clocks(self, code=None):
        """Return the clocks of these matters, those of ``code`` if given."""
        domain = [(self._clock_link, "in", self.ids)]
        if code:
            domain.append(("code", "=", code))
        return self.env["ward.clock"].sudo().search(domain)  # shown with the matter

    def _open_clocks(self, *codes):
        domain = [
            (self._clock_link, "in", self.ids),
            ("state", "in", ("running", "paused")),
        ]
        if codes:
            domain.append(("code", "in", codes))
        return self.env["ward.clock"].sudo().search(domain)

    def _start_clock(self, code, moment=None, **flags):
        """Start the time limit ``code`` at ``moment`` (naive UTC, now if none)."""
        moment = moment or fields.Datetime.now()
        moments = (
            moment if isinstance(moment, dict) else dict.fromkeys(self.ids, moment)
        )
        clocks = self.env["ward.clock"]._start(code, self, moments, **flags)
        if any(self.mapped("due_date")):
            self._refresh_due()
        else:  # the first: nothing to compare with
            for clock in clocks.filtered(lambda c: not c.rule_id.is_waiting):
                clock._subject()._write_guarded({"due_date": clock.due_date})
        return clocks

    def _end_clocks(self, *codes, moment=None):
        """End the running limits ``codes``, all where none is named."""
        clocks = self._open_clocks(*codes)
        clocks._end(moment or fields.Datetime.now())
        self._refresh_due()
        return clocks

    def _drop_clocks(self, *codes):
        """Drop running limits that no longer matter."""
        self._open_clocks(*codes)._write_guarded({"state": "cancelled"})
        self._refresh_due()

    def _refresh_due(self):
        """Copy the nearest due date and lateness here, where lists are sorted."""
        # sudo: facts of the clocks
        groups = (
            self.env["ward.clock"]
            .sudo()
            ._read_group(
                [
                    (self._clock_link, "in", self.ids),
                    ("rule_id.is_waiting", "=", False),
                ],
                [self._clock_link, "state"],
                ["due_date:min", "is_late:bool_or"],
            )
        )
        due, late = {}, set()
        for subject, state, first, is_late in groups:
            if state == "running":
                due[subject.id] = first
            if is_late:
                late.add(subject.id)
        for record in self.sudo():
            vals = {
                "due_date": due.get(record.id, False),
                "is_late": record.id in late,
            }
            if any(record[name] != value for name, value in vals.items()):
                record._write_guarded(vals)

    @api.depends("company_id", "due_date", "is_late")
    def _compute_signal(self):
        today = {c: c.sudo()._ward_today() for c in self.company_id}
        near = self._warn_days()
        for record in self:
            day = today.get(record.company_id)
            if not record.due_date:
                record.signal = "done"
            elif record.due_date < day:
                record.signal = "late"
            else:
                left = (record.due_date - day).days
                record.signal = "soon" if left <= near else "calm"

    @api.model
    def _warn_days(self):
        return 3

    @api.model
    def _search_signal(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._ward_today()
        near = fields.Date.add(today, days=self._warn_days())
        ranges = {
            "late": [("due_date", "<", today)],
            "soon": [("due_date", ">=", today), ("due_date", "<=", near)],
            "calm": [("due_date", ">", near)],
            "done": [("due_date", "=", False)],
        }
        return fields.Domain.OR(ranges[key] for key in value if key in ranges)

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def _shut_out(self, users):
        """Make ``users`` those with a conflict of interest: they see nothing of it.

        They no longer handle it, nor hear of it as followers or by reminders.
        """
        for record in self:
            vals = {"excluded_user_ids": [Command.set(users.ids)]}
            if record.handler_id in users:
                vals["handler_id"] = False
            record._write_guarded(vals)
            record.message_unsubscribe(users.partner_id.ids)
            record.activity_ids.filtered(lambda a: a.user_id in users).unlink()

    def _check_handles(self):
        """Raise unless the user handles these matters: clerk, leader or handler."""
        self.check_access("read")
        if self.env.su:
            return
        for record in self:
            if record.company_id not in self.env.user.company_ids:
                raise AccessError(
                    self.env._("This matter belongs to another unit; you may read it.")
                )
            if not (
                self._reads_as_unit()
                # sudo: who handles it, compared only
                or self.env.user
                in record.sudo().handler_id | record.sudo().reader_user_ids
            ):
                raise AccessError(
                    self.env._("Only the clerk, the handler or the leader may do this.")
                )

    def _check_leads(self):
        """Raise unless the user leads the unit (or stands in for its leader)."""
        self.check_access("read")
        if self.env.su:
            return
        leaders = self.env["hr.employee"]._ward_represented()
        for record in self:
            unit = record.company_id.sudo()  # who leads it
            if unit.ward_leader_id not in leaders and not (
                self.env.user.has_group("ward_office.group_plan_leader")
                and unit in self.env.user.company_ids
            ):
                raise AccessError(self.env._("Only the unit's leader may do this."))

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(code)s is “%(state)s”; this step needs: %(wanted)s.",
                        code=record.code,
                        state=labels[record.state],
                        wanted=", ".join(labels[state] for state in states),
                    )
                )

    def write(self, vals):
        if "company_id" in vals and not self.env.su:
            for record in self:
                if record.company_id.id != vals["company_id"]:
                    raise UserError(
                        self.env._(
                            "“Unit”: a registered matter goes to another unit by "
                            "“Move Matters” only."
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("What is registered is never deleted; close it with its reason.")
        )
