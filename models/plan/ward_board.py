from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

from ...tools.vagueness import fold

OVERDUE_DAYS = 60
# A campaign stays on the board for a while after its deadline, reached or missed.
CAMPAIGN_DAYS = 14
MAX_OVERDUE = 10
MAX_CAMPAIGNS = 20
MAX_WEEKS = 53
SUBMITTED = ("submitted", "approved")


class WardBoard(models.AbstractModel):
    """The live board of a unit: who does what today, how far, what is late.

    Reads only, as the user who opens it: record rules decide what it shows. The
    number of queries does not depend on how many people, tasks or campaigns there
    are, and only the chosen week of the current unit is touched.
    """

    _name = "ward.board"
    _description = "Live Board"

    @api.readonly
    @api.model
    def get_data(self, filters=None):
        """Return the whole board as a dictionary that travels as JSON.

        :param dict filters: ``week`` (0 this week, -1 the one before …),
            ``department`` (id), ``block`` and ``person`` (part of a name); unknown
            keys and departments of other units are ignored
        :raise UserError: a filter of the wrong kind
        """
        company = self.env.company
        departments = self._departments(company)
        filters = self._clean_filters(filters, departments)
        monday = self.env["ward.plan"]._period_start("week", company._ward_today())
        monday += timedelta(7 * filters["week"])
        everyone = self._sees_everyone(company)
        week = (
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", "week")
            & Domain("date_start", "=", fields.Date.to_string(monday))
        )
        plans = self.env["ward.plan"].search_fetch(
            week, ["employee_id", "state"], order="id"
        )
        people = self._people(company, monday, plans, everyone)
        people = self._filter_people(people, filters, departments)
        plan_of = {
            plan.employee_id.id: plan for plan in plans if plan.employee_id.id in people
        }
        is_filtered = any(filters[key] for key in ("department", "block", "person"))
        who = Domain.TRUE
        if is_filtered or not everyone:
            who = Domain("employee_id", "in", list(people))
        domains = {
            "plans": week & who & Domain("state", "in", SUBMITTED),
            "tasks": week & who & Domain("review_state", "!=", "stopped"),
            "overdue": self._overdue_domain(company) & who,
            "campaigns": self._campaign_domain(
                company, monday, list(people) if is_filtered else None
            ),
        }
        figures = self._week_figures(domains["tasks"])
        overdue = self._overdue(domains["overdue"], company)
        activities = self._activities(company, figures, people, filters["week"] == 0)
        missing = self._missing(people, plan_of)
        domains["missing"] = Domain("id", "in", [row["id"] for row in missing])
        submitted = sum(plan.state in SUBMITTED for plan in plan_of.values())
        return {
            "filters": filters,
            "scope": "unit" if everyone else "own",
            "choices": self._choices(departments),
            **self._header(company, monday, filters["week"]),
            "domains": {key: list(domain) for key, domain in domains.items()},
            "plans": {"count": submitted, "total": submitted + len(missing)},
            "tasks": {
                "count": sum(row["done"] for row in figures.values()),
                "total": sum(row["total"] for row in figures.values()),
            },
            "overdue": {"count": overdue["count"], "rows": overdue["rows"]},
            "missing": missing,
            "campaigns": self._campaigns(domains["campaigns"]),
            "departments": self._cards(
                people, departments, plan_of, figures, overdue["by_person"], activities
            ),
        }

    # ------------------------------------------------------------------
    # FILTERS AND SCOPE
    # ------------------------------------------------------------------

    @api.model
    def _blocks(self):
        field = self.env["hr.department"]._fields["ward_block"]
        return dict(field._description_selection(self.env))

    def _clean_filters(self, filters, departments):
        """Return all filters with values that can be trusted.

        :raise UserError: a value of the wrong kind, naming the filter
        """
        filters = filters or {}
        if not isinstance(filters, dict):
            raise UserError(self.env._("“Filters” must be a dictionary of filters."))
        week = filters.get("week") or 0
        if isinstance(week, bool) or not isinstance(week, int) or abs(week) > MAX_WEEKS:
            raise UserError(
                self.env._(
                    "“Week” must be a whole number between -%(max)s and %(max)s: "
                    "0 is this week, 1 the next.",
                    max=MAX_WEEKS,
                )
            )
        department = filters.get("department") or False
        if department and (
            isinstance(department, bool) or not isinstance(department, int)
        ):
            raise UserError(
                self.env._("“Department” must be chosen from the unit's departments.")
            )
        block = filters.get("block") or False
        if block and (not isinstance(block, str) or block not in self._blocks()):
            raise UserError(self.env._("“Block” must be one of the blocks offered."))
        person = filters.get("person") or ""
        if not isinstance(person, str):
            raise UserError(self.env._("“Person” must be a part of a name."))
        # A filter may be left over from the unit shown before.
        return {
            "week": week,
            "department": department if department in departments.ids else False,
            "block": block,
            "person": person.strip()[:100],
        }

    def _departments(self, company):
        """Return the unit's departments: by block, then by name."""
        order = list(self._blocks())
        departments = self.env["hr.department"].search_fetch(
            [("company_id", "=", company.id)],
            ["name", "ward_block", "parent_path", "manager_id"],
        )
        return departments.sorted(
            lambda d: (
                order.index(d.ward_block) if d.ward_block else len(order),
                fold(d.name),
            )
        )

    def _sees_everyone(self, company):
        """Return whether the user may read the plans of the whole unit.

        Where he may not, colleagues are left out: who has no plan is told as little
        as what a plan says. Must say what the read rules of `ward.plan` say.
        """
        return company.ward_plan_visibility == "unit" or self.env.user.has_groups(
            "ward_office.group_plan_head,ward_office.group_inspector"
        )

    def _people(self, company, monday, plans, everyone):
        """Return ``{employee id: facts}`` of those on the board, in order.

        All who should have a plan: active, with a user, not gone before the week; and
        whoever has one all the same.
        """
        should = Domain("company_id", "=", company.id) & Domain("active", "=", True)
        should &= Domain("user_id", "!=", False)
        if not everyone:
            should &= Domain("user_id", "=", self.env.uid) | Domain(
                "parent_id.user_id", "=", self.env.uid
            )
        employees = (
            self.env["hr.employee.public"]
            .with_context(active_test=False)
            .search_fetch(
                should | Domain("id", "in", plans.employee_id.ids),
                ["name", "active", "user_id", "company_id", "department_id"],
            )
        )
        # sudo: the job is open to every colleague in `hr.employee.public`, which reads
        # all columns for it; the day of leaving is compared and does not go out.
        facts = self.env["hr.employee"].sudo().browse(employees.ids)
        facts.fetch(["name", "current_version_id"])
        facts.current_version_id.fetch(["job_title", "departure_date"])
        with_plan = set(plans.employee_id.ids)
        people = {}
        for employee, fact in zip(employees, facts, strict=True):
            version = fact.current_version_id
            gone = version.departure_date and version.departure_date < monday
            expected = bool(
                employee.active
                and employee.user_id
                and employee.company_id == company
                and not gone
            )
            if expected or employee.id in with_plan:
                people[employee.id] = {
                    "id": employee.id,
                    "name": employee.name,
                    "job": version.job_title or "",
                    "department": employee.department_id.id,
                    "expected": expected,
                }
        # Vietnamese names are sorted by the given name, which stands last.
        return dict(
            sorted(people.items(), key=lambda item: fold(item[1]["name"]).split()[::-1])
        )

    def _filter_people(self, people, filters, departments):
        if filters["department"]:
            chosen = departments.browse(filters["department"])
            below = departments.filtered(
                lambda d: d.parent_path.startswith(chosen.parent_path)
            )
            people = {k: p for k, p in people.items() if p["department"] in below.ids}
        if filters["block"]:
            below = departments.filtered(lambda d: d.ward_block == filters["block"])
            people = {k: p for k, p in people.items() if p["department"] in below.ids}
        words = fold(filters["person"]).split()
        if words:
            people = {
                k: p
                for k, p in people.items()
                if all(word in fold(p["name"]) for word in words)
            }
        return people

    def _choices(self, departments):
        return {
            "departments": [
                {"id": department.id, "name": department.name}
                for department in departments
            ],
            "blocks": [
                {"value": value, "label": label}
                for value, label in self._blocks().items()
            ],
        }

    def _header(self, company, monday, offset):
        """Return the unit, its clock and the week shown."""
        now = fields.Datetime.now()
        local = company._ward_to_local(now)
        due = company._ward_submission_deadline("week", monday)
        return {
            "unit": company.name,
            "today": format_date(self.env, local.date(), date_format="EEEE dd/MM/yyyy"),
            "time": f"{local:%H:%M}",
            "week": {
                "offset": offset,
                "min": -MAX_WEEKS,
                "max": MAX_WEEKS,
                "label": self.env["ward.plan"]._period_label("week", monday),
                "dates": f"{monday:%d/%m} – {monday + timedelta(6):%d/%m}",
                "due": self._moment(company, due),
                "due_passed": due < now,
            },
        }

    def _moment(self, company, value):
        """Return a UTC moment as the unit's clock shows it, as “Fri 20/11 17:00”."""
        return format_datetime(
            self.env, value, tz=company.ward_tz, dt_format="EEE dd/MM HH:mm"
        )

    # ------------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------------

    def _week_figures(self, domain):
        """Return ``{employee id: {total, done, progress, task}}``, in one query.

        ``task`` is the id of the open task he is at: one under way, else the next due.
        """
        task_model = self.env["ward.task"]
        query = task_model._search(domain)

        def column(name):
            return task_model._field_to_sql(query.table, name, query)

        query.groupby = column("employee_id")
        rows = self.env.execute_query(
            query.select(
                column("employee_id"),
                SQL("COUNT(*)"),
                SQL("COUNT(%s)", column("done_at")),
                SQL("SUM(%s * COALESCE(%s, 0))", column("weight"), column("progress")),
                SQL("SUM(%s)", column("weight")),
                SQL(
                    "(ARRAY_AGG(%(id)s ORDER BY %(progress)s > 0 DESC, %(deadline)s,"
                    " %(sequence)s, %(id)s) FILTER (WHERE %(done)s IS NULL))[1]",
                    id=column("id"),
                    progress=column("progress"),
                    deadline=column("deadline"),
                    sequence=column("sequence"),
                    done=column("done_at"),
                ),
            )
        )
        return {
            employee_id: {
                "total": total,
                "done": done,
                "progress": round(reached / weight) if weight else 0,
                "task": task_id,
            }
            for employee_id, total, done, reached, weight, task_id in rows
        }

    def _overdue_domain(self, company):
        """Return what is late now: open, due within the last 60 days."""
        now = fields.Datetime.now().replace(microsecond=0)
        since = now - timedelta(OVERDUE_DAYS)
        return (
            Domain("company_id", "=", company.id)
            & Domain("done_at", "=", False)
            & Domain("is_carried", "=", False)
            & Domain("review_state", "!=", "stopped")
            & Domain("deadline", "<", fields.Datetime.to_string(now))
            & Domain("deadline", ">=", fields.Datetime.to_string(since))
        )

    def _overdue(self, domain, company):
        """Return how many tasks are late in all and by person, and the first ten."""
        task_model = self.env["ward.task"]
        by_person = {
            employee.id: count
            for employee, count in task_model._read_group(
                domain, ["employee_id"], ["__count"]
            )
        }
        tasks = task_model.search_fetch(
            domain,
            ["name", "employee_id", "deadline", "progress", "place"],
            limit=MAX_OVERDUE,
        )
        today = company._ward_today()
        names = self._names(tasks.employee_id.ids)
        return {
            "count": sum(by_person.values()),
            "by_person": by_person,
            "rows": [
                {
                    "id": task.id,
                    "name": task.name,
                    "person_id": task.employee_id.id,
                    "person": names.get(task.employee_id.id, ""),
                    "deadline": self._moment(company, task.deadline),
                    "days": (today - company._ward_to_local(task.deadline).date()).days,
                    "progress": task.progress,
                    "place": task.place or "",
                }
                for task in tasks
            ],
        }

    def _names(self, employee_ids):
        """Return ``{employee id: name}`` of those whose work the user may read."""
        # sudo: names only, of the officers of records that the rules let through,
        # among them archived ones
        employees = self.env["hr.employee"].sudo().browse(employee_ids)
        employees.fetch(["name"])
        return {employee.id: employee.name for employee in employees}

    def _campaign_domain(self, company, monday, employee_ids=None):
        """Return which campaigns run in the week, or are just over."""
        first = fields.Date.to_string(monday - timedelta(CAMPAIGN_DAYS))
        last = fields.Date.to_string(monday + timedelta(6))
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("started_at", "!=", False)
            & Domain("date_start", "<=", last)
            & Domain("deadline", ">=", first)
        )
        if employee_ids is not None:
            domain &= Domain("owner_id", "in", employee_ids) | Domain(
                "target_ids", "any", [("responsible_id", "in", employee_ids)]
            )
        return domain

    def _campaigns(self, domain):
        """Return the first campaigns of ``domain`` with their progress."""
        campaign_model = self.env["ward.campaign"]
        campaigns = campaign_model.search_fetch(
            domain,
            ["name", "owner_id", "deadline", "started_at", "company_id"],
            limit=MAX_CAMPAIGNS,
            order="deadline, id",
        )
        # One query for all targets, however many: the figures are computed from it.
        self.env["ward.campaign.target"].search_fetch(
            [("campaign_id", "in", campaigns.ids)],
            ["campaign_id", "company_id", "deadline", "done_at"],
        )
        names = self._names(campaigns.owner_id.ids)
        labels = dict(campaign_model._fields["state"]._description_selection(self.env))
        return {
            "count": campaign_model.search_count(domain),
            "rows": [
                {
                    "id": campaign.id,
                    "name": campaign.name,
                    "owner": names.get(campaign.owner_id.id, ""),
                    "deadline": format_date(
                        self.env, campaign.deadline, date_format="EEE dd/MM"
                    ),
                    "state": campaign.state,
                    "state_label": labels[campaign.state],
                    "progress": campaign.progress,
                    "done": campaign.done_count,
                    "failed": campaign.failed_count,
                    "total": campaign.target_count,
                }
                for campaign in campaigns
            ],
        }

    # ------------------------------------------------------------------
    # WHO DOES WHAT
    # ------------------------------------------------------------------

    def _activities(self, company, figures, people, with_slots):
        """Return ``{employee id: what he is at}``.

        The hour slot running now, else the next one today, else his open task that is
        under way or due next. Those taking part are at it like the officer himself.
        """
        slots = self.env["ward.task.slot"]
        if with_slots:
            slots = self._slots_today(company)
        open_ids = {row["task"] for key, row in figures.items() if key in people}
        tasks = self.env["ward.task"].browse(open_ids - {None}) | slots.task_id
        tasks.fetch(
            ["name", "place", "progress", "deadline", "review_state", "participant_ids"]
        )
        slot_of = {}
        for slot in slots:
            if slot.task_id.review_state != "stopped":
                taking_part = slot.task_id.participant_ids.ids
                for employee_id in (slot.employee_id.id, *taking_part):
                    slot_of.setdefault(employee_id, slot)
        return {
            employee_id: self._activity(
                company,
                slot_of.get(employee_id),
                tasks.browse(figures.get(employee_id, {}).get("task")),
            )
            for employee_id in people
        }

    def _activity(self, company, slot, task):
        """Return what the board says of ``slot``, else of ``task``, else False."""
        now = fields.Datetime.now()
        if slot:
            task = slot.task_id
            start = company._ward_to_local(slot.start)
            stop = company._ward_to_local(slot.stop)
            kind = "now" if slot.start <= now else "next"
            when = f"{start:%H:%M}–{stop:%H:%M}"
        elif task:
            kind = "doing" if task.progress else "todo"
            when = self._moment(company, task.deadline)
        else:
            return False
        return {
            "kind": kind,
            "when": when,
            "task_id": task.id,
            "name": task.name,
            "place": task.place or "",
            "progress": task.progress,
            "is_late": task.deadline < now,
        }

    def _slots_today(self, company):
        """Return the hours of the unit's day that are not over, in order."""
        day = company._ward_today()
        return self.env["ward.task.slot"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("start", ">=", company._ward_to_utc(day)),
                ("start", "<", company._ward_to_utc(day, 24)),
                ("stop", ">", fields.Datetime.now()),
            ],
            ["task_id", "start", "stop", "employee_id"],
            order="start, id",
        )

    # ------------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------------

    def _missing(self, people, plan_of):
        """Return who should have submitted a plan for the week and has not."""
        missing = []
        for employee_id, person in people.items():
            plan = plan_of.get(employee_id)
            if person["expected"] and (not plan or plan.state not in SUBMITTED):
                missing.append(
                    {
                        "id": employee_id,
                        "name": person["name"],
                        "plan_id": plan.id if plan else False,
                    }
                )
        return missing

    def _cards(self, people, departments, plan_of, figures, overdue, activities):
        """Return the departments with the cards of their people, heads first."""
        state = self.env["ward.plan"]._fields["state"]
        labels = dict(state._description_selection(self.env))
        nothing = {"total": 0, "done": 0, "progress": 0}
        by_department = defaultdict(list)
        for employee_id, person in people.items():
            plan = plan_of.get(employee_id)
            figure = figures.get(employee_id, nothing)
            by_department[person["department"]].append(
                {
                    "id": employee_id,
                    "name": person["name"],
                    "job": person["job"],
                    "plan_id": plan.id if plan else False,
                    "state": plan.state if plan else False,
                    "state_label": labels[plan.state] if plan else "",
                    "activity": activities.get(employee_id, False),
                    "progress": figure["progress"],
                    "done": figure["done"],
                    "total": figure["total"],
                    "overdue": overdue.get(employee_id, 0),
                }
            )
        groups = []
        known = set(departments.ids)
        # Leaders of the unit often belong to no department: they come first.
        others = []
        for department_id, cards in by_department.items():
            if department_id not in known:
                others += cards
        if others:
            groups.append({"id": False, "name": "", "people": others})
        for department in departments:
            cards = by_department.get(department.id, [])
            if cards:
                cards.sort(key=lambda card: card["id"] != department.manager_id.id)
                groups.append(
                    {"id": department.id, "name": department.name, "people": cards}
                )
        return groups
