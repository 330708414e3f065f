from odoo import api, fields, models

from ...models.citizen.ward_case import (
    AFTER_CLOCKS,
    PUBLISH_CODES,
    SEND_CODES,
    SETTLE_CODES,
)
from ...models.citizen.ward_petition import CHECK_CODES, PASSED_ON
from ...tools.vagueness import fold

OPENS = 8.0  # o'clock: the old papers name days, not hours
EXECUTED = ("complaint_force_1", "complaint_execute", "denunciation_act")


class WardOpeningWrite(models.AbstractModel):
    """Write what an opening import has read and checked, in batches.

    Limits start on the old days, under the rule of that day, and end on the old days:
    on time or late comes out as it was. What the old body had to do after a decision
    and of which no day is known is dropped, not called late.
    """

    _name = "ward.opening.write"
    _description = "Opening Import, Writing"

    @api.model
    def _lists(self, unit):
        """Return ``{column: {folded name: id}}`` of fields and handlers."""
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        topics = {}
        model = self.env["ward.petition.field"]
        for code in sorted(codes | {"en_US"}):
            for topic in model.with_context(lang=code).search([("active", "=", True)]):
                for text in (topic.name, topic.code, topic.display_name):
                    topics.setdefault(fold(text), topic.id)
        # sudo: names and logins of colleagues, compared only
        people = self.env["hr.employee"].sudo().search([("company_id", "=", unit.id)])
        handlers = {}
        for person in people.filtered("user_id"):
            for text in (person.name, person.work_email, person.user_id.login):
                handlers.setdefault(fold(text), person.user_id.id)
        topics.pop("", None)
        handlers.pop("", None)
        return {"field": topics, "handler": handlers}

    @api.model
    def _write_rows(self, unit, rows, cases):
        """Create petitions, cases, limits and orders; return the counts.

        The caller has checked role, unit and rows.
        """
        # sudo: the clerk takes over facts nobody may write; who may has been checked
        self = (
            self.sudo()
            .with_company(unit)
            .with_context(
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
            )
        )
        petitions = self._write_petitions(unit, rows)
        opened = self._write_cases(unit, cases, petitions)
        every = self.env["ward.petition"].union(*petitions.values())
        every._refresh_due()
        self._say(every)
        new = self.env["ward.case"].union(*opened.values())
        new._refresh_due()
        self._say(new)
        return {"petitions": len(every), "cases": len(new)}

    def _say(self, records):
        """Leave one line each: where it was taken over from."""
        records._message_log_batch(
            bodies={
                record.id: self.env._(
                    "Taken over from %(body)s, old number %(number)s.",
                    body=record.old_body,
                    number=record.old_number,
                )
                for record in records
            }
        )

    def _moment(self, unit, day):
        """Return ``day`` as the moment the office opened, never in the future."""
        return min(unit._ward_to_utc(day, OPENS), fields.Datetime.now())

    def _targets(self, rows):
        """Return ``{folded name: id}`` of the bodies named, missing ones created."""
        model = self.env["ward.authority"]
        wanted = {fold(row["target"]): row["target"] for row in rows if row["target"]}
        found = {}
        if wanted:
            found = {
                fold(body.name): body.id
                for body in model.search([("active", "=", True)])
            }
            missing = [name for key, name in wanted.items() if key not in found]
            for body in model.create([{"name": name} for name in missing]):
                found[fold(body.name)] = body.id
        return found

    # ------------------------------------------------------------------
    # PETITIONS
    # ------------------------------------------------------------------

    def _write_petitions(self, unit, rows):
        """Return ``{key: petition}``."""
        targets = self._targets(rows)
        petitions = self.env["ward.petition"]._register_petitions(
            [self._petition_vals(unit, row, targets) for row in rows]
        )
        self._end_by_moment(
            petitions._open_clocks(*CHECK_CODES),
            {
                petition.id: self._moment(unit, row["processed"])
                for petition, row in zip(petitions, rows, strict=True)
                if row["processed"]
            },
        )
        forwarded = {
            petition.id: row
            for petition, row in zip(petitions, rows, strict=True)
            if row["outcome"] in PASSED_ON
        }
        waiting = petitions.browse(forwarded)
        if waiting:
            waiting._start_clock(
                "forward_answer",
                {
                    id_: self._moment(unit, r["processed"])
                    for id_, r in forwarded.items()
                },
            )
            self._end_by_moment(
                waiting._open_clocks("forward_answer"),
                {
                    id_: self._moment(unit, row["answered"])
                    for id_, row in forwarded.items()
                    if row["answered"]
                },
            )
        return {
            row["key"]: petition for row, petition in zip(rows, petitions, strict=True)
        }

    def _petition_vals(self, unit, row, targets):
        state = "received"
        if row["outcome"]:
            waits = row["outcome"] in PASSED_ON and not row["answered"]
            state = "waiting" if waits else "processed"
        moment = row["processed"] and self._moment(unit, row["processed"])
        return {
            "company_id": unit.id,
            "received_at": self._moment(unit, row["received"]),
            "source": row["source"] or "post",
            "kind": row["kind"],
            "level": row["level"],
            "field_id": row["field_id"],
            "summary": row["summary"],
            "content": row["content"] or row["summary"],
            "person_name": row["name"] or False,
            "person_identity_kind": row["identity_kind"],
            "person_identity_number": row["identity_number"] or False,
            "person_phone": row["phone"] or False,
            "person_street": row["street"] or False,
            "is_anonymous": not row["name"],
            "people_count": row["people"],
            "respondent": row["respondent"] or False,
            "handler_id": row["handler_id"],
            "outcome": row["outcome"],
            "outcome_reason": row["reason"] or False,
            "target_id": targets.get(fold(row["target"]), False),
            "state": state,
            "sorted_at": moment,
            "processed_at": moment,
            "answered_on": row["answered"],
            "old_body": row["old_body"],
            "old_number": row["old_number"],
            "old_key": row["key"],
        }

    def _end_by_moment(self, clocks, moments):
        """End ``clocks`` at the moment of their matter, one call a moment."""
        groups = {}
        for clock in clocks:
            moment = moments.get(clock._subject().id)
            if moment:
                groups.setdefault(moment, []).append(clock.id)
        for moment, ids in groups.items():
            clocks.browse(ids)._end(moment)

    # ------------------------------------------------------------------
    # CASES
    # ------------------------------------------------------------------

    def _write_cases(self, unit, cases, petitions):
        """Return ``{key: case}`` of the new cases; petitions are linked to theirs."""
        model = self.env["ward.case"]
        there = {
            case.old_key: case
            for case in model.search(
                [
                    ("register_company_id", "=", unit.id),
                    ("old_key", "in", list(cases)),
                ]
            )
        }
        new = {key: rows for key, (_first, rows) in cases.items() if key not in there}
        vals_list = [self._case_vals(unit, key, rows) for key, rows in new.items()]
        self.env["ward.register"]._number(vals_list, "case", "VV", "opened_at", unit)
        created = model._create_guarded(vals_list)
        opened = dict(zip(new, created, strict=True))
        for key, (_first, rows) in cases.items():
            case = opened.get(key) or there[key]
            linked = self.env["ward.petition"].union(
                *(petitions[row["key"]] for row in rows)
            )
            linked._write_guarded({"case_id": case.id})
            if case.is_denunciation:
                case._shut_out(case.petition_ids.excluded_user_ids)
        firsts = {opened[key].id: cases[key][0] for key in new}
        self._start_limits(unit, created, firsts)
        self._start_after(unit, created, firsts)
        self._write_orders(unit, firsts)
        return opened

    def _case_vals(self, unit, key, rows):
        first = rows[0]
        people = sum(row["people"] for row in rows)
        moments = {
            f"{name}_at": first[name] and self._moment(unit, first[name])
            for name in ("decided", "closed")
        }
        if first["stopped"]:
            moments["closed_at"] = self._moment(unit, first["stopped"])
        return {
            "company_id": unit.id,
            "kind": first["case_kind"],
            "title": first["summary"],
            "field_id": first["field_id"],
            "respondent": first["respondent"] or False,
            "handler_id": first["handler_id"],
            "opened_at": self._moment(unit, first["processed"]),
            "people_count": people,
            "is_crowd": people >= 5,
            "is_complex": first["complex"],
            "outcome": first["result"],
            "conclusion": first["conclusion"] or False,
            "delivered_on": first["delivered"],
            "published_on": first["published"],
            "old_body": first["old_body"],
            "old_number": first["case_number"] or first["old_number"],
            "old_key": key,
            "old_papers": first["decision"] or False,
            **moments,
            **self._case_state(first),
        }

    def _case_state(self, row):
        if row["stopped"]:
            return {"state": "stopped"}
        if row["closed"]:
            return {"state": "closed"}
        if row["executed"] or any(order["done"] for order in row.get("orders", ())):
            return {"state": "executing"}
        if row["decided"]:
            return {"state": "decided"}
        before = "verifying" if row["verified"] else "accepted"
        if row["pauses"] and not row["pauses"][-1][1]:
            return {"state": "suspended", "state_before": before}
        return {"state": before}

    def _start_limits(self, unit, cases, firsts):
        """Start settlement with its pauses and extensions, end it where decided."""
        groups = cases.grouped(lambda case: (case._settle_code(), case.is_complex))
        for (code, is_complex), group in groups.items():
            group._start_clock(
                code,
                {case.id: case.opened_at for case in group},
                is_complex=is_complex,
            )
        clocks = cases._open_clocks(*SETTLE_CODES)
        events = []
        for clock in clocks:
            row = firsts[clock.case_id.id]
            common = {"clock_id": clock.id, "reason": self.env._("Taken over")}
            for begin, end in row["pauses"]:
                events.append(common | {"kind": "pause", "date": begin})
                if end:
                    events.append(common | {"kind": "resume", "date": end})
            for day, days in row["extensions"]:
                events.append(common | {"kind": "extend", "date": day, "days": days})
        if events:
            made = self.env["ward.clock.event"]._create_guarded(events)
            made.clock_id._reckon()
        self._end_by_moment(
            clocks,
            {
                id_: self._moment(unit, row["decided"] or row["stopped"])
                for id_, row in firsts.items()
                if row["decided"] or row["stopped"]
            },
        )

    def _start_after(self, unit, cases, firsts):
        """Start what follows a decision, ended on the days known."""
        decided = cases.filtered("decided_at")
        for kind, group in decided.grouped("kind").items():
            for code in AFTER_CLOCKS[kind]:
                group._start_clock(code, {case.id: case.decided_at for case in group})
        for column, codes in (
            ("delivered", SEND_CODES),
            ("published", PUBLISH_CODES),
            ("executed", EXECUTED),
        ):
            self._end_by_moment(
                decided._open_clocks(*codes),
                {
                    case.id: self._moment(unit, firsts[case.id][column])
                    for case in decided
                    if firsts[case.id][column]
                },
            )
        closed = decided.filtered(lambda case: case.state == "closed")
        closed._open_clocks()._write_guarded({"state": "cancelled"})
        executing = decided.filtered(lambda case: case.state == "executing")
        unknown = executing._open_clocks(*SEND_CODES, *PUBLISH_CODES)
        unknown._write_guarded({"state": "cancelled"})
        waiting = decided.filtered(lambda case: case.state == "decided")
        waiting._start_execution()
        told = waiting.filtered(lambda c: c.kind == "complaint_1" and c.delivered_on)
        if told:
            told._start_clock(
                "complaint_lodge_2",
                {
                    case.id: self._moment(unit, firsts[case.id]["delivered"])
                    for case in told
                },
            )

    def _write_orders(self, unit, firsts):
        vals_list = []
        for id_, row in firsts.items():
            for order in row.get("orders", ()):
                numbers = {
                    name: int(order[name])
                    for name in ("organisations", "people", "officials", "matters")
                }
                vals = {
                    "case_id": id_,
                    "kind": order["order_kind"],
                    "name": order["order_name"],
                    "responsible": order["responsible"] or False,
                    "due_on": order["due"],
                    "money": order["money"],
                    "land": order["land"],
                    **numbers,
                }
                if order["done"]:
                    step = {
                        "date": order["done"],
                        "money": order["done_money"],
                        "land": order["done_land"],
                        "document": order["paper"] or self.env._("Taken over"),
                        "is_final": order["final"],
                    }
                    if order["final"]:
                        step |= numbers
                    vals["step_ids"] = [fields.Command.create(step)]
                vals_list.append(vals)
        self.env["ward.obligation"].create(vals_list)
