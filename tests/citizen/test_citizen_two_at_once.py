"""Two people at the same moment, in two real connections to the database."""

import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL, mute_logger

RETRIES = "odoo.service.model"
CONFLICT = "odoo.sql_db"


def newest_ids(cr):
    """Return ``{table: highest id}``."""
    cr.execute(
        "SELECT table_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        " AND column_name = 'id' AND data_type = 'integer'"
    )
    newest = {}
    for (table,) in cr.fetchall():
        cr.execute(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table)))
        newest[table] = cr.fetchone()[0]
    return newest


def remove_newer(cr, newest):
    """Delete every row younger than ``newest``, and what points to one.

    What these tests commit must be gone for the next, though no method deletes it.
    """
    cr.execute(
        "SELECT conrelid::regclass::text, attname, confrelid::regclass::text"
        " FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid"
        " AND attnum = conkey[1] WHERE contype = 'f' AND array_length(conkey, 1) = 1"
    )
    links = cr.fetchall()
    cr.execute("SET LOCAL session_replication_role = replica")
    for table, column, target in links:
        if table not in newest and target in newest:  # a table of links
            cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s > %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    newest[target],
                )
            )
    for table, last in newest.items():
        cr.execute(SQL("DELETE FROM %s WHERE id > %s", SQL.identifier(table), last))


@tagged("post_install", "-at_install")
class TestCitizenTwoAtOnce(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The server holds it while tests run; no thread of ours would get past it.
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))
        with self.registry.cursor() as cr:
            newest = newest_ids(cr)
        self.addCleanup(self.clean_up, newest)
        with self.connection() as env:
            self.make_ward(env)

    def clean_up(self, newest):
        with self.registry.cursor() as cr:
            remove_newer(cr, newest)
        self.registry.clear_all_caches()

    @contextmanager
    def connection(self, uid=SUPERUSER_ID):
        """A connection of its own; committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {"lang": "en_US"})

    def make_ward(self, env):
        company = env["res.company"].create(
            {"name": "Ward T", "ward_code": "T-TWO", "ward_level": "commune"}
        )
        users = [
            new_test_user(
                env,
                f"t_two_{name}",
                groups=f"base.group_user,ward_office.{group}",
                company_id=company.id,
            )
            for name, group in (
                ("clerk", "group_citizen_clerk"),
                ("other", "group_citizen_clerk"),
                ("leader", "group_plan_leader"),
                ("deputy", "group_plan_leader"),
            )
        ]
        for user in users:
            env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "company_id": company.id}
            )
        company.ward_leader_id = users[2].employee_ids[:1]
        self.company_id = company.id
        self.uids = {user.login[6:]: user.id for user in users}
        self.field_id = env.ref("ward_office.field_land_compensation").id

    def together(self, *works):
        """Run each ``(user, work)`` in its thread and connection; return outcomes.

        As a request is run: repeated where the database refuses two at once. All
        begin with an open snapshot, so that none sees what another commits.
        """
        ready = threading.Barrier(len(works))
        outcomes = [None] * len(works)

        def run(position, user, work):
            tries = []
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(
                        cr,
                        self.uids[user],
                        {"allowed_company_ids": [self.company_id], "lang": "en_US"},
                    )
                    self.assertTrue(env.user.name)  # opens the snapshot

                    def attempt():
                        tries.append(1)
                        if len(tries) == 1:
                            ready.wait(30)
                        return work(env)

                    outcomes[position] = (retrying(attempt, env), len(tries))
            except Exception as error:
                outcomes[position] = (error, len(tries))

        threads = [
            threading.Thread(target=run, args=(position, user, work))
            for position, (user, work) in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertFalse([t for t in threads if t.is_alive()])
        return outcomes

    def petition_values(self, **vals):
        return {
            "kind": "complaint",
            "person_name": "Nguyễn Quốc Thử",
            "person_identity_number": "001085012345",
            "summary": "Thu hồi đất",
            "field_id": self.field_id,
            "respondent": "UBND phường",
            **vals,
        }

    # ------------------------------------------------------------------

    @mute_logger(RETRIES, CONFLICT)
    def test_two_clerks_take_a_number(self):
        def register(env):
            return env["ward.petition"].create(self.petition_values()).code

        outcomes = self.together(("clerk", register), ("other", register))
        codes = [code for code, _tries in outcomes]
        with self.connection() as env:
            petitions = env["ward.petition"].search(
                [("company_id", "=", self.company_id)]
            )
            self.assertEqual(sorted(codes), sorted(petitions.mapped("code")))
            self.assertEqual(sorted(petitions.mapped("number")), [1, 2])
            # the same person, once in the register
            self.assertEqual(len(petitions.citizen_id), 1)

    @mute_logger(RETRIES, CONFLICT)
    def test_a_number_whose_record_failed_is_given_on(self):
        def fails(env):
            env["ward.petition"].create(self.petition_values())
            env["ward.petition"].create(self.petition_values(people_count=0))

        def works(env):
            return env["ward.petition"].create(self.petition_values()).number

        outcomes = self.together(("clerk", fails), ("other", works))
        self.assertIsInstance(outcomes[0][0], UserError)
        self.assertEqual(outcomes[1][0], 1, "no gap")

    def proposed(self):
        """Return the id of a document that waits for a signature."""
        with self.connection(self.uids["clerk"]) as env:
            env = env(context={"allowed_company_ids": [self.company_id]})
            petition = env["ward.petition"].create(
                self.petition_values(handler_id=env.uid)
            )
            petition.action_check_conditions()
            petition.condition_ids.write({"is_met": "yes"})
            petition.action_sort()
            petition.outcome = "accept"
            petition.action_propose()
            return petition.id, petition.document_ids.id

    @mute_logger(RETRIES, CONFLICT)
    def test_two_leaders_decide(self):
        petition_id, document_id = self.proposed()

        def sign(env):
            return env["ward.document"].browse(document_id).action_sign()

        outcomes = self.together(("leader", sign), ("deputy", sign))
        answers = [answer for answer, _tries in outcomes]
        self.assertEqual(answers.count(True), 1, answers)
        [error] = [answer for answer in answers if answer is not True]
        self.assertIsInstance(error, UserError)
        self.assertIn("not possible any more", str(error))
        with self.connection() as env:
            petition = env["ward.petition"].browse(petition_id)
            self.assertEqual(petition.state, "processed")
            cases = env["ward.case"].search([("company_id", "=", self.company_id)])
            self.assertEqual(cases, petition.case_id)
            self.assertEqual(len(cases.clock_ids), 1)
            register = env["ward.register"].search(
                [("company_id", "=", self.company_id), ("kind", "=", "document")]
            )
            self.assertEqual(register.last_number, 1)

    @mute_logger(RETRIES, CONFLICT)
    def test_one_signs_while_the_clerk_takes_it_back(self):
        petition_id, document_id = self.proposed()

        def sign(env):
            return env["ward.document"].browse(document_id).action_sign()

        def reconsider(env):
            return env["ward.petition"].browse(petition_id).action_reconsider()

        outcomes = self.together(("leader", sign), ("clerk", reconsider))
        with self.connection() as env:
            petition = env["ward.petition"].browse(petition_id)
            document = env["ward.document"].browse(document_id)
            self.assertIn(
                (petition.state, document.state, bool(petition.case_id)),
                [("processed", "issued", True), ("sorted", "cancelled", False)],
                outcomes,
            )

    @mute_logger(RETRIES, CONFLICT)
    def test_two_sign_two_documents(self):
        first, second = self.proposed()[1], self.proposed()[1]
        outcomes = self.together(
            ("leader", lambda env: env["ward.document"].browse(first).action_sign()),
            ("deputy", lambda env: env["ward.document"].browse(second).action_sign()),
        )
        self.assertEqual([answer for answer, _tries in outcomes], [True, True])
        with self.connection() as env:
            documents = env["ward.document"].browse((first, second))
            self.assertEqual(sorted(documents.mapped("number")), [1, 2])

    @mute_logger(RETRIES, CONFLICT)
    def test_two_close_a_case(self):
        petition_id, document_id = self.proposed()
        with self.connection(self.uids["leader"]) as env:
            env["ward.document"].browse(document_id).action_sign()
        with self.connection() as env:
            case = env["ward.petition"].browse(petition_id).case_id
            case._write_guarded({"state": "executing"})
            case.obligation_ids = [Command.create({"name": "Trả đất", "land": 3})]
            case_id, order_id = case.id, case.obligation_ids.id

        def close(env):
            return env["ward.case"].browse(case_id).action_close()

        def finish(env):
            order = env["ward.obligation"].browse(order_id)
            order.step_ids = [Command.create({"document": "BB 05", "is_final": True})]
            return True

        def reopen(env):
            order = env["ward.obligation"].browse(order_id)
            order.step_ids.unlink()
            return True

        [closed] = self.together(("clerk", close))
        self.assertIsInstance(closed[0], UserError)
        self.assertTrue(self.together(("clerk", finish))[0][0])
        # one closes while another takes back what was carried out
        self.together(("clerk", close), ("other", reopen))
        with self.connection() as env:
            case = env["ward.case"].browse(case_id)
            self.assertFalse(case.state == "closed" and not case.obligation_ids.is_done)
