"""Role x model x operation of reports.

Letters: r read, w write, c create, u unlink. The draft is one of Ward A.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .report_common import ReportCommon

ROLES = (
    "officer",
    "colleague",
    "head",
    "office_head",
    "leader",
    "clerk",
    "admin",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
    "portal",
    "public",
)
NONE = dict.fromkeys(ROLES, "")
# leaders of other units make reports of their own
OTHERS = dict.fromkeys(("city_leader", "other_leader"), "c")
ABOVE = dict.fromkeys(("inspector", "city_leader"), "r")

DRAFT = {
    "ward.form.report": NONE | OTHERS | {"leader": "rwcu", "clerk": "rwcu"},
    "ward.form.row": NONE | {"leader": "rw", "clerk": "rw"},
    "ward.form.correction": NONE | {"leader": "r", "clerk": "r"},
    "ward.form.check.result": NONE | {"leader": "rw", "clerk": "rw"},
}
# the same report once it was sent: frozen, and read above
SENT = {
    "ward.form.report": NONE
    | ABOVE
    | {"city_leader": "rc", "other_leader": "c", "leader": "rc", "clerk": "rc"},
    "ward.form.row": NONE | ABOVE | {"leader": "r", "clerk": "r"},
    "ward.form.correction": NONE | ABOVE | {"leader": "r", "clerk": "r"},
    "ward.form.check.result": NONE | ABOVE | {"leader": "r", "clerk": "r"},
}


@tagged("post_install", "-at_install")
class TestReportAccess(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env,
            "t_report_portal",
            groups="base.group_portal",
            company_id=cls.ward.id,
        )
        cls.users["public"] = cls.env.ref("base.public_user")

    def setUp(self):
        super().setUp()
        report = self.report()
        row = self.row(report, "01/TCD")
        row.action_correct(5, 3, "Thử")
        self.env["ward.form.check"].create(
            {
                "form_id": self.forms["02/XLD"].id,
                "expression": "1 > #5",
                "sentence": "Thử",
                "severity": "explain",
            }
        )
        report.action_compute()
        self.report_record = report
        self.records = {
            "ward.form.report": report,
            "ward.form.row": row,
            "ward.form.correction": report.correction_ids[:1],
            "ward.form.check.result": report.check_ids[:1],
        }
        self.env.flush_all()

    def create_values(self, role, model):
        return {
            "ward.form.report": {
                "period_id": self.period.id,
                "year": 2027,
                "company_id": self.users[role].company_id.id,
            },
            "ward.form.row": {
                "report_id": self.report_record.id,
                "form_id": self.forms["01/TCD"].id,
                "unit_id": self.other_ward.id,
            },
            "ward.form.correction": {
                "row_id": self.records["ward.form.row"].id,
                "number": 6,
                "reason": "x",
                "user_id": self.users["clerk"].id,
            },
            "ward.form.check.result": {
                "report_id": self.report_record.id,
                "check_id": self.forms["01/TCD"].check_ids[:1].id,
            },
        }[model]

    WRITES = {
        "ward.form.report": {"number": "12/BC"},
        "ward.form.row": {"note": "y"},
        "ward.form.correction": {"reason": "y"},
        "ward.form.check.result": {"explanation": "y"},
    }

    def may(self, role, model, operation):
        record = self.as_user(role, self.records[model])
        try:
            with self.env.cr.savepoint() as savepoint:
                if operation == "r":
                    found = record.browse().search([("id", "=", record.id)])
                    record.read(["display_name"])
                    allowed = bool(found)
                elif operation == "w":
                    record.write(self.WRITES[model])
                    allowed = True
                elif operation == "c":
                    record.browse().create(self.create_values(role, model))
                    allowed = True
                else:
                    record.unlink()
                    allowed = True
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, UserError):
            allowed = False
        self.env.invalidate_all()
        return allowed

    def check_matrix(self, matrix):
        for model, rights in matrix.items():
            for role in ROLES:
                found = "".join(op for op in "rwcu" if self.may(role, model, op))
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, rights[role])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_draft(self):
        self.check_matrix(DRAFT)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_sent(self):
        self.report_record.check_ids.explanation = "Trong kỳ không có đơn"
        self.as_user("leader", self.report_record).action_approve()
        self.as_user("clerk", self.report_record).action_send()
        self.check_matrix(SENT)
