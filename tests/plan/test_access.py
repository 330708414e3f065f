"""Role x model x operation, through the ORM as that user, with cold caches.

Letters: r read, w write, c create, u unlink; a record of the officer of Ward A (or of
Ward A itself). What a role may not do raises ``AccessError`` or shows nothing.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import MONDAY, WardCommon

# roles: own record, colleague, his head, another head, leader, office head,
# administrator, inspector above, leader above, other ward, other ward's leader
ROLES = (
    "officer",
    "colleague",
    "head",
    "office_head",
    "leader",
    "admin",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
    "portal",
    "public",
)
NONE = dict.fromkeys(ROLES, "")

# An open plan of the officer; the unit is open to all colleagues.
MATRIX = {
    "ward.plan": NONE
    | {
        "officer": "rwcu",
        "colleague": "r",
        "head": "rwc",
        "office_head": "r",
        "leader": "rwc",
        "admin": "r",
        "inspector": "r",
        "city_leader": "r",
    },
    "ward.task": NONE
    | {
        "officer": "rwcu",
        "colleague": "r",
        "head": "rwc",
        "office_head": "r",
        "leader": "rwc",
        "admin": "r",
        "inspector": "r",
        "city_leader": "r",
    },
    "ward.task.slot": NONE
    | {
        "officer": "rwcu",
        "colleague": "r",
        "head": "rwcu",
        "office_head": "r",
        "leader": "rwcu",
        "admin": "r",
        "inspector": "r",
        "city_leader": "r",
    },
    "ward.recurring.task": NONE
    | {"officer": "rwcu", "head": "r", "office_head": "r", "leader": "r"},
    "ward.product": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "rwc",
        "office_head": "rwc",
        "leader": "rwcu",
        "admin": "rwcu",
    },
    "ward.campaign": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "rwcu",
        "office_head": "rc",
        "leader": "rwcu",
        "admin": "r",
        "inspector": "r",
        "city_leader": "r",
    },
    # The officer is responsible for it: he writes photos and result.
    "ward.campaign.target": NONE
    | {
        "officer": "rw",
        "colleague": "r",
        "head": "rwcu",
        "office_head": "r",
        "leader": "rwcu",
        "admin": "r",
        "inspector": "r",
        "city_leader": "r",
    },
    # Clerk and administrator of these tests belong to the office.
    "ward.programme": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "r",
        "office_head": "rwcu",
        "leader": "rwcu",
        "admin": "rwcu",
        "inspector": "r",
        "city_leader": "r",
    },
    "ward.programme.item": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "r",
        "office_head": "rwcu",
        "leader": "rwcu",
        "admin": "rwcu",
        "inspector": "r",
        "city_leader": "r",
    },
    "ward.delegation": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "rc",
        "office_head": "r",
        "leader": "r",
        "admin": "rc",
    },
    "ward.compensation.day": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "r",
        "office_head": "r",
        "leader": "r",
        "admin": "rwcu",
    },
    "ward.time.rule": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "r",
        "office_head": "r",
        "leader": "r",
        "admin": "rwcu",
    },
    "ward.vague.phrase": NONE
    | {
        "officer": "r",
        "colleague": "r",
        "head": "r",
        "office_head": "r",
        "leader": "r",
        "admin": "rwcu",
    },
}
# In a unit open to its leaders only, colleagues lose sight of each other.
CLOSED = {
    name: MATRIX[name] | {"colleague": "", "admin": ""}
    for name in ("ward.plan", "ward.task", "ward.task.slot")
}
# Wizards live for one form and hold nothing; their methods are tested by what they do.
ABSTRACT_OR_WIZARD = {
    "ward.board",
    "ward.dated.mixin",
    "ward.guarded.mixin",
    "ward.holiday.load",
    "ward.import.mixin",
    "ward.plan.import",
    "ward.plan.sheet",
    "ward.plan.word",
    "ward.product.import",
    "ward.task.assign",
    "ward.task.report",
    "ward.task.word",
    "ward.tell.mixin",
}


@tagged("post_install", "-at_install")
class TestAccess(WardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env, "t_portal", groups="base.group_portal", company_id=cls.ward.id
        )
        cls.users["public"] = new_test_user(
            cls.env, "t_public", groups="base.group_public", company_id=cls.ward.id
        )

    def make(self, model):
        """Return a fresh record of ``model``, made by the system."""
        values = self.values(model)
        if model == "ward.plan":
            return self.make_plan()
        return self.env[model].create(values)

    def values(self, model):
        """Return the values of a record that belongs to the officer or to Ward A."""
        ward, officer = self.ward.id, self.employees["officer"].id
        slot = {"start": "2026-11-18 01:00:00", "stop": "2026-11-18 02:00:00"}
        return {
            "ward.plan": lambda: {"employee_id": officer, "date_start": "2026-11-30"},
            "ward.task": lambda: self.task_vals(plan_id=self.plan().id),
            "ward.task.slot": lambda: slot | {"task_id": self.plan().task_ids[0].id},
            "ward.recurring.task": lambda: {"name": "x", "employee_id": officer},
            "ward.product": lambda: {
                "code": f"M.{self.env['ward.product'].search_count([])}",
                "name": "x",
                "product_name": "x",
                "company_id": ward,
            },
            "ward.campaign": lambda: {
                "name": "x",
                "owner_id": self.employees["head"].id,
                "company_id": ward,
                "deadline": "2026-12-01",
            },
            "ward.campaign.target": lambda: {
                "name": "x",
                "campaign_id": self.env["ward.campaign"]
                .create(self.values("ward.campaign"))
                .id,
                "responsible_id": self.employees["officer"].id,
            },
            "ward.programme": lambda: {
                "kind": "month",
                "date_start": fields.Date.add(
                    MONDAY.replace(day=1),
                    months=1 + self.env["ward.programme"].search_count([]),
                ),
                "company_id": ward,
            },
            "ward.programme.item": lambda: {
                "name": "x",
                "department_id": self.office.id,
                "programme_id": self.env["ward.programme"]
                .create(self.values("ward.programme"))
                .id,
            },
            "ward.delegation": lambda: {
                "employee_id": self.employees["head"].id,
                "delegate_id": self.employees["deputy"].id,
                "company_id": ward,
                "date_to": "2026-12-01",
            },
            "ward.compensation.day": lambda: {
                "name": "x",
                "date": fields.Date.add(
                    MONDAY, days=self.env["ward.compensation.day"].search_count([])
                ),
                "company_id": ward,
            },
            "ward.time.rule": lambda: {
                "name": "x",
                "code": "month_send",
                "day": 3,
                "company_id": ward,
            },
            "ward.vague.phrase": lambda: {
                "name": f"cụm {self.env['ward.vague.phrase'].search_count([])}",
                "company_id": ward,
            },
        }[model]()

    def plan(self):
        return self.env["ward.plan"].search(
            [("employee_id", "=", self.employees["officer"].id)], limit=1
        ) or self.make_plan(tasks=2)

    def may(self, role, model, operation):
        """Try ``operation`` as ``role`` in a savepoint; return whether it worked."""
        with self.env.cr.savepoint() as savepoint:
            try:
                if operation == "c":
                    values = self.values(model)
                    self.as_user(role, model).create(values)
                else:
                    self.attempt(role, self.make(model), operation)
                self.env.flush_all()
                return True
            except (AccessError, UserError):
                return False
            finally:
                savepoint.rollback()

    def attempt(self, role, record, operation):
        mine = self.as_user(role, record)
        if operation == "u":
            mine.unlink()
        elif operation == "w":
            fixed = {"ward.task.slot": "stop", "ward.plan": "date_start"}
            fixed["ward.programme"] = "date_start"
            name = fixed.get(record._name) or next(
                name
                for name in ("reason", "note", "place", "name")
                if name in record._fields
            )
            mine.write({name: record[name] or "x"})
        else:
            found = mine.search([("id", "=", record.id)])
            mine.read(["display_name"])
            self.assertEqual(found.ids, record.ids, "read and search agree")

    def walk(self, matrix):
        for model, row in matrix.items():
            for role in ROLES:
                for operation in "rwcu":
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.may(role, model, operation), operation in row[role]
                        )
                        self.env.invalidate_all()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_matrix(self):
        self.walk(MATRIX)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_matrix_of_a_closed_unit(self):
        self.ward.ward_plan_visibility = "leaders"
        self.walk(CLOSED)

    def test_reading_is_not_widened_by_relations(self):
        """A colleague of a closed unit reaches nothing through related records."""
        plan = self.make_plan()
        self.users["colleague"].group_ids += self.env.ref("base.group_allow_export")
        self.ward.ward_plan_visibility = "leaders"
        colleague = self.as_user("colleague", "ward.task")
        for domain in (
            [("plan_id", "=", plan.id)],
            [("employee_id", "=", self.employees["officer"].id)],
            [("plan_id.task_ids.name", "like", "Báo cáo")],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(colleague.search(domain))
                self.assertFalse(colleague.search_count(domain))
                self.assertFalse(colleague._read_group(domain, ["plan_id"]))
        self.assertFalse(colleague.name_search("giải phóng"))
        with self.assertRaises(AccessError):
            self.as_user("colleague", plan.task_ids).export_data(["name"])
        with self.assertRaises(AccessError):
            self.as_user("colleague", plan).message_post(body=plan.display_name)
        with self.assertRaises(AccessError):
            self.as_user("colleague", plan).read(["message_ids"])
