"""Role x model x operation of the evaluation area, and that no model is left out.

Letters: r read, w write, c create, u unlink. The sheet of the officer of Ward A is
with the leader: the head has proposed, the leader has begun to grade. A month before
is published, with an appeal and a reward.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..citizen.test_citizen_access import MATRIX as CITIZEN_MATRIX
from ..citizen.test_citizen_access import OTHERS as CITIZEN_OTHERS
from ..plan.test_access import ABSTRACT_OR_WIZARD as PLAN_OTHERS
from ..plan.test_access import MATRIX as PLAN_MATRIX
from ..statistics.test_form_access import MATRIX as FORM_MATRIX
from ..statistics.test_form_access import OTHERS as FORM_OTHERS
from ..statistics.test_report_access import DRAFT as REPORT_MATRIX
from .common import EvaluationCommon

ROLES = (
    "officer",
    "colleague",
    "head",
    "office_head",
    "leader",
    "admin",
    "personnel",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
    "portal",
    "public",
)
NONE = dict.fromkeys(ROLES, "")
WARD = ("officer", "colleague", "head", "office_head", "leader", "personnel")
ABOVE = dict.fromkeys(("inspector", "city_leader"), "r")
INTERNAL = dict.fromkeys(
    (*WARD, "inspector", "city_leader", "stranger", "other_leader"), "r"
)
IN_WARD = dict.fromkeys(WARD, "r")
SHEET = {"officer": "r", "head": "r", "leader": "r", "personnel": "r"}

MATRIX = {
    "ward.evaluation": NONE | SHEET | {"leader": "rw", "personnel": "rw"},
    "ward.evaluation.line": NONE | SHEET,
    "ward.evaluation.work": NONE | SHEET,
    # The leader's draft is the leader's alone, whatever groups others have.
    "ward.evaluation.review": NONE | {"leader": "rw"},
    "ward.evaluation.review.line": NONE | {"leader": "rw"},
    "ward.evaluation.log": NONE | {"leader": "r"},
    "ward.evaluation.cause": NONE | {"head": "r", "leader": "rwcu", "personnel": "r"},
    "ward.evaluation.cycle": NONE
    | IN_WARD
    | ABOVE
    | {"leader": "rwc", "admin": "rwc", "personnel": "rwc"},
    "ward.evaluation.result": NONE | IN_WARD | ABOVE | {"admin": "r"},
    "ward.evaluation.appeal": NONE
    | {"officer": "rwc", "head": "r", "leader": "r", "personnel": "r"},
    "ward.reward": NONE | {"officer": "r", "leader": "r", "personnel": "r"},
    "ward.criteria.frame": NONE | IN_WARD | {"admin": "rwcu"},
    "ward.criteria.section": NONE | IN_WARD | {"admin": "rwcu"},
    "ward.criterion": NONE | IN_WARD | {"admin": "rwcu"},
    "ward.grade.scale": NONE | INTERNAL | {"admin": "rwcu"},
    "ward.grade": NONE | INTERNAL | {"admin": "rwcu"},
    "ward.grade.cause": NONE | INTERNAL | {"admin": "rwcu"},
    "ward.wage.base": NONE | INTERNAL | {"admin": "rwcu"},
    "ward.quota.rule": NONE | IN_WARD | ABOVE | {"admin": "rwcu"},
    "ward.scoring.rule": NONE | IN_WARD | ABOVE | {"admin": "rwcu"},
    "ward.duty.group": NONE | IN_WARD | ABOVE | {"admin": "rwcu"},
}
OTHERS = {
    "ward.metric",
    "ward.evaluation.export",
    "ward.evaluation.word",
    "ward.appeal.answer",
    "ward.result.replace",
    "ward.task.hand.over",
    "ward.task.split",
    "ward.task.split.line",
}


@tagged("post_install", "-at_install")
class TestEvaluationAccess(EvaluationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env, "t_eval_portal", groups="base.group_portal", company_id=cls.ward.id
        )
        cls.users["public"] = cls.env.ref("base.public_user")
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.cycle = cls.open_cycle()

    def setUp(self):
        super().setUp()
        self.publish_month_before()
        sheet = self.sheet(self.cycle, "officer")
        self.self_grade(sheet, "officer")
        self.review(sheet, "head").action_confirm()
        decision = self.review(sheet, "leader")
        decision.write({"grade_id": self.grades["good"].id, "reason": "Xem xét"})
        cause = self.as_user("leader", "ward.evaluation.cause").create(
            self.values("ward.evaluation.cause")
        )
        frame, section, criterion = self.own_frame()
        scale = self.env["ward.grade.scale"].create({"name": "Thang thử"})
        grade = self.env["ward.grade"].create(
            {"scale_id": scale.id, "name": "A", "short_name": "A", "min_points": 1}
        )
        self.scale = scale
        (free,) = grade.create(
            [{"scale_id": scale.id, "name": "B", "short_name": "B", "min_points": 2}]
        )
        spare = section.create({"frame_id": frame.id, "name": "Nhóm chưa dùng"})
        self.records = {
            "ward.evaluation": sheet,
            "ward.evaluation.line": sheet.line_ids[0],
            "ward.evaluation.work": sheet.work_ids[0],
            "ward.evaluation.review": decision,
            "ward.evaluation.review.line": decision.line_ids[0],
            "ward.evaluation.log": sheet.sudo().log_ids.filtered(
                lambda x: x.kind == "decision"
            )[0],
            "ward.evaluation.cause": cause,
            "ward.evaluation.cycle": self.cycle,
            "ward.evaluation.result": self.result,
            "ward.evaluation.appeal": self.appeal,
            "ward.reward": self.reward,
            "ward.criteria.frame": frame,
            "ward.criteria.section": spare,
            "ward.criterion": criterion,
            "ward.grade.scale": scale,
            "ward.grade": free,
            "ward.grade.cause": self.env["ward.grade.cause"].create(
                {"scale_id": scale.id, "name": "x", "grade_id": grade.id}
            ),
        }
        for model in (
            "ward.wage.base",
            "ward.quota.rule",
            "ward.scoring.rule",
            "ward.duty.group",
        ):
            self.records[model] = self.env[model].create(self.values(model))

    def publish_month_before(self):
        """September: only the officer's sheet, as facts."""
        cycle = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "date_start": "2026-09-01",
                "frame_id": self.frame.id,
            }
        )
        cycle._start()
        sheet = self.env["ward.evaluation"]._create_guarded(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": self.employees["officer"].id,
                    "proposer_id": self.employees["head"].id,
                    "decider_id": self.employees["leader"].id,
                    "state": "published",
                }
            ]
        )
        self.env["ward.evaluation.review"].sudo().create(
            {
                "evaluation_id": sheet.id,
                "stage": "decision",
                "grade_id": self.grades["excellent"].id,
            }
        )
        self.result = self.env["ward.evaluation.result"]._publish(sheet)
        cycle._write_guarded({"state": "published"})
        self.reward = self.env["ward.reward"]._for_cycle(cycle)
        self.appeal = self.as_user("officer", "ward.evaluation.appeal").create(
            self.values("ward.evaluation.appeal")
        )

    def wage_count(self):
        return self.env["ward.wage.base"].search_count([])

    def own_frame(self):
        frame = self.env["ward.criteria.frame"].create(
            self.values("ward.criteria.frame")
        )
        section = self.env["ward.criteria.section"].create(
            {"frame_id": frame.id, "name": "Nhóm riêng"}
        )
        criterion = self.env["ward.criterion"].create(
            {"frame_id": frame.id, "section_id": section.id, "name": "Tiêu chí"}
        )
        return frame, section, criterion

    def values(self, model):
        """Return values with which a permitted role may create a record."""
        ward = self.ward.id
        own = {"name": "x", "company_id": ward, "valid_from": "2026-01-01"}
        scale = getattr(self, "scale", self.frame.scale_id)
        values = {
            "ward.evaluation.cause": lambda: {
                "evaluation_id": self.sheet(self.cycle, "officer").id,
                "cause_id": self.env.ref("ward_office.cause_335_reprimand").id,
                "evidence": "Quyết định 12",
            },
            "ward.evaluation.cycle": lambda: {
                "company_id": ward,
                "date_start": "2026-08-01",
                "frame_id": self.frame.id,
            },
            "ward.evaluation.appeal": lambda: {
                "result_id": self.result.id,
                "text": "Đề nghị xem lại điểm tháng 9.",
            },
            "ward.criteria.frame": lambda: own | {"parent_id": self.frame.id},
            "ward.criteria.section": lambda: {
                "frame_id": self.records["ward.criteria.frame"].id,
                "name": "x",
            },
            "ward.criterion": lambda: {
                "frame_id": self.records["ward.criteria.frame"].id,
                "section_id": self.records["ward.criteria.section"].id,
                "name": "x",
            },
            "ward.grade.scale": lambda: {"name": "x"},
            "ward.grade": lambda: {
                "scale_id": scale.id,
                "name": "x",
                "short_name": "x",
                "min_points": 33,
            },
            "ward.grade.cause": lambda: {
                "scale_id": scale.id,
                "name": "x",
                "grade_id": self.records["ward.grade"].id,
            },
            "ward.wage.base": lambda: {
                "kind": "base",
                "amount": 1,
                "valid_from": f"19{self.wage_count():02}-01-01",
            },
            "ward.quota.rule": lambda: own | {"scale_id": self.frame.scale_id.id},
            "ward.scoring.rule": lambda: own,
            "ward.duty.group": lambda: {"name": "x", "company_id": ward},
        }
        return values.get(model, dict)()

    def may(self, role, model, operation):
        """Try ``operation`` as ``role`` in a savepoint; return whether it worked."""
        with self.env.cr.savepoint() as savepoint:
            try:
                if operation == "c":
                    if model in ("ward.evaluation.appeal", "ward.evaluation.cause"):
                        self.make_room(model)
                    self.as_user(role, model).create(self.values(model))
                else:
                    self.attempt(role, self.records[model], operation)
                self.env.flush_all()
                return True
            except (AccessError, UserError):
                return False
            finally:
                savepoint.rollback()

    def make_room(self, model):
        if model == "ward.evaluation.appeal":
            self.appeal._write_guarded({"state": "withdrawn"})
        else:
            self.as_user("leader", self.records[model]).unlink()

    def attempt(self, role, record, operation):
        mine = self.as_user(role, record)
        if operation == "u":
            mine.unlink()
        elif operation == "w":
            fields_of = {
                "ward.evaluation": {"party_opinion": "x"},
                "ward.evaluation.line": {"evidence": "x"},
                "ward.evaluation.work": {"name": "x"},
                "ward.evaluation.review": {"remark": "x"},
                "ward.evaluation.review.line": {"points": 1},
                "ward.evaluation.log": {"reason": "x"},
                "ward.evaluation.cause": {"evidence": "x"},
                "ward.evaluation.cycle": {"review_due": "2026-11-30 10:00:00"},
                "ward.evaluation.result": {"reason": "x"},
                "ward.evaluation.appeal": {"text": "Đề nghị xem lại lần nữa."},
                "ward.reward": {"amount": 1},
                "ward.wage.base": {"amount": 2},
            }
            mine.write(fields_of.get(record._name, {"name": "y"}))
        else:
            found = mine.search([("id", "=", record.id)])
            mine.read(["display_name"])
            self.assertEqual(found.ids, record.ids, "read and search agree")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_matrix(self):
        for model, row in MATRIX.items():
            for role in ROLES:
                for operation in "rwcu":
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.may(role, model, operation), operation in row[role]
                        )
                        self.env.invalidate_all()

    def test_no_model_is_left_out(self):
        models = {name for name in self.env.registry if name.startswith("ward.")}
        tested = set(PLAN_MATRIX) | PLAN_OTHERS | set(MATRIX) | OTHERS
        tested |= set(CITIZEN_MATRIX) | CITIZEN_OTHERS
        tested |= set(FORM_MATRIX) | set(REPORT_MATRIX) | FORM_OTHERS
        self.assertEqual(models, tested)
