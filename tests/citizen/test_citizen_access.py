"""Role x model x operation of the citizen area.

Letters: r read, w write, c create, u unlink. The matter is a complaint of Ward A with
a case the officer verifies; colleagues have nothing to do with it.
"""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CitizenCommon

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
EVERYBODY = dict.fromkeys(ROLES[:11], "r")
READ = {"leader": "r", "clerk": "r", "inspector": "r", "officer": "r"}
PART = READ | {"leader": "rwcu", "clerk": "rwcu", "officer": "rwcu"}
LAW = NONE | EVERYBODY | {"admin": "rwcu"}
OTHER_LEADERS = dict.fromkeys(("city_leader", "other_leader"), "c")
IN_UNIT = ("officer", "colleague", "head", "office_head", "leader", "clerk", "admin")

MATRIX = {
    # c: leaders of other units register in their own
    "ward.reception": NONE
    | OTHER_LEADERS
    | {"leader": "rwc", "clerk": "rwc", "inspector": "r"},
    "ward.petition": NONE
    | OTHER_LEADERS
    | READ
    | {"leader": "rwc", "clerk": "rwc", "officer": "rw"},
    "ward.petition.signatory": NONE | READ | {"leader": "rwcu", "clerk": "rwcu"},
    "ward.petition.condition": NONE
    | READ
    | {"leader": "rw", "clerk": "rw", "officer": "rw"},
    "ward.case": NONE | READ | {"leader": "rw", "clerk": "rw", "officer": "rw"},
    "ward.case.member": NONE | PART,
    "ward.case.move": NONE | READ,
    "ward.case.evidence": NONE | PART,
    "ward.case.meeting": NONE | PART,
    "ward.obligation": NONE | PART,
    "ward.obligation.step": NONE | PART,
    "ward.protection": NONE | PART,
    "ward.clock": NONE | READ,
    "ward.clock.event": NONE | READ,
    "ward.document": NONE | READ | {"leader": "rw", "clerk": "rw", "officer": "rw"},
    "ward.identity": NONE | {"leader": "r", "clerk": "r", "inspector": "r"},
    "ward.identity.file": NONE,
    "ward.identity.copy": NONE | {"leader": "r", "clerk": "r", "inspector": "r"},
    "ward.identity.log": NONE | dict.fromkeys(("leader", "inspector"), "r"),
    "ward.identity.request": NONE | {"clerk": "rc", "leader": "c", "inspector": "rc"},
    "ward.citizen": NONE | {"leader": "r", "clerk": "rwc"},
    "ward.reception.day": NONE
    | dict.fromkeys((*IN_UNIT, "inspector", "city_leader"), "r")
    | {"leader": "rwcu", "clerk": "rwcu"},
    "ward.reception.pattern": NONE
    | {"leader": "rwcu", "clerk": "rwcu", "admin": "rwcu"},
    "ward.register": NONE | {"admin": "r"},
    "ward.national.export": NONE | dict.fromkeys(("leader", "clerk"), "r"),
    "ward.national.export.line": NONE | dict.fromkeys(("leader", "clerk"), "r"),
    "ward.retention": NONE | dict.fromkeys(("leader", "clerk"), "r"),
    "ward.retention.line": NONE | dict.fromkeys(("leader", "clerk"), "r"),
    "ward.retention.rule": LAW,
    "ward.catalogue.item": LAW,
    "ward.tracking.guess": NONE,
    # the clock of a petition the officer was called in for, handled by the clerk
    "ward.urge": NONE | dict.fromkeys(("leader", "clerk", "inspector"), "r"),
    "ward.portal.claim": NONE,
    "ward.deadline.rule": LAW,
    "ward.document.form": LAW,
    "ward.refusal.ground": LAW,
    "ward.condition.rule": LAW,
    "ward.petition.field": LAW,
    "ward.place": LAW | {"clerk": "rwc"},
    "ward.authority": LAW | {"clerk": "rwc"},
}
# abstract models and dialogs
OTHERS = {
    "ward.case.part",
    "ward.citizen.link",
    "ward.citizen.word",
    "ward.document.new",
    "ward.case.move.new",
    "ward.opening.import",
    "ward.opening.check",
    "ward.opening.sheet",
    "ward.opening.write",
    "ward.dossier.mixin",
    "ward.files.mixin",
    "ward.folded.mixin",
    "ward.identity.upload",
    "ward.mail.mixin",
    "ward.masked.mixin",
    "ward.masked.thread",
    "ward.of.dossier.mixin",
    "ward.petition.link",
    "ward.petition.split",
    "ward.petition.split.part",
    "ward.lookup",
    "ward.sender.mixin",
}


class CitizenMatters(CitizenCommon):
    """One record of every model, in ``records``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env,
            "t_citizen_portal",
            groups="base.group_portal",
            company_id=cls.ward.id,
        )
        cls.users["public"] = cls.env.ref("base.public_user")

    def setUp(self):
        super().setUp()
        reception = self.receive()
        reception.day_id = self.env["ward.reception.day"].create(
            {
                "company_id": self.ward.id,
                "leader_id": self.employees["leader"].id,
                "date": "2026-11-18",
            }
        )
        case = self.case(group_list="A *\nB")
        denounced = self.case(
            kind="denunciation", summary="Tố cáo", content="Tố cáo nhận tiền"
        )
        denounced.member_ids = [
            Command.create({"employee_id": self.employees["officer"].id})
        ]
        protection = self.env["ward.protection"].create({"case_id": denounced.id})
        case.write(
            {
                "member_ids": [
                    Command.create({"employee_id": self.employees["officer"].id})
                ],
                "evidence_ids": [Command.create({"name": "Sổ địa chính"})],
                "meeting_ids": [Command.create({"start_at": "2026-11-20 02:00:00"})],
                "obligation_ids": [
                    Command.create(
                        {
                            "name": "Trả đất",
                            "step_ids": [Command.create({"document": "x"})],
                        }
                    )
                ],
            }
        )
        case._open_clocks()._add_event("pause", case.opened_on, "x")
        case._open_clocks()._add_event("resume", case.opened_on, "x")
        waiting = self.petition(group_list="C *\nD")
        waiting.action_check_conditions()
        waiting.sudo().write(
            {"reader_user_ids": [Command.link(self.users["officer"].id)]}
        )
        denunciation = self.petition(kind="denunciation")
        identity = denunciation.sudo().identity_ids
        request = self.as_user("clerk", "ward.identity.request").create(
            {"identity_id": identity.id, "reason": "Cần liên hệ người tố cáo"}
        )
        self.case_record, self.waiting, self.denounced = case, waiting, denounced
        paper = self.env["ward.identity.file"]._put_away(denunciation, [("x", b"x")])
        draft = self.env["ward.document"]._draft("invite", case)
        self.records = {
            "ward.reception": reception,
            "ward.petition": waiting,
            "ward.petition.signatory": waiting.signatory_ids[0],
            "ward.petition.condition": waiting.condition_ids[0],
            "ward.case": case,
            "ward.case.member": case.member_ids,
            "ward.case.move": self.env["ward.case.move"]._create_guarded(
                [
                    {
                        "case_id": case.id,
                        "company_id": self.ward.id,
                        "from_company_id": self.other_ward.id,
                        "to_company_id": self.ward.id,
                        "date": "2026-11-18",
                        "moved_at": "2026-11-18 02:00:00",
                        "paper_number": "1/QĐ",
                        "paper_date": "2026-11-18",
                    }
                ]
            ),
            "ward.case.evidence": case.evidence_ids,
            "ward.case.meeting": case.meeting_ids,
            "ward.obligation": case.obligation_ids,
            "ward.obligation.step": case.obligation_ids.step_ids,
            "ward.protection": protection,
            "ward.clock": case.clock_ids,
            "ward.clock.event": case.clock_ids.event_ids[0],
            "ward.document": draft,
            "ward.identity": identity,
            "ward.identity.file": paper,
            "ward.identity.copy": paper.copy_ids,
            "ward.identity.log": self.env["ward.identity.log"]._note(
                identity, "read", ""
            ),
            "ward.identity.request": request,
            "ward.citizen": waiting.citizen_id,
            "ward.reception.day": reception.day_id,
            "ward.reception.pattern": self.env["ward.reception.pattern"].create(
                {"company_id": self.ward.id, "leader_id": self.employees["leader"].id}
            ),
            "ward.register": self.env["ward.register"].search(
                [("company_id", "=", self.ward.id)], limit=1
            ),
            "ward.tracking.guess": self.env["ward.tracking.guess"].create(
                {"code": "x", "moment": "2026-11-18 02:00:00"}
            ),
            "ward.portal.claim": self.env["ward.portal.claim"].create(
                {
                    "user_id": self.users["portal"].id,
                    "petition_id": waiting.id,
                    "claimed_at": "2026-11-18 02:00:00",
                }
            ),
            "ward.deadline.rule": self.env["ward.deadline.rule"].create(
                {"code": "obligation", "days": 5, "valid_from": "2020-01-01"}
            ),
            "ward.document.form": self.env["ward.document.form"].create(
                {"name": "Thử", "key": "thu"}
            ),
            "ward.refusal.ground": self.env["ward.refusal.ground"].create(
                {"name": "Thử", "code": "x"}
            ),
            "ward.condition.rule": self.env["ward.condition.rule"].create(
                {"name": "Thử"}
            ),
            "ward.petition.field": self.env["ward.petition.field"].create(
                {"name": "Thử"}
            ),
            "ward.place": self.env["ward.place"].create({"name": "Thử"}),
            "ward.authority": self.env["ward.authority"].create({"name": "Thử"}),
        }
        rule = self.env["ward.retention.rule"].create(
            {"kind": "reception", "years": 9, "valid_from": "2019-01-01"}
        )
        retention = self.env["ward.retention"]._create_guarded(
            [{"company_id": self.ward.id, "proposed_on": "2026-11-18"}]
        )
        self.records |= {
            "ward.catalogue.item": self.env["ward.catalogue.item"].create(
                {"kind": "source", "code": "post", "name": "Thử"}
            ),
            "ward.retention.rule": rule,
            "ward.retention": retention,
            "ward.retention.line": self.env["ward.retention.line"]._create_guarded(
                [
                    {
                        "retention_id": retention.id,
                        "rule_id": self.env.ref("ward_office.retention_reception").id,
                        "company_id": self.ward.id,
                        "case_id": case.id,
                    }
                ]
            ),
        }
        export = self.env["ward.national.export"]._export(self.ward)
        self.records["ward.national.export"] = export
        self.records["ward.national.export.line"] = export.line_ids[0]
        late = waiting.sudo().clock_ids
        late._write_guarded({"due_date": "2026-11-10"})
        self.env.flush_all()
        self.records["ward.urge"] = self.env["ward.urge"].search(
            [("clock_id", "=", late.id)]
        )


@tagged("post_install", "-at_install")
class TestCitizenAccess(CitizenMatters):
    def create_values(self, model):
        case = {"case_id": self.case_record.id}
        return {
            "ward.reception": {"person_name": "X", "content": "x"},
            "ward.petition": {"person_name": "X", "kind": "reflection"},
            "ward.petition.signatory": {"petition_id": self.waiting.id, "name": "X"},
            "ward.case.member": case | {"employee_id": self.employees["clerk"].id},
            "ward.case.evidence": case | {"name": "X"},
            "ward.case.meeting": case | {"start_at": "2026-11-20 02:00:00"},
            "ward.obligation": case | {"name": "X"},
            "ward.obligation.step": {
                "obligation_id": self.records["ward.obligation"].id,
                "document": "X",
            },
            "ward.protection": {"case_id": self.denounced.id},
            "ward.identity.request": {
                "identity_id": self.records["ward.identity"].id,
                "reason": "Cần liên hệ người tố cáo",
            },
            "ward.citizen": {"name": "X", "company_id": self.ward.id},
            "ward.reception.day": {
                "date": "2026-12-22",
                "company_id": self.ward.id,
                "leader_id": self.employees["leader"].id,
            },
            "ward.reception.pattern": {
                "company_id": self.ward.id,
                "leader_id": self.employees["leader"].id,
                "nth": "2",
            },
            "ward.deadline.rule": {
                "code": "obligation",
                "days": 1,
                "valid_from": "2019-01-01",
            },
            "ward.retention.rule": {"kind": "reception", "years": 1},
            "ward.catalogue.item": {"kind": "source", "code": "box", "name": "X"},
            "ward.document.form": {"name": "X", "key": "x"},
            "ward.refusal.ground": {"name": "X", "code": "y"},
        }.get(model, {"name": "X"})

    WRITES = {
        "ward.reception": {"content": "y"},
        "ward.petition": {"summary": "y"},
        "ward.petition.signatory": {"is_representative": True},
        "ward.petition.condition": {"is_met": "yes"},
        "ward.case": {"plan": "y"},
        "ward.case.member": {"role": "head"},
        "ward.case.move": {"reason": "y"},
        "ward.urge": {"code": "y"},
        "ward.retention": {"answer": "y"},
        "ward.catalogue.item": {"name": "y"},
        "ward.retention.line": {"last_on": "2020-01-01"},
        "ward.retention.rule": {"years": 3},
        "ward.national.export": {"new_count": 9},
        "ward.national.export.line": {"digest": "y"},
        "ward.case.evidence": {"source": "y"},
        "ward.case.meeting": {"place": "y"},
        "ward.obligation": {"responsible": "y"},
        "ward.obligation.step": {"document": "y"},
        "ward.protection": {"reason": "y"},
        "ward.clock": {"due_date": "2030-01-01"},
        "ward.clock.event": {"days": 9},
        "ward.document": {"recipients": "y"},
        "ward.identity": {"pseudonym": "y"},
        "ward.identity.log": {"detail": "y"},
        "ward.identity.request": {"reason": "yyyyyyyyyyyyyyyyyy"},
        "ward.citizen": {"street": "y"},
        "ward.reception.day": {"attendees": "y"},
        "ward.reception.pattern": {"nth": "3"},
        "ward.register": {"last_number": 0},
        "ward.tracking.guess": {"code": "y"},
        "ward.portal.claim": {"claimed_at": "2026-11-18 03:00:00"},
        "ward.deadline.rule": {"warn_days": 2},
        "ward.refusal.ground": {"sequence": 2},
        "ward.condition.rule": {"sequence": 2},
        "ward.petition.field": {"sequence": 2},
        "ward.place": {"code": "y"},
        "ward.authority": {"sequence": 2},
        "ward.document.form": {"sequence": 2},
        "ward.identity.file": {"name": "y"},
        "ward.identity.copy": {"name": "y"},
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
                    record.browse().create(self.create_values(model))
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

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_matrix(self):
        for model, rights in MATRIX.items():
            for role in ROLES:
                found = "".join(op for op in "rwcu" if self.may(role, model, op))
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, rights[role])

    def test_another_unit_cannot_be_handled_by_rpc(self):
        case = self.as_user("other_leader", self.case_record)
        for method in ("action_verify", "action_close", "action_execute"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(case, method)()
        document = self.as_user("other_leader", self.records["ward.document"])
        with self.assertRaises(AccessError):
            document.action_sign()

    def test_inspector_reads_and_does_nothing(self):
        case = self.as_user("inspector", self.case_record)
        self.assertTrue(case.read(["title", "state"]))
        with self.assertRaises(AccessError):
            case.action_publish()
        with self.assertRaises(AccessError):
            self.as_user("inspector", self.waiting).action_sort()
