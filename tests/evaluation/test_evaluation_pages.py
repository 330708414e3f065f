import io

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged

from .common import EvaluationCommon


@tagged("post_install", "-at_install")
class TestEvaluationPages(HttpCase, EvaluationCommon):
    """Honours, portal, files and prints: what they show and to whom."""

    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.employees["colleague"].name = "=HYPERLINK(1)"
        cls.cycle = cls.open_cycle()
        new_test_user(
            cls.env,
            "t_portal_eval",
            password="t_portal_eval",
            groups="base.group_portal",
            company_id=cls.ward.id,
        )

    def setUp(self):
        super().setUp()
        self.grade_all(self.cycle)
        cycle = self.as_user("leader", self.cycle)
        cycle.decision_number = "15/TB-UBND"
        cycle.action_close()
        cycle.action_publish()
        self.as_user("personnel", self.cycle).action_reward()
        self.env.flush_all()

    def get(self, path, login):
        self.authenticate(f"t_{login}", f"t_{login}")
        return self.url_open(path, timeout=60)

    def test_honours(self):
        path = f"/ward_office/honours/{self.cycle.id}"
        page = self.get(path, "colleague")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Officer", page.text)
        self.assertEqual(self.get(path, "stranger").status_code, 404)
        self.cycle._write_guarded({"state": "closed"})
        self.env.flush_all()
        self.assertEqual(self.get(path, "colleague").status_code, 404)

    def sheet_of(self, response):
        return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]

    def test_results_file(self):
        path = f"/ward_office/evaluation_results/{self.cycle.id}"
        sheet = self.sheet_of(self.get(path, "personnel"))
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), len(self.cycle.result_ids) + 1)
        self.assertIsInstance(rows[1][6], (int, float))
        names = [cell for cell in sheet["B"] if cell.value == "=HYPERLINK(1)"]
        self.assertEqual(names[0].data_type, "s", "a name is never a formula")
        self.assertEqual(self.get(path, "stranger").status_code, 404)

    def test_payout_and_accounting(self):
        path = f"/ward_office/evaluation_rewards/{self.cycle.id}"
        sheet = self.sheet_of(self.get(f"{path}/payout", "personnel"))
        total = list(sheet.iter_rows(values_only=True))[-1][7]
        self.assertEqual(total, self.cycle.reward_total)
        text = self.get(f"{path}/accounting", "leader").content.decode("utf-8-sig")
        self.assertIn("line_ids/account_id", text)
        self.assertIn("'=HYPERLINK(1)", text)
        lines = text.splitlines()
        self.assertEqual(len(lines), 2 + len(self.cycle.reward_ids))
        for login in ("officer", "stranger", "admin"):
            answer = self.get(f"{path}/payout", login)
            self.assertEqual(answer.status_code, 404, login)

    def test_portal(self):
        path = "/ward/T-WARD-A/results"
        hidden = self.get(path, "portal_eval").text
        self.assertNotIn("Officer", hidden)
        self.ward.ward_results_portal = True
        self.env.flush_all()
        shown = self.get(path, "portal_eval").text
        self.assertIn("Officer", shown)
        self.assertNotIn("Hoàn thành đúng hạn các báo cáo", shown)
        other = self.get("/ward/T-WARD-B/results", "portal_eval").text
        self.assertNotIn("Officer", other)
        bad = self.get(f"{path}?month=2026-99", "portal_eval")
        self.assertEqual(bad.status_code, 200)

    # ------------------------------------------------------------------
    # PRINTS
    # ------------------------------------------------------------------

    def html(self, login, report, records):
        html, _kind = self.as_user(login, "ir.actions.report")._render_qweb_html(
            f"ward_office.{report}", records.ids
        )
        return html.decode()

    def test_prints(self):
        sheet = self.sheet(self.cycle, "officer")
        form = self.html("officer", "report_ward_evaluation", sheet)
        self.assertIn("PHIẾU", form.upper())
        self.assertIn("Ý kiến nhận xét của cấp có thẩm quyền", form)
        self.assertIn("Excellent completion", form, "published, so he reads it")
        for report, words in (
            ("report_ward_result_list", "Results of the Evaluation"),
            ("report_ward_result_comparison", "Own Grade"),
            ("report_ward_quota", "Places"),
            ("report_ward_honours", "Officer"),
            ("report_ward_reward", "Signature"),
        ):
            with self.subTest(report=report):
                self.assertIn(words, self.html("leader", report, self.cycle))
        certificate = self.html(
            "leader", "report_ward_certificate", self.cycle._honoured()[0]
        )
        self.assertIn("Certificate of Honour", certificate)

    def test_appeal_notice_and_year(self):
        result = self.sheet(self.cycle, "officer").result_ids
        appeal = self.as_user("officer", "ward.evaluation.appeal").create(
            {"result_id": result.id, "text": "Đề nghị xem lại điểm tiến độ."}
        )
        self.as_user("leader", appeal).action_uphold("Giữ nguyên, đã kiểm tra.")
        notice = self.html("leader", "report_ward_appeal", appeal)
        self.assertIn("Giữ nguyên, đã kiểm tra.", notice)
        self.assertIn("The result is kept.", notice)
        year = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "period": "year",
                "date_start": "2026-01-01",
                "frame_id": self.frame.id,
            }
        )
        year.action_open()
        form = self.html(
            "officer", "report_ward_evaluation", self.sheet(year, "officer")
        )
        self.assertIn("Tổng điểm trung bình cả năm", form)
        self.assertEqual(form.count('class="ward_a4_box"'), 8)

    def test_many_sheets_in_one_pdf(self):
        sheets = self.cycle.evaluation_ids
        reports = self.as_user("personnel", "ir.actions.report")
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "ward_office.report_ward_evaluation", sheets.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
