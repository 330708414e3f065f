"""What intake, lists and forms may cost in queries."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...models.citizen import ward_clock
from .common import CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenSpeed(CitizenCommon):
    def count(self, work):
        """Return the queries of ``work``, its writes included."""
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_intake_one_by_one(self):
        """Number, citizen, petition, chatter, time limit: one query each and two reads."""
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
