from time import monotonic
from unittest.mock import patch

from lxml import etree

from odoo.tests import HttpCase, tagged

from .common import NUMBER, CitizenCommon

DESKTOP, PHONE = "1300x800", "390x844"
MAX_SECONDS_AT_DESK = 120


@tagged("post_install", "-at_install")
class TestCitizenStory(HttpCase, CitizenCommon):
    """A group complains; its complaint runs to the decision, in a real browser."""

    frozen_at = None

    def act(self, path, name, login=None):
        """Play one act; return the seconds it took, the start of the browser too."""
        self.env.flush_all()
        began = monotonic()
        self.start_tour(path, f"ward_story_{name}", login=login, timeout=120)
        self.env.invalidate_all()
        return monotonic() - began

    def play(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        known = self.env["ward.petition"].search([])
        reports = self.env.registry["ir.actions.report"]
        with patch.object(
            reports,
            "_render_qweb_pdf",
            autospec=True,
            side_effect=reports._render_qweb_pdf,
        ) as printed:
            took = self.act("/odoo/ward-receptions/new", "desk", "t_clerk")
        self.assertLess(took, MAX_SECONDS_AT_DESK)
        petition = self.env["ward.petition"].search([]) - known
        reception = petition.reception_id
        self.assertIn(
            ("ward_office.report_reception_slip", reception.ids),
            [call.args[1:3] for call in printed.call_args_list],
        )
        self.assertFalse(reception.is_repeat)
        self.assertEqual(len(petition.signatory_ids), 6)
        self.assertEqual(
            petition.signatory_ids.filtered("is_representative").mapped("name"),
            ["Nguyễn Quốc Thử"],
        )

        self.act(f"/odoo/ward-petitions/{petition.id}", "sort", "t_clerk")
        self.assertEqual(petition.state, "proposed")
        self.act("/odoo/ward-to-sign", "accept", "t_leader")
        case = petition.case_id
        self.assertEqual(case.state, "accepted")

        self.act("/odoo/ward-cases", "verify", "t_clerk")
        self.assertEqual(case.state, "accepted", "nothing signed yet")
        due = case.due_date
        self.act("/odoo/ward-to-sign", "extend", "t_leader")
        self.assertEqual(case.state, "verifying")
        self.assertGreater(case.due_date, due)
        page = f"/ward/track?unit={self.ward.ward_code}&code={petition.code}"
        self.act(page, "wait")

        self.act("/odoo/ward-cases", "report", "t_officer")
        self.assertEqual(case.state, "reported")
        self.act("/odoo/ward-to-sign", "decide", "t_leader")
        self.assertEqual(case.state, "decided")
        self.assertFalse(case.is_late)
        self.act(page, "answer")

    def test_on_the_computer(self):
        self.play(DESKTOP)

    def test_on_the_phone(self):
        self.play(PHONE, phone=True)

    def test_slip_of_who_was_advised(self):
        for self.browser_size, self.touch_enabled in ((DESKTOP, False), (PHONE, True)):
            self.act("/odoo/ward-receptions/new", "advise", "t_clerk")


@tagged("post_install", "-at_install")
class TestCitizenStoryParts(CitizenCommon):
    """What the story needs of single screens."""

    def test_visitor_heads_the_list_of_his_group(self):
        def typed(text, **vals):
            reception = self.as_user("clerk", "ward.reception").new(
                {
                    "visitor": "group",
                    "person_name": "Nguyễn Quốc Thử",
                    "person_identity_number": NUMBER,
                    "group_list": text,
                    **vals,
                }
            )
            reception._onchange_group_list()
            return reception

        first = f"Nguyễn Quốc Thử; {NUMBER} *\n"
        others = "Trần Thị Bưởi\nLê Văn Cam"
        reception = typed(others)
        self.assertEqual(reception.group_list, first + others)
        self.assertEqual(reception.people_count, 3)
        for text in (first + others, "nguyễn quốc thử\nTrần Thị Bưởi", ""):
            self.assertEqual(typed(text).group_list, text, "already there")
        self.assertEqual(
            typed("Trần Thị Bưởi *", person_street="12 Lò Gạch").group_list,
            f"Nguyễn Quốc Thử; {NUMBER}; 12 Lò Gạch\nTrần Thị Bưởi *",
            "others represent the group",
        )
        self.assertEqual(typed(others, visitor="person").group_list, others)

    def test_paper_says_what_it_is_about(self):
        petition = self.sorted(self.petition(people_count=6))
        petition.outcome = "accept"
        petition.action_propose()
        paper = self.as_user("leader", petition.document_ids)
        self.assertEqual(paper.subject_name, petition.summary)
        self.assertEqual(paper.subject_people, 6)
        self.assertEqual(paper.subject_due, petition.due_date)
        # moved on, the matter is another unit's; the paper stays
        petition.sudo()._write_guarded(
            {"company_id": self.other_ward.id, "citizen_id": False}
        )
        paper = self.as_user("leader", petition.document_ids)
        self.assertTrue(paper.name)
        self.assertFalse(paper.subject_name or paper.subject_people)

    def test_reason_goes_on_within_the_sentence(self):
        case = self.case()
        case.action_mark_complex("Phải đo đạc lại thực địa.")
        self.assertIn("thực địa, thời hạn", case.document_ids.body)

    def test_head_of_the_team_signs_its_report(self):
        case = self.case()
        case.write(
            {
                "member_ids": [
                    (0, 0, {"employee_id": self.employees[login].id, "role": role})
                    for login, role in (("officer", "head"), ("colleague", "member"))
                ],
                "report": "Đã đo đạc thực địa.",
            }
        )
        case.action_verify()
        self.assertFalse(self.as_user("officer", case.document_ids).can_sign)
        self.sign(case)
        case.action_report()
        report = case.document_ids.filtered(lambda d: d.state == "draft")
        self.assertFalse(self.as_user("colleague", report).can_sign)
        self.as_user("officer", report).action_sign()
        self.assertEqual(report.signer_name, "Officer")
        self.assertEqual(case.state, "reported")

    # Choosing an officer opens a page on the phone, and not all may read employees.

    def _fields_of(self, node, model):
        for child in node.iterchildren("*"):
            if child.tag != "field" or not child.get("name"):
                yield from self._fields_of(child, model)
                continue
            field = model._fields[child.get("name")]
            yield child, field
            if field.comodel_name:
                yield from self._fields_of(child, self.env[field.comodel_name])

    def test_officers_are_chosen_from_what_everybody_reads(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "ward.%"), ("type", "in", ("form", "list"))]
        )
        wrong = []
        for view in views:
            model = self.env[view.model]
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            if view.type == "list" and not arch.get("editable"):
                continue
            wrong += [
                f"{view.name}: {node.get('name')}"
                for node, field in self._fields_of(arch, model)
                if field.comodel_name == "hr.employee"
                and field.type == "many2one"
                and not (field.readonly or node.get("readonly") in ("1", "True"))
                and node.get("widget") != "many2one_avatar_employee"
            ]
        self.assertFalse(wrong)
