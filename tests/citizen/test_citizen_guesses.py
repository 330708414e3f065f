"""Ten thousand guesses at codes and digits: nothing opens, nobody is shut out."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import CitizenCommon

GUESS = "ward.tracking.guess"


@tagged("post_install", "-at_install")
class TestCitizenGuesses(CitizenCommon):
    def setUp(self):
        super().setUp()
        self.matter = self.petition()  # 2345 and 5678 open it
        self.guard = self.as_user("public", GUESS)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["public"] = cls.env.ref("base.public_user")

    def look_up(self, factor, address="203.0.113.7", code=None, key=""):
        return self.guard._look_up(code or self.matter.code, factor, address, key)[0]

    def compared(self):
        """Count how often a guess was compared with the factors of a matter."""
        model = type(self.env["ward.petition"])
        return patch.object(
            model,
            "_second_factors",
            autospec=True,
            side_effect=model._second_factors,
        )

    def test_ten_thousand_guesses_from_one_address(self):
        """The digits of one code, all 10,000 of them, from one address."""
        with self.compared() as compared:
            answers = [self.look_up(f"{n:04d}") for n in range(10_000)]
        # what was right stood behind the closed door
        self.assertNotIn("found", answers)
        self.assertEqual(answers.count("wrong"), 10)
        self.assertEqual(compared.call_count, 10)
        self.assertEqual(self.env[GUESS].search_count([]), 10)

    def test_one_guess_is_compared_with_one_unit(self):
        """Every unit numbers from 1; which one has to be said where several have it."""
        theirs = self.env["ward.petition"].create(
            {
                "company_id": self.other_ward.id,
                "person_name": "Trần Thị Khác",
                "person_phone": "0987654321",
                "summary": "Khác",
            }
        )
        theirs._write_guarded({"code": self.matter.code})
        look_up = self.guard._look_up
        code, here, there = (
            self.matter.code,
            self.ward.ward_code,
            self.other_ward.ward_code,
        )
        with self.compared() as compared:
            self.assertEqual(look_up(code, "5678", "10.0.0.1")[0], "wrong")
            self.assertEqual(look_up(code, "4321", "10.0.0.1", unit=here)[0], "wrong")
            self.assertEqual(compared.call_count, 2)
        self.assertEqual(
            look_up(code, "5678", "10.0.0.1", unit=here), ("found", self.matter)
        )
        self.assertEqual(look_up(code, "4321", "10.0.0.1", unit=there)[1], theirs)
        self.assertEqual(look_up(code, "5678", "10.0.0.1", unit="x\x00")[0], "wrong")
        # the slip's key says it too
        key = self.matter._tracking_key()
        self.assertEqual(look_up(code, "5678", "10.0.0.1", key)[1], self.matter)

    def test_ten_thousand_guesses_from_as_many_addresses(self):
        """One code, a new address each time: the code closes."""
        with self.compared() as compared:
            answers = [
                self.look_up(f"{n:04d}", f"10.{n // 250}.{n % 250}.1")
                for n in range(10_000)
            ]
        self.assertNotIn("found", answers)
        self.assertEqual(compared.call_count, 10)
        self.assertEqual(self.env[GUESS].search_count([]), 10)

    def test_ten_thousand_codes_from_one_address(self):
        """The same digits at every code: the address closes."""
        with self.compared() as compared:
            answers = {
                self.look_up("2345", code=f"Đ.2025.{n:05d}") for n in range(10_000)
            }
        self.assertEqual(answers, {"wrong", "closed"})
        self.assertEqual(compared.call_count, 10)
        self.assertEqual(self.look_up("2345"), "closed")
        # at another desk nothing has changed
        self.assertEqual(self.look_up("2345", "198.51.100.4"), "found")

    def test_a_household_of_ipv6_is_one_address(self):
        answers = [
            self.look_up("0000", f"2001:db8:1:2::{n:x}", code=f"Đ.2025.{n:05d}")
            for n in range(1, 100)
        ]
        self.assertEqual(answers.count("wrong"), 10)
        self.assertEqual(self.look_up("2345", "2001:db8:1:3::1"), "found")
        self.assertEqual(self.look_up("2345", "::ffff:198.51.100.4"), "found")

    def test_patient_guesser_is_held_back_by_the_day(self):
        """Ten guesses every quarter of an hour would be 960 a day; 50 are let in."""
        begin = fields.Datetime.now()
        tried = 0
        for quarter in range(96):
            with freeze_time(begin + timedelta(minutes=15 * quarter, seconds=quarter)):
                for n in range(11):
                    address = f"10.{quarter}.{n}.1"
                    tried += self.look_up("0000", address) == "wrong"
        self.assertEqual(tried, 50)
        with freeze_time(begin + timedelta(days=2)):
            self.assertEqual(self.look_up("2345"), "found")

    def test_the_citizen_is_not_shut_out(self):
        """Whoever holds the slip comes in while others hammer at his code."""
        for n in range(200):
            self.look_up("0000", f"10.0.{n}.1")
        home = "198.51.100.4"
        self.assertEqual(self.look_up("2345", home), "closed")
        key = self.matter._tracking_key()
        self.assertEqual(self.look_up("2345", home, key=key), "found")
        # the key alone opens nothing, and does not make guessing free
        answers = [self.look_up(f"{n:04d}", home, key=key) for n in range(100)]
        self.assertEqual(answers.count("wrong"), 10)
        self.assertNotIn("found", answers)
        # nor does a forged key
        self.assertEqual(self.look_up("2345", home, key=key[:-1] + "x"), "closed")
        other = self.petition(person_identity_number="001085099999")
        self.assertEqual(
            self.look_up("2345", home, key=other._tracking_key()), "closed"
        )
        # without a slip he waits a quarter of an hour
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.assertEqual(self.look_up("2345", home), "found")

    def test_wrong_code_and_wrong_digits_cost_the_same(self):
        def queries(**vals):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.look_up("0000", **vals), "wrong")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(address="10.1.1.1")
        real = queries(address="10.1.1.2")
        for number, code in enumerate(("Đ.2025.99999", "VV.2025.99999", "' OR 1=1")):
            with self.subTest(code=code):
                spent = queries(address=f"10.1.2.{number}", code=code)
                self.assertLessEqual(abs(spent - real), 1)

    def test_a_crowd_makes_guessing_no_easier(self):
        """Of 3,000 signatories the digits of two representatives count."""
        rows = [f"Người {n}; 0010850{n:05d}" for n in range(3000)]
        for n in (7, 8):
            rows[n] += " *"
        joint = self.petition(group_list="\n".join(rows))
        self.assertEqual(len(joint._second_factors()), 4)
        secret = self.petition(kind="denunciation", group_list="\n".join(rows))
        self.assertEqual(len(secret._second_factors()), 4)
        for matter in (joint, secret):
            self.assertEqual(
                self.look_up("0007", "10.3.3.3", code=matter.code), "found"
            )
            self.assertEqual(
                self.look_up("0009", "10.3.3.3", code=matter.code), "wrong"
            )

    def test_by_the_code_of_the_case(self):
        case = self.case()
        self.assertEqual(self.look_up("2345", code=case.code), "found")
        others = [
            self.petition(
                person_name=f"Người {n}", person_identity_number=f"0010860{n:05d}"
            )
            for n in range(10)
        ]
        for other in others[:9]:
            other.action_link(case)
        self.assertEqual(self.look_up("0003", "10.4.4.4", code=case.code), "found")
        # each further sender would make a guess easier: by his own code only
        others[9].action_link(case)
        self.assertEqual(self.look_up("0003", "10.4.4.4", code=case.code), "wrong")
        self.assertEqual(self.look_up("0003", "10.4.4.4", code=others[3].code), "found")

    def test_same_code_in_two_units(self):
        other = self.env["ward.petition"].create(
            {
                "company_id": self.other_ward.id,
                "code": self.matter.code,
                "kind": "reflection",
                "person_name": "Khác",
                "person_identity_number": "001085077777",
                "summary": "Khác",
            }
        )
        self.assertEqual(other.code, self.matter.code)
        for digits, matter in (("2345", self.matter), ("7777", other)):
            answer = self.guard._look_up(
                self.matter.code,
                digits,
                "10.5.5.5",
                unit=matter.company_id.ward_code,
            )
            self.assertEqual(answer[1], matter)

    def test_parts_of_a_denunciation_are_followed(self):
        petition = self.petition(kind="denunciation")
        part = petition.action_split([{"kind": "denunciation", "summary": "Hai"}])
        self.assertEqual(self.look_up("2345", code=part.code), "found")

    def test_old_guesses_are_forgotten(self):
        self.look_up("0000")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.env[GUESS]._gc_guesses()
        self.assertFalse(self.env[GUESS].search([]))
