from datetime import date as Date
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..citizen.ward_case import SETTLE_CODES
from ..citizen.ward_petition import CHECK_CODES

PERIODS = {"month": 1, "quarter": 3, "year": 12}
MAX_BACK = 60
SHOWN_MONTHS = 12
MAX_LATE = 8
READERS = (
    "ward_office.group_plan_leader,ward_office.group_inspector,"
    "ward_office.group_citizen_clerk"
)
# Who was refused was not received, as form 01/TCD counts.
RECEIVED = [("state", "=", "done"), ("result", "!=", "refused")]
# Periods of Circular 06/2025/TT-TTCP begin on the 15th.
FIRST_DAY = 15
QUARTERS = ("I", "II", "III", "IV")  # as the circular counts them


class WardFigures(models.AbstractModel):
    """Figures for the head and the inspector (số liệu điều hành).

    Reads only, as the user who opens it: record rules decide what is counted, so that
    a conflict of interest hides a matter here too. The number of queries does not
    depend on how many matters, units or months there are. Periods are those of the
    statutory reports (Circular 06/2025/TT-TTCP): from the 15th to the 14th.
    """

    _name = "ward.figures"
    _description = "Leader's Figures"

    @api.readonly
    @api.model
    def get_data(self, filters=None):
        """Return the whole page as a dictionary that travels as JSON.

        :param dict filters: ``period`` (month, quarter, year), ``offset`` (0 the
            current one, -1 the one before …), ``unit`` (id of a unit shown)
        :raise AccessError: neither head, nor inspector, nor reception clerk
        :raise UserError: a filter of the wrong kind
        """
        if not self.env.user.has_groups(READERS):
            raise AccessError(
                self.env._(
                    "These figures are for the unit's leader, its reception clerks and "
                    "the inspector."
                )
            )
        units = self._units()
        filters = self._clean_filters(filters, units)
        today = self.env.company._ward_today()
        first, last = self._months(filters, today)
        unit_ids = [filters["unit"]] if filters["unit"] else units.ids
        scope = Domain("company_id", "in", unit_ids)
        series = self._series(scope)
        shown = range(last - SHOWN_MONTHS + 1, last + 1)
        before = range(2 * first - last - 1, first)
        period = range(first, last + 1)
        counts = {
            key: self._counts(one, min(before[0], shown[0]), last)
            for key, one in series.items()
        }
        start, end = self._start(first), self._start(last + 1) - timedelta(1)
        dates = (fields.Date.to_string(start), fields.Date.to_string(end))
        return {
            "filters": filters,
            "units": [
                {"id": unit.id, "name": unit.name}
                for unit in units.sorted(lambda u: (u.parent_path, u.name))
            ],
            "unit": self.env.company.name,
            "as_of": format_date(self.env, today),
            "period": {
                "label": self._label(filters["period"], first),
                "dates": f"{start:%d/%m/%Y} – {end:%d/%m/%Y}",
                "from": dates[0],
                "to": dates[1],
                "before": self._label(filters["period"], before[0]),
            },
            "months": [
                {
                    "label": f"{month % 12 + 1}/{month // 12 % 100:02}",
                    "from": fields.Date.to_string(self._start(month)),
                    "to": fields.Date.to_string(self._start(month + 1) - timedelta(1)),
                }
                for month in shown
            ],
            "series": {
                key: {
                    "model": one["model"],
                    "field": one["field"],
                    "domain": list(one["domain"]),
                    "late_domain": list(one.get("late", Domain.FALSE)),
                    "values": self._by_month(counts[key], shown, 0),
                    "late": self._by_month(counts[key], shown, 1),
                    "extra": self._total(counts[key], period, 2),
                    "crowds": self._total(counts[key], period, 3),
                    "total": self._total(counts[key], period, 0),
                    "total_late": self._total(counts[key], period, 1),
                    "before": self._total(counts[key], before, 0),
                    "by_unit": self._by_unit(counts[key], period),
                }
                for key, one in series.items()
            },
            "now": self._now(scope, today),
            "late_rows": self._late_rows(scope, today),
            "cases": self._case_groups(scope, *dates),
            "petitions": self._petition_groups(scope, *dates),
        }

    # ------------------------------------------------------------------
    # FILTERS AND SCOPE
    # ------------------------------------------------------------------

    def _units(self):
        """Return the units whose figures are shown.

        Those of the user; for the inspector the ones below too, as the rules say.
        """
        domain = Domain("id", "in", self.env.companies.ids)
        if self.env.user.has_group("ward_office.group_inspector"):
            domain = Domain("id", "child_of", self.env.companies.ids)
        # sudo: names of units whose matters the rules let through
        return (
            self.env["res.company"].sudo().search_fetch(domain, ["name", "parent_path"])
        )

    def _clean_filters(self, filters, units):
        """Return all filters with values that can be trusted.

        :raise UserError: a value of the wrong kind, naming the filter
        """
        filters = filters or {}
        if not isinstance(filters, dict):
            raise UserError(self.env._("“Filters” must be a dictionary of filters."))
        period = filters.get("period") or "quarter"
        if not isinstance(period, str) or period not in PERIODS:
            raise UserError(self.env._("“Period” must be month, quarter or year."))
        offset = filters.get("offset") or 0
        if (
            isinstance(offset, bool)
            or not isinstance(offset, int)
            or not -MAX_BACK <= offset <= 0
        ):
            raise UserError(
                self.env._(
                    "“Offset” must be a whole number between -%(max)s and 0: "
                    "0 is the current period, -1 the one before.",
                    max=MAX_BACK,
                )
            )
        unit = filters.get("unit") or False
        if unit and (isinstance(unit, bool) or not isinstance(unit, int)):
            raise UserError(self.env._("“Unit” must be chosen from the units offered."))
        # A filter may be left over from the unit shown before.
        return {
            "period": period,
            "offset": offset,
            "unit": unit if unit in units.ids else False,
        }

    # ------------------------------------------------------------------
    # REPORTING MONTHS: number 12 * year + month - 1, from the 15th before
    # ------------------------------------------------------------------

    @api.model
    def _start(self, month):
        """Return the first day of reporting month ``month``."""
        return Date((month - 1) // 12, (month - 1) % 12 + 1, FIRST_DAY)

    @api.model
    def _months(self, filters, today):
        """Return the first and last reporting month of the period."""
        shifted = today - timedelta(FIRST_DAY - 1)
        length = PERIODS[filters["period"]]
        current = shifted.year * 12 + shifted.month
        first = (current // length + filters["offset"]) * length
        return first, first + length - 1

    def _label(self, period, first):
        year, month = first // 12, first % 12 + 1
        if period == "year":
            return self.env._("Year %s", year)
        if period == "quarter":
            return self.env._(
                "Quarter %(number)s/%(year)s", number=QUARTERS[month // 3], year=year
            )
        return self.env._("Month %(number)s/%(year)s", number=month, year=year)

    # ------------------------------------------------------------------
    # WHAT HAPPENED
    # ------------------------------------------------------------------

    def _series(self, scope):
        """Return what is counted by its date, by key."""
        return {
            "receptions": {
                "model": "ward.reception",
                "field": "date",
                "domain": scope & Domain(RECEIVED),
                "sum": "people_count",
                "crowd": Domain("is_crowd", "=", True),
            },
            "petitions": {
                "model": "ward.petition",
                "field": "received_on",
                "domain": scope,
            },
            "processed": {
                "model": "ward.petition",
                "field": "processed_on",
                "domain": scope & Domain("state", "in", ("processed", "waiting")),
                "late": self._late_clock(CHECK_CODES),
            },
            "opened": {"model": "ward.case", "field": "opened_on", "domain": scope},
            "decided": {
                "model": "ward.case",
                "field": "decided_on",
                "domain": scope & Domain("decided_on", "!=", False),
                "late": self._late_clock(SETTLE_CODES),
            },
        }

    @api.model
    def _late_clock(self, codes):
        """Return the domain of matters with a limit among ``codes`` that was missed."""
        return Domain(
            "clock_ids",
            "any",
            [("code", "in", sorted(codes)), ("is_late", "=", True)],
        )

    def _counts(self, one, first, last):
        """Return ``{(month, unit id): (count, late, sum, crowds)}``, in one query."""
        model = self.env[one["model"]]
        name = one["field"]
        query = model._search(
            one["domain"]
            & Domain(name, ">=", self._start(first))
            & Domain(name, "<", self._start(last + 1))
        )

        def column(field):
            return model._field_to_sql(query.table, field, query)

        def matching(domain):
            if domain is None:
                return SQL("0")
            condition = domain.optimize_full(model)._to_sql(model, query.table, query)
            return SQL("COUNT(*) FILTER (WHERE %s)", condition)

        moved = SQL("(%s - %s)", column(name), FIRST_DAY - 1)
        month = SQL(
            "(EXTRACT(YEAR FROM %(date)s) * 12 + EXTRACT(MONTH FROM %(date)s))::int",
            date=moved,
        )
        people = SQL("0")
        if "sum" in one:
            people = SQL("COALESCE(SUM(%s), 0)", column(one["sum"]))
        late = one.get("late")
        if late is not None:
            # The matters are readable already, so are their limits: no second check.
            late = late.map_conditions(lambda c: Domain(c.field_expr, "any!", c.value))
        terms = [
            month,
            column("company_id"),
            SQL("COUNT(*)"),
            matching(late),
            people,
            matching(one.get("crowd")),
        ]
        query.groupby = SQL("1, 2")
        return {
            (month, unit): (count, late, int(people), crowds)
            for month, unit, count, late, people, crowds in self.env.execute_query(
                query.select(*terms)
            )
        }

    @api.model
    def _by_month(self, counts, months, position):
        sums = dict.fromkeys(months, 0)
        for (month, _unit), values in counts.items():
            if month in sums:
                sums[month] += values[position]
        return list(sums.values())

    @api.model
    def _total(self, counts, months, position):
        return sum(self._by_month(counts, months, position))

    @api.model
    def _by_unit(self, counts, months):
        """Return ``{unit id: [count, late]}``; keys are text, as JSON has them."""
        sums = {}
        for (month, unit), values in counts.items():
            if month in months:
                row = sums.setdefault(str(unit), [0, 0])
                row[0] += values[0]
                row[1] += values[1]
        return sums

    # ------------------------------------------------------------------
    # HOW IT STANDS NOW
    # ------------------------------------------------------------------

    def _now_domains(self, scope, today):
        """Return ``{key: {model, open, soon, late}}``: what is in hand now."""
        day = fields.Date.to_string(today)
        near = fields.Date.to_string(
            today + timedelta(self.env["ward.dossier.mixin"]._warn_days())
        )

        def parts(model, is_open, name):
            return {
                "model": model,
                "open": is_open,
                "soon": is_open & Domain(name, ">=", day) & Domain(name, "<=", near),
                "late": is_open & Domain(name, "<", day),
            }

        return {
            "receptions": parts(
                "ward.reception", scope & Domain("due_date", "!=", False), "due_date"
            ),
            "petitions": parts(
                "ward.petition",
                scope
                & (
                    Domain("state", "not in", ("processed", "withdrawn"))
                    | Domain("due_date", "!=", False)
                ),
                "due_date",
            ),
            "cases": parts(
                "ward.case",
                scope & Domain("state", "not in", ("closed", "stopped")),
                "due_date",
            ),
            "orders": parts(
                "ward.obligation",
                scope
                & Domain("is_done", "=", False)
                & Domain("case_id.state", "in", ("decided", "executing")),
                "due_on",
            ),
        }

    def _now(self, scope, today):
        """Return what is in hand, soon due and overdue, in all and by unit."""
        now = {}
        for key, parts in self._now_domains(scope, today).items():
            model = self.env[parts["model"]]
            query = model._search(parts["open"])
            terms = [model._field_to_sql(query.table, "company_id", query)]
            terms.append(SQL("COUNT(*)"))
            terms += [
                SQL(
                    "COUNT(*) FILTER (WHERE %s)",
                    parts[name].optimize_full(model)._to_sql(model, query.table, query),
                )
                for name in ("soon", "late")
            ]
            money = SQL("0")
            if key == "orders":
                money = SQL(
                    "COALESCE(SUM(%s), 0)",
                    model._field_to_sql(query.table, "money", query),
                )
            query.groupby = SQL("1")
            rows = self.env.execute_query(query.select(*terms, money))
            now[key] = {
                "model": parts["model"],
                "domains": {
                    name: list(parts[name]) for name in ("open", "soon", "late")
                },
                "open": sum(row[1] for row in rows),
                "soon": sum(row[2] for row in rows),
                "late": sum(row[3] for row in rows),
                "money": float(sum(row[4] for row in rows)),
                "by_unit": {str(row[0]): [row[1], row[2], row[3]] for row in rows},
            }
        now["orders"]["paid"] = self._paid(scope, today)
        return now

    def _paid(self, scope, today):
        """Return the money already recovered of the orders not carried out in full."""
        model = self.env["ward.obligation.step"]
        orders = self.env["ward.obligation"]._search(
            self._now_domains(scope, today)["orders"]["open"]
        )
        [[paid]] = model._read_group(
            Domain("obligation_id", "in", orders), aggregates=["money:sum"]
        )
        return paid or 0.0

    def _late_rows(self, scope, today):
        """Return the petitions and cases that are late longest."""
        rows = []
        for key in ("petitions", "cases"):
            parts = self._now_domains(scope, today)[key]
            model = self.env[parts["model"]]
            names = ["code", "due_date", "handler_id", "company_id", "kind"]
            kinds = dict(model._fields["kind"]._description_selection(self.env))
            records = model.search_fetch(
                parts["late"], names, limit=MAX_LATE, order="due_date, id"
            )
            # sudo: names of colleagues and units on matters the user may read
            users, units = records.handler_id.sudo(), records.company_id.sudo()
            users.fetch(["name"])
            units.fetch(["name"])
            rows += [
                {
                    "model": parts["model"],
                    "id": record.id,
                    "code": record.code,
                    "kind": kinds[record.kind],
                    "due": record.due_date.strftime("%d/%m/%Y"),
                    "days": (today - record.due_date).days,
                    "handler": users.browse(record.handler_id.id).name or "",
                    "unit": units.browse(record.company_id.id).name,
                }
                for record in records
            ]
        return sorted(rows, key=lambda row: -row["days"])[:MAX_LATE]

    # ------------------------------------------------------------------
    # FIELDS AND OUTCOMES
    # ------------------------------------------------------------------

    def _case_groups(self, scope, start, end):
        """Return the cases of the period by field, and how each ended so far."""
        model = self.env["ward.case"]
        is_decided = Domain("decided_on", "!=", False)
        is_stopped = Domain("state", "=", "stopped")
        outcomes = model._fields["outcome"]._description_selection(self.env)
        segments = [
            (key, label, is_decided & Domain("outcome", "=", key))
            for key, label in outcomes
        ]
        segments += [
            (
                "answered",
                self.env._("Answered"),
                is_decided & Domain("outcome", "=", False),
            ),
            ("stopped", self.env._("Stopped"), ~is_decided & is_stopped),
            ("open", self.env._("Being settled"), ~is_decided & ~is_stopped),
        ]
        rows = self._split(
            model,
            scope & Domain("opened_on", ">=", start) & Domain("opened_on", "<=", end),
            "field_id",
            segments,
        )
        # sudo: the catalogue of fields is no secret
        known = (
            self.env["ward.petition.field"]
            .sudo()
            .browse([row["key"] for row in rows["rows"] if row["key"]])
        )
        labels = {field.id: field.display_name for field in known}
        for row in rows["rows"]:
            row["label"] = labels.get(row["key"]) or self.env._("No field yet")
        rows["rows"].sort(key=lambda row: -sum(row["values"]))
        return rows

    def _petition_groups(self, scope, start, end):
        """Return the petitions of the period by kind, and what became of them."""
        model = self.env["ward.petition"]
        is_handled = Domain("state", "in", ("processed", "waiting"))
        is_withdrawn = Domain("state", "=", "withdrawn")
        outcomes = model._fields["outcome"]._description_selection(self.env)
        segments = [
            (key, label, is_handled & Domain("outcome", "=", key))
            for key, label in outcomes
        ]
        segments += [
            ("withdrawn", self.env._("Withdrawn"), is_withdrawn),
            (
                "open",
                self.env._("Being processed"),
                ~is_withdrawn & (~is_handled | Domain("outcome", "=", False)),
            ),
        ]
        rows = self._split(
            model,
            scope
            & Domain("received_on", ">=", start)
            & Domain("received_on", "<=", end),
            "kind",
            segments,
        )
        labels = dict(model._fields["kind"]._description_selection(self.env))
        for row in rows["rows"]:
            row["label"] = labels[row["key"]]
        rows["rows"].sort(key=lambda row: list(labels).index(row["key"]))
        return rows

    def _split(self, model, domain, name, segments):
        """Return the records of ``domain`` by field ``name`` and segment, in one query.

        Segments cut the records into parts that do not overlap: ``(key, label,
        domain)``; those without a record are left out.
        """
        query = model._search(domain)
        terms = [model._field_to_sql(query.table, name, query)]
        terms += [
            SQL(
                "COUNT(*) FILTER (WHERE %s)",
                part.optimize_full(model)._to_sql(model, query.table, query),
            )
            for _key, _label, part in segments
        ]
        query.groupby = SQL("1")
        found = self.env.execute_query(query.select(*terms))
        used = [
            position
            for position in range(len(segments))
            if any(row[position + 1] for row in found)
        ]
        return {
            "model": model._name,
            "field": name,
            "domain": list(domain),
            "segments": [
                {
                    "key": segments[position][0],
                    "label": segments[position][1],
                    "domain": list(segments[position][2]),
                }
                for position in used
            ],
            "rows": [
                {"key": row[0] or False, "values": [row[p + 1] for p in used]}
                for row in found
            ],
        }
