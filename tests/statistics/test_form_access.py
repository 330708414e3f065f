"""Role x model x operation of the definitions: law, read by every officer.

Letters: r read, w write, c create, u unlink. The form is a draft of the unit's own.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..citizen.common import CitizenCommon
from .test_report_access import NONE, ROLES

EVERYBODY = dict.fromkeys(ROLES[:11], "r")
LAW = NONE | EVERYBODY | {"admin": "rwcu"}
MATRIX = dict.fromkeys(
    (
        "ward.form",
        "ward.form.column",
        "ward.form.check",
        "ward.form.indicator",
        "ward.form.sentence",
        "ward.report.period",
    ),
    LAW,
)
# abstract models and dialogs
OTHERS = {
    "ward.figures",
    "ward.form.engine",
    "ward.form.import",
    "ward.form.part",
    "ward.report.cell",
    "ward.report.unit",
    "ward.report.word",
}


@tagged("post_install", "-at_install", "ward_paper")
class TestFormAccess(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env,
            "t_form_portal",
            groups="base.group_portal",
            company_id=cls.ward.id,
        )
        cls.users["public"] = cls.env.ref("base.public_user")
        create = fields.Command.create
        cls.form = cls.env["ward.form"].create(
            {
                "code": "99/TEST",
                "name": "Test",
                "title": "TEST",
                "valid_from": "2026-01-01",
                "column_ids": [
                    create({"name": "Một", "number": 1}),
                    create({"name": "Hai", "number": 2}),
                ],
                "check_ids": [create({"expression": "1 = 1", "sentence": "Bằng"})],
                "indicator_ids": [create({"name": "Dòng"})],
                "sentence_ids": [create({"text": "Câu"})],
            }
        )
        period = cls.env["ward.report.period"].search([], limit=1)
        cls.records = {
            "ward.form": cls.form,
            "ward.form.column": cls.form.column_ids[0],
            "ward.form.check": cls.form.check_ids,
            "ward.form.indicator": cls.form.indicator_ids,
            "ward.form.sentence": cls.form.sentence_ids,
            "ward.report.period": period.copy({"code": "test"}),
        }

    def copied(self, record):
        """Make another one of the same kind, by copying."""
        other = {
            "ward.report.period": {"code": "t2"},
            "ward.form.column": {"number": 9},
        }
        return record.copy(other.get(record._name))

    def may(self, role, model, operation):
        record = self.as_user(role, self.records[model])
        try:
            with self.env.cr.savepoint() as savepoint:
                if operation == "r":
                    record.read(["display_name"])
                elif operation == "w":
                    record.write({"sequence": 7})
                elif operation == "c":
                    self.copied(record)
                elif model == "ward.form.column":
                    self.as_user(role, self.form.column_ids[1]).unlink()
                else:
                    record.unlink()
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, UserError):
            return False
        finally:
            self.env.invalidate_all()
        return True

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_matrix(self):
        for model, rights in MATRIX.items():
            for role in ROLES:
                found = "".join(op for op in "rwcu" if self.may(role, model, op))
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, rights[role])
