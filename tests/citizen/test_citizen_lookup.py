"""Looking up matters: by everything known of them, and nothing that is protected."""

import doctest
import unicodedata
from itertools import product

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ...tools import words
from .common import NUMBER, CitizenCommon
from .test_citizen_tours import DESKTOP, PHONE

MANY = 7000


@tagged("post_install", "-at_install")
class TestCitizenLookup(CitizenCommon):
    def find(self, text, login="clerk"):
        """Return ``{model: codes}`` of what ``login`` finds."""
        groups = self.as_user(login, "ward.lookup").find(text)
        return {
            group["model"]: [row["code"] for row in group["rows"]] for group in groups
        }

    def test_doctests(self):
        self.assertFalse(doctest.testmod(words).failed)

    def test_found_by_all_that_is_known(self):
        reception = self.receive(person_name="Trần Thị Hoà")
        reception.action_take_petition()
        petition = reception.petition_ids
        petition.write({"respondent": "Cơ sở Đại Phát"})
        for text in (
            petition.code,
            "Trần Thị Hoà",
            "trần thị hòa",
            "TRAN THI HOA",
            unicodedata.normalize("NFD", "Trần Thị Hoà"),
            "hoa tran",
            NUMBER,
            NUMBER[:9],
            f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:9]} {NUMBER[9:]}",
            "0912345678",
            "0912 345 678",
            "+84 912.345.678",
            "12 lò gạch",
            "thu hồi đất ngõ 12",
            "dai phat",
            "ĐẠI PHÁ",
            "hoa 0912345678 lo gach",
        ):
            with self.subTest(text=text):
                self.assertIn(petition.code, self.find(text)["ward.petition"])
        for text in ("Trần Thị Hoà", "0912 345 678", reception.code, "lò gạch"):
            with self.subTest(text=text):
                self.assertIn(reception.code, self.find(text)["ward.reception"])
        for text in (
            "Trần Thị Hạnh",
            "0912345679",
            "không có ai",
            "!!",
            "",
            " ' | & :*",
        ):
            with self.subTest(text=text):
                self.assertFalse(any(self.find(text).values()))

    def test_who_is_meant_comes_before_who_is_mentioned(self):
        meant = self.petition(person_name="Lý Thị Bưởi")
        later = self.petition(content="Nhà bà Lý Thị Bưởi để rác trước cổng.")
        found = self.find("lý thị bưởi")["ward.petition"]
        self.assertEqual(found[:2], [meant.code, later.code])

    def test_cases_by_the_people_of_their_petitions(self):
        case = self.case(person_name="Lý Thị Bưởi")
        self.assertEqual(self.find("ly thi buoi")["ward.case"], [case.code])
        self.assertEqual(self.find(case.code)["ward.case"], [case.code])
        self.assertEqual(self.find(case.title)["ward.case"], [case.code])

    def test_only_what_may_be_read(self):
        case = self.case(person_name="Lý Thị Bưởi")
        petition = case.petition_ids
        for login, seen in (
            ("clerk", True),
            ("leader", True),
            ("inspector", True),
            ("officer", False),
            ("head", False),
            ("admin", False),
            ("stranger", False),
            ("other_leader", False),
        ):
            with self.subTest(login=login):
                found = self.find("ly thi buoi", login)
                self.assertEqual(petition.code in found["ward.petition"], seen)
                self.assertEqual(case.code in found["ward.case"], seen)
        petition.handler_id = self.users["officer"]
        found = self.find("ly thi buoi", "officer")
        self.assertEqual(found["ward.petition"], [petition.code])
        self.assertFalse(found["ward.case"])  # not his

    def test_protected_names_find_nothing(self):
        denunciation = self.petition(
            kind="denunciation",
            person_name="Quách Thị Mơ",
            person_identity_number="001085099999",
            person_phone="0987654321",
            person_street="99 Ngõ Tối",
            summary="Cán bộ nhận tiền",
            content="Tôi là Quách Thị Mơ, số 99 Ngõ Tối, tố cáo cán bộ nhận tiền.",
            respondent_user_ids=[Command.link(self.users["officer"].id)],
        )
        for login in ("clerk", "leader", "inspector", "officer"):
            for text in (
                "Quách Thị Mơ",
                "quach thi mo",
                "001085099999",
                "0987 654 321",
                "Ngõ Tối",
            ):
                with self.subTest(login=login, text=text):
                    self.assertFalse(any(self.find(text, login).values()))
        self.assertEqual(
            self.find("cán bộ nhận tiền")["ward.petition"], [denunciation.code]
        )
        # who is complained of does not find it by any word
        self.assertFalse(any(self.find("cán bộ nhận tiền", "officer").values()))

    def test_same_queries_for_few_and_many(self):
        def queries():
            lookup = self.as_user("clerk", "ward.lookup")
            before = self.env.cr.sql_log_count
            groups = lookup.find("lo gach")
            rows = sum(len(group["rows"]) for group in groups)
            return self.env.cr.sql_log_count - before, rows

        self.receive()
        self.case(person_street="1 Lò Gạch")
        queries()
        few, found = queries()
        for _n in range(6):
            self.receive()
            self.petition(person_street="1 Lò Gạch")
        many, found_more = queries()
        self.assertGreater(found_more, found)
        self.assertLessEqual(many, few)

    def nodes(self, plan):
        """Return every step of a plan of PostgreSQL's."""
        yield plan
        for part in plan.get("Plans", ()):
            yield from self.nodes(part)

    def test_indexes_answer(self):
        """Among thousands, names and texts are found by the indexes on words."""
        wanted = [
            self.petition(person_name="Lý Thị Bưởi"),
            self.receive(person_name="Lý Thị Bưởi"),
            self.case(summary="Đơn của bà Lý Thị Bưởi"),
        ]
        self.env.flush_all()
        filled = {
            "code": SQL("'X.' || n"),
            "head_key": SQL("' d 2026 nguyen van an ' || n || ' '"),
            "search_key": SQL("' an ' || n || ' '"),
        }
        for matter in wanted:
            names = [
                name
                for name, field in matter._fields.items()
                if field.store and field.column_type and name != "id"
            ]
            self.env.execute_query(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) n"
                    " WHERE id = %s RETURNING 1",
                    SQL.identifier(matter._table),
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(filled.get(n, SQL.identifier(n)) for n in names),
                    SQL.identifier(matter._table),
                    MANY,
                    matter.id,
                )
            )
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(matter._table)))
        petitions = self.as_user("clerk", "ward.petition")
        for matter, column in product(wanted, ("head_key", "search_key")):
            index = {"head_key": "head_words", "search_key": "words"}[column]
            records = self.as_user("clerk", matter._name)
            for text in ("lý thị bưởi", "bưở"):
                terms = words.parse_words(text)
                [(plan,)] = self.env.execute_query(
                    SQL(
                        "EXPLAIN (FORMAT JSON) %s",
                        records._words_statement(column, terms),
                    )
                )
                used = [n.get("Index Name") for n in self.nodes(plan[0]["Plan"])]
                with self.subTest(model=matter._name, column=column, text=text):
                    self.assertIn(f"{matter._table}_{index}", used)
                    found = records.search(records._words_domain(column, text))
                    self.assertIn(matter, found)
                    self.assertLessEqual(len(found), 2)
        # a common word is not looked up there, and finds the newest
        common = petitions._words_domain("head_key", "nguyễn văn an")
        self.assertNotIn("id", {part.field_expr for part in common.iter_conditions()})
        self.assertEqual(len(petitions.search(common, limit=10)), 10)


@tagged("post_install", "-at_install")
class TestCitizenLookupTour(HttpCase, CitizenCommon):
    """A clerk types a name without accents and opens what is found."""

    frozen_at = None

    def play(self, size, phone=False):
        self.petition(person_name="Lý Thị Bưởi")
        self.browser_size, self.touch_enabled = size, phone
        self.start_tour(
            "/odoo/ward-look-up", "ward_citizen_lookup", login="t_clerk", timeout=90
        )

    def test_on_the_desk(self):
        self.play(DESKTOP)

    def test_on_the_phone(self):
        self.play(PHONE, phone=True)
