"""What intake, lists and forms may cost in queries."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...models.citizen import ward_clock
from .common import CitizenCommon

ONE_DAY = timedelta(1)


@tagged("post_install", "-at_install")
class TestCitizenSpeed(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As if the ward had been committed: its working dates are kept from now on.
        cls.env.cr.postcommit.clear()

    def count(self, work):
        """Return the queries of ``work``, its writes included."""
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_intake_one_by_one(self):
        """Number, citizen, petition, chatter and time limit, no more."""
        Petition = self.as_user("clerk", "ward.petition")

        def take(number):
            return Petition.create(
                {
                    "person_name": f"Người {number}",
                    "person_identity_number": f"001{number:09d}",
                    "summary": "Rác thải",
                    "kind": "reflection",
                    "field_id": self.field.id,
                }
            )

        take(1)
        self.env.flush_all()
        for number in (2, 3):
            self.assertLessEqual(self.count(lambda n=number: take(n)), 8)
        petition = take(4)
        self.assertEqual(len(petition.clock_ids), 1)
        self.assertEqual(petition.due_date, petition.clock_ids.due_date)
        self.assertTrue(petition.message_ids)
        self.assertTrue(petition.citizen_id)
        self.assertIn("nguoi 4", petition.search_key)

    def test_a_holiday_moves_many_clocks_in_the_background(self):
        """In batches with progress, on after a restart, nothing done twice."""
        petitions = self.env["ward.petition"].create(
            [
                {"person_name": f"N {n}", "company_id": self.ward.id, "summary": "x"}
                for n in range(8)
            ]
        )
        before = petitions.clock_ids.mapped("due_date")
        Cron, Clock = self.env.registry["ir.cron"], self.env["ward.clock"]
        trigger = self.env.ref("ward_office.ir_cron_clocks_reckon")
        progress = []

        def stopped(_cron, processed=0, *, remaining=None, **_options):
            """Stand in for a server that is stopped after the first batch."""
            progress.append((processed, remaining))
            return 0 if processed else 60

        def going_on(_cron, processed=0, *, remaining=None, **_options):
            progress.append((processed, remaining))
            return 60

        self.patch(ward_clock, "AT_ONCE", 2)
        self.patch(ward_clock, "BATCH", 3)
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", trigger.id)]
        )
        self.env["resource.calendar.leaves"].with_company(self.ward).create(
            {
                "name": "Nghỉ bù",
                "company_id": self.ward.id,
                "date_from": self.ward._ward_to_utc(self.ward._ward_today() + ONE_DAY),
                "date_to": self.ward._ward_to_utc(
                    self.ward._ward_today() + ONE_DAY, 23.9
                ),
            }
        )
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", trigger.id)]),
            triggers,
        )
        # the clerk has waited for none of it
        self.assertEqual(petitions.clock_ids.mapped("due_date"), before)
        marked = Clock.search([("needs_reckoning", "=", True)])
        self.assertLessEqual(petitions.clock_ids, marked)

        self.patch(Cron, "_commit_progress", stopped)
        Clock._cron_reckon()
        self.assertEqual(progress, [(0, len(marked)), (3, None)])
        self.assertEqual(
            Clock.search_count([("needs_reckoning", "=", True)]), len(marked) - 3
        )

        self.patch(Cron, "_commit_progress", going_on)
        progress.clear()
        Clock._cron_reckon()
        self.assertEqual(sum(done for done, _left in progress), len(marked) - 3)
        friday, monday = map(fields.Date.to_date, ("2026-11-27", "2026-11-30"))
        self.assertEqual(before, [friday] * 8)
        self.assertEqual(petitions.clock_ids.mapped("due_date"), [monday] * 8)
        self.assertEqual(petitions.mapped("due_date"), [monday] * 8)
        messages = [len(petition.message_ids) for petition in petitions]
        self.assertEqual(set(messages), {2})  # registered, moved

        Clock._cron_reckon()
        self.env.invalidate_all()
        self.assertEqual([len(p.message_ids) for p in petitions], messages)

    def test_a_unit_without_working_days_stops_no_other(self):
        petitions = self.env["ward.petition"].create(
            [
                {"person_name": "N", "company_id": unit.id, "summary": "x"}
                for unit in (self.ward, self.other_ward)
            ]
        )
        stuck, other = petitions.mapped("clock_ids")
        (stuck | other)._write_guarded({"due_date": False, "needs_reckoning": True})
        calendar = self.ward.resource_calendar_id.copy({"attendance_ids": False})
        self.env.flush_all()
        # as a calendar emptied while its clocks wait to be reckoned
        self.env.cr.execute(
            "UPDATE res_company SET resource_calendar_id = %s WHERE id = %s",
            (calendar.id, self.ward.id),
        )
        self.env.invalidate_all()
        self.env["res.company"]._ward_forget_working_dates()
        self.patch(
            self.env.registry["ir.cron"],
            "_commit_progress",
            lambda _cron, processed=0, *, remaining=None, **_options: 60,
        )
        with self.assertLogs(ward_clock.__name__, "WARNING") as logs:
            self.env["ward.clock"]._cron_reckon()
        self.assertIn(self.ward.name, logs.output[0])
        self.assertTrue(other.due_date)
        self.assertFalse(other.needs_reckoning)
        self.assertTrue(stuck.needs_reckoning)

    def test_reckoning_costs_few_queries_a_clock(self):
        Clock = self.env["ward.clock"]

        def queries(count):
            petitions = self.env["ward.petition"].create(
                [
                    {"person_name": "N", "company_id": self.ward.id, "summary": "x"}
                    for n in range(count)
                ]
            )
            clocks = Clock.browse(petitions.clock_ids.ids)
            clocks._write_guarded({"due_date": fields.Date.to_date("2026-11-20")})
            self.env.flush_all()
            self.env.invalidate_all()
            return self.count(lambda: Clock._reckon_batch(clocks))

        queries(2)
        few, many = queries(10), queries(60)
        self.assertLessEqual(many, few + 2)

    def screens(self, model, view, group=None):
        """Return the functions that load the list, kanban and form of ``model``."""
        records = self.as_user("clerk", model)
        names = {
            kind: records.get_view(self.env.ref(f"ward_office.{view}_{kind}").id, kind)[
                "models"
            ]
            for kind in ("list", "kanban", "form")
        }

        def specification(kind, name, depth=0):
            result = {}
            for field in names[kind].get(name, ()):
                of_field = self.env[name]._fields[field]
                if of_field.type == "many2one":
                    result[field] = {"fields": {"display_name": {}}}
                elif of_field.type == "one2many" and not depth:
                    inner = specification(kind, of_field.comodel_name, 1)
                    result[field] = {"fields": inner, "limit": 40}
                else:
                    result[field] = {}
            return result

        return {
            "list": lambda: self.as_user("clerk", model).web_search_read(
                [], specification("list", model), limit=80
            ),
            "kanban": lambda: self.as_user("clerk", model).web_read_group(
                [],
                [group],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=specification("kanban", model),
            ),
            "form": lambda: (
                self.as_user("clerk", model)
                .search([], limit=1)
                .web_read(specification("form", model))
            ),
        }

    def differing(self, number):
        """Return values that are another person's, place's and field's each time."""
        place = self.env["ward.place"].create(
            {"name": f"Phường {number} thử", "parent_id": self.province.id}
        )
        handlers = ("clerk", "leader", "head", "officer", "colleague")
        return {
            "person_name": f"Nguyễn Thị Thử {number}",
            "person_identity_number": f"0010850{number:05d}",
            "person_phone": f"09123{number:05d}",
            "person_place_id": place.id,
            "field_id": self.fields_[number % len(self.fields_)].id,
            "handler_id": self.users[handlers[number % len(handlers)]].id,
        }

    def assert_constant(self, model, view, group, make):
        """Assert that 60 records cost no more queries than 20.

        Each has a sender, place, field and handler of its own, and nothing is in the
        caches: a query a record would show.
        """
        self.fields_ = self.env["ward.petition.field"].search([("name", "!=", False)])
        screens = self.screens(model, view, group)

        def count(load):
            self.env.flush_all()
            self.env.invalidate_all()
            return self.count(load)

        for number in range(20):
            make(**self.differing(number))
        few = {}
        for kind, load in screens.items():
            load()
            few[kind] = count(load)
        for number in range(20, 60):
            make(**self.differing(number))
        for kind, load in screens.items():
            with self.subTest(model=model, kind=kind):
                self.assertLessEqual(count(load), few[kind])

    def test_petition_screens(self):
        self.assert_constant(
            "ward.petition", "ward_petition_view", "state", self.petition
        )

    def test_case_screens(self):
        self.assert_constant("ward.case", "ward_case_view", "state", self.case)

    def test_reception_screens(self):
        self.assert_constant(
            "ward.reception", "ward_reception_view", "state", self.receive
        )
