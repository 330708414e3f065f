import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from ..common import WardCommon
from .test_xlsx import HOSTILE, encoded

HEADING = [
    "STT",
    "Mã CV",
    "Nhiệm vụ",
    "Công việc chi tiết",
    "Sản phẩm đầu ra",
    "Nhóm",
    "Khung điểm",
    "Điểm chấm",
    "Hệ số quy đổi",
    "Ghi chú",
]


def item(code="DC.01", name="Soạn công văn", points=25, frame="11-50", **cells):
    """Return a row of a catalogue below ``HEADING``."""
    row = [1, code, name, "Chi tiết", "Công văn", "N2", frame, points, None, None]
    for heading, value in cells.items():
        row[{"product": 4, "group": 5, "factor": 8, "note": 9}[heading]] = value
    return row


@tagged("post_install", "-at_install")
class TestProductImport(WardCommon):
    """The annex of the decision becomes the unit's catalogue."""

    def wizard(self, rows=None, login="leader", title="PL III - Dung chung", **vals):
        if rows is not None:
            vals["file"] = encoded([["PHỤ LỤC"], [], HEADING, *rows], title)
        return self.as_user(login, "ward.product.import").create(
            {"legal_basis": "12/QĐ-UBND", **vals}
        )

    def run_import(self, rows=None, **kwargs):
        """Import ``rows``; return the message of the notification."""
        return self.wizard(rows, **kwargs).action_import()["params"]["message"]

    def products(self, *codes):
        domain = [("company_id", "=", self.ward.id)]
        if codes:
            domain.append(("code", "in", codes))
        return self.env["ward.product"].search(domain, order="code, valid_from")

    def test_whole_annex_and_again(self):
        with file_open("ward_office/demo/catalogue.xlsx", "rb") as file:
            data = base64.b64encode(file.read())
        message = self.run_import(file=data, create_departments=True)
        products = self.products()
        self.assertGreater(len(products), 70)
        self.assertIn(f"{len(products)} new, 0 changed, 0 unchanged.", message)
        self.assertIn("PL I - Tieu chi chung", message)
        self.assertEqual(set(products.mapped("state")), {"decided"})
        self.assertEqual(products.decided_by_id, self.users["leader"])
        self.assertEqual(set(products.mapped("valid_from")), {date(2026, 11, 1)})
        for product in products:
            scope = {"QL": "leader", "DC": "common"}.get(product.code.split(".")[0])
            self.assertEqual(product.scope, scope or "department", product.code)
            self.assertEqual(bool(product.department_id), not scope, product.code)
            self.assertAlmostEqual(product.factor, round(product.points / 5, 2))
        self.assertEqual(products.department_id.company_id, self.ward)
        # Known departments are found whatever the accents, not created again.
        self.assertEqual(
            self.env["hr.department"].search_count(
                [("name", "=", "Phòng Kinh tế"), ("company_id", "=", self.ward.id)]
            ),
            1,
        )
        writes = products.mapped("write_date")
        again = self.run_import(file=data, create_departments=True)
        self.assertIn(f"0 new, 0 changed, {len(products)} unchanged.", again)
        later = self.run_import(file=data, valid_from="2027-01-01")
        self.assertIn(f"0 new, 0 changed, {len(products)} unchanged.", later)
        self.assertEqual(self.products(), products)
        self.assertEqual(products.mapped("write_date"), writes)

    def test_errors_by_row(self):
        cases = [
            (item(code=None), "“Code” is missing"),
            (item(name=None), "“Task” is missing"),
            (item(product=" "), "“Product” is missing"),
            (item(name="x" * 501), "“Task” holds more than 500"),
            (item(group="N6"), "“Complexity Group” is “N6”; enter one of N1 to N5"),
            (item(group=None), "“Complexity Group” is “”"),
            (item(points="nhiều"), "“Points” is “nhiều”; enter a number above zero"),
            (item(points=None), "“Points” is “”"),
            (item(points=0), "“Points” is “0”"),
            (item(points=-5), "“Points” is “-5”"),
            (item(points=51), "“Points” 51 lies outside the range 11-50"),
            (item(frame="cao"), "“Range of Points” is “cao”"),
            (item(frame=date(2026, 10, 1)), "“Range of Points” is “01/10/2026”"),
            (item(factor=4), "“Conversion Factor” is 4, but 25 points"),
            (item(factor="năm"), "“Conversion Factor” is năm"),
        ]
        for row, message in cases:
            with self.subTest(message=message):
                with self.assertRaises(UserError) as caught:
                    self.run_import([item(code="OK"), row])
                text = str(caught.exception)
                self.assertIn(f"PL III - Dung chung, row 5: {message}", text)
                self.assertNotIn("row 4", text)
                self.assertFalse(self.products())

    def test_accepted_spellings(self):
        rows = [
            item("A", points="12,5", factor="2,5"),
            item("B", points=25, factor="=ROUND(H5/5,2)", group="nhóm 2"),
            item("C", points=25, factor=5.0, frame="Từ 11 đến 50 điểm", group=2),
            item("D", points=300, frame=None),
            [None, None, "II. Nhóm việc tiếp theo"],
            HEADING,
            item(7, name=2026),
        ]
        self.assertIn("5 new", self.run_import(rows))
        self.assertEqual(
            self.products().mapped(lambda p: (p.code, p.name, p.complexity, p.factor)),
            [
                ("7", "2026", "N2", 5.0),
                ("A", "Soạn công văn", "N2", 2.5),
                ("B", "Soạn công văn", "N2", 5.0),
                ("C", "Soạn công văn", "N2", 5.0),
                ("D", "Soạn công văn", "N2", 60.0),
            ],
        )

    def test_duplicates_and_many_errors(self):
        with self.assertRaisesRegex(UserError, "row 5.*“Code” dc.01 stands.*row 4"):
            self.run_import([item("DC.01"), item("dc.01")])
        with self.assertRaises(UserError) as caught:
            self.run_import([item(f"X{n}", points=0) for n in range(50)])
        lines = str(caught.exception).splitlines()
        self.assertEqual(len(lines), 32)
        self.assertEqual(lines[-1], "… and 20 more.")

    def test_scope_of_a_sheet(self):
        for title, above, code, scope in [
            ("PL II - Lanh dao QL", "", "A1", "leader"),
            ("PL II", "NHIỆM VỤ LÃNH ĐẠO, QUẢN LÝ", "A2", "leader"),
            ("PL II", "", "QL.01", "leader"),
            ("PL III", "Dùng chung, trừ lãnh đạo", "A3", "common"),
            ("PL III", "", "A4", "common"),
        ]:
            rows = [[above], HEADING, item(code)]
            self.run_import(file=encoded(rows, title))
            with self.subTest(title=title, above=above):
                self.assertEqual(self.products(code).scope, scope)

    def test_departments(self):
        heading = [*HEADING[:2], "Phòng, ban chuyên môn", *HEADING[2:]]

        def rows(name):
            row = item()
            return encoded([heading, [*row[:2], name, *row[2:]]], "PL IV")

        with self.assertRaisesRegex(UserError, "“Department” is missing"):
            self.run_import(file=rows(None))
        with self.assertRaisesRegex(UserError, "“Department” Trạm Y tế is unknown"):
            self.run_import(file=rows("Trạm Y tế"))
        self.run_import(file=rows("PHONG KINH TE"))
        self.assertEqual(self.products().department_id, self.economy)
        self.run_import(file=rows("Trạm Y tế"), create_departments=True)
        self.assertEqual(self.products().department_id.name, "Trạm Y tế")
        self.env["hr.department"].create(
            {"name": "Trạm y tế", "company_id": self.ward.id}
        )
        with self.assertRaisesRegex(UserError, "name of 2 departments"):
            self.run_import(file=rows("Trạm Y tế"))

    def test_missing_heading_is_told(self):
        heading = [text if text != "Nhóm" else "Loại" for text in HEADING]
        with self.assertRaisesRegex(UserError, "row 1: the heading “Nhóm” is missing"):
            self.run_import(file=encoded([heading, item()]))
        with self.assertRaisesRegex(UserError, "no sheet holds a catalogue"):
            self.run_import(
                file=encoded([["TT", "Tiêu chí", "Điểm tối đa"], [1, 2, 3]])
            )

    def test_new_version(self):
        self.run_import([item("A"), item("B"), item("C")], valid_from="2026-06-01")
        message = self.run_import(
            [item("A"), item("B", points=30), item("D")],
            valid_from="2026-11-01",
            legal_basis="99/QĐ-UBND",
        )
        self.assertIn("1 new, 1 changed, 1 unchanged.", message)
        old, new = self.products("B")
        self.assertEqual((old.points, old.valid_to), (25, date(2026, 10, 31)))
        self.assertEqual(
            (new.points, new.valid_from, new.valid_to, new.legal_basis),
            (30, date(2026, 11, 1), False, "99/QĐ-UBND"),
        )
        self.assertEqual(self.products("A").legal_basis, "12/QĐ-UBND")
        self.assertFalse(self.products("C").valid_to)
        # The same day again: corrected, with a trace.
        self.assertIn(
            "0 new, 1 changed, 0 unchanged.",
            self.run_import([item("B", points=35)], valid_from="2026-11-01"),
        )
        self.assertEqual(self.products("B").mapped("points"), [25, 35])
        # An earlier decision entered late ends where the next begins.
        self.run_import([item("B", points=20)], valid_from="2026-09-01")
        self.assertEqual(
            self.products("B").mapped(lambda p: (p.points, p.valid_to)),
            [(25, date(2026, 8, 31)), (20, date(2026, 10, 31)), (35, False)],
        )

    def test_proposals(self):
        self.assertIn("1 new", self.run_import([item("A")], decided=False))
        proposed = self.products("A")
        self.assertEqual(
            (proposed.state, proposed.decided_by_id.id), ("proposed", False)
        )
        self.assertIn("1 unchanged", self.run_import([item("A")], decided=False))
        self.assertIn("1 changed", self.run_import([item("A")]))
        self.assertEqual(proposed.state, "decided")
        with self.assertRaisesRegex(UserError, "choose a later “Valid From”"):
            self.run_import([item("A", points=30)], decided=False)
        self.run_import([item("A", points=30)], decided=False, valid_from="2027-01-01")
        # A proposal ends nothing; its decision does.
        self.assertFalse(proposed.valid_to)
        self.run_import([item("A", points=30)], valid_from="2027-01-01")
        self.assertEqual(proposed.valid_to, date(2026, 12, 31))
        self.assertEqual(self.products("A").mapped("state"), ["decided", "decided"])

    def test_hostile_cells(self):
        rows = [item(f"H{n}", name=text.strip()) for n, text in enumerate(HOSTILE)]
        self.run_import(rows)
        self.assertEqual(
            self.products().mapped("name"), [text.strip() for text in HOSTILE]
        )

    def test_rights(self):
        self.assertIn("1 new", self.run_import([item("A")], login="admin"))
        for login in ("officer", "head", "inspector"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.run_import([item("B")], login=login)
        with self.assertRaises(AccessError):
            self.run_import([item("B")], login="other_leader", company_id=self.ward.id)
        with self.assertRaises(AccessError):
            self.run_import([item("B")], company_id=self.city.id)
        self.assertEqual(self.products().mapped("code"), ["A"])

    def test_five_thousand_rows(self):
        rows = [item(f"X{n:05}", points=11 + n % 39) for n in range(5000)]
        wizard = self.wizard(rows)
        with self.assertQueryCount(130):
            message = wizard.action_import()["params"]["message"]
            self.env.flush_all()
        self.assertIn("5000 new", message)
        with self.assertQueryCount(40):
            self.wizard(rows).action_import()
