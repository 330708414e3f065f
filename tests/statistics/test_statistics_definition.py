"""The six forms against the circular, and everything an administrator can do wrong."""

import json
import re
from datetime import date as Date
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ...tools import formulas
from .common import INSPECTORATE, StatisticsCommon

CIRCULAR = json.loads(
    Path(__file__).with_name("circular_06_2025.json").read_text("utf-8")
)
RELATIONS = json.loads(
    Path(__file__).with_name("circular_06_2025_relations.json").read_text("utf-8")
)
ROLES = (
    "officer",
    "head",
    "leader",
    "clerk",
    "admin",
    "inspector",
    "city_leader",
    "portal",
    "public",
)
READERS = dict.fromkeys(ROLES[:7], "r")
LAW = dict.fromkeys(ROLES, "") | READERS | {"admin": "rwcu"}
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
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


def bare(text):
    """Return a text without spaces: the circular breaks words over lines."""
    return re.sub(r"\s", "", text)


@tagged("post_install", "-at_install")
class TestStatisticsCircular(StatisticsCommon):
    """The forms are those of Circular 06/2025, headings read from its file."""

    def test_headings_and_numbers(self):
        for code in INSPECTORATE:
            with self.subTest(code):
                form = self.forms[code]
                rows = [
                    [bare(cell["text"]) for cell in row] for row in form._header_rows()
                ]
                wanted = CIRCULAR[code]
                self.assertEqual(
                    rows, [[bare(text) for text in row] for row in wanted["headings"]]
                )
                columns = form._columns()
                self.assertEqual(
                    [bare(column._number_line()) for column in columns],
                    [bare(text) for text in wanted["numbers"][1:]],
                )
                self.assertEqual(
                    columns.mapped("number"), list(range(1, len(columns) + 1))
                )
                self.assertEqual(form.note_number, len(columns) + 1)
                self.assertFalse(form._problems())
                self.assertTrue(form.is_verified)

    def test_headings_fill_the_page(self):
        """Every place of the heading belongs to exactly one cell."""
        for form in self.forms.values():
            rows = form._header_rows()
            width = len(form._row_headers()) + len(form._columns())
            places = [
                (row, col)
                for cells in rows
                for cell in cells
                for row in range(cell["row"], cell["row"] + cell["rowspan"])
                for col in range(cell["col"], cell["col"] + cell["colspan"])
            ]
            self.assertEqual(
                sorted(places),
                [(row, col) for row in range(len(rows)) for col in range(width)],
            )

    def test_the_checks_are_the_relations_of_the_circular(self):
        """Sign by sign, with none missing and none added.

        The relations were taken from the circular's own text, its number lines
        included, not from the instructions that the forms carry.
        """
        self.assertEqual(set(RELATIONS), set(INSPECTORATE))
        for code, lines in RELATIONS.items():
            wanted = {bare(text) for line in lines for text in line["relations"]}
            found = [bare(check.expression) for check in self.forms[code].check_ids]
            with self.subTest(code):
                self.assertEqual(set(found), wanted)
                self.assertEqual(len(found), len(wanted), "a check stands twice")

    def test_the_instructions_are_those_of_the_circular(self):
        """What was transcribed stands in the instructions or under the headings."""
        for code, form in self.forms.items():
            printed = bare(form.instruction) + "".join(
                bare(column._number_line()) for column in form._columns()
            )
            for line in RELATIONS[code]:
                self.assertIn(bare(line["words"]), printed, code)

    def test_every_number_line_is_a_check(self):
        """A line such as 6= 7+8= 9+10+11 is a formula or a check, each part of it."""
        for code, form in self.forms.items():
            checks = {bare(check.expression) for check in form.check_ids}
            for column in form._columns():
                number, parts = formulas.parse_sum_line(column._number_line())
                self.assertEqual(number, column.number)
                for part in parts:
                    self.assertIn(f"{number}={bare(part)}", checks, code)
                if parts:
                    self.assertEqual(bare(column.formula), bare(parts[0]))

    def test_each_check_holds_and_fails(self):
        """For each check: figures that satisfy it, that break it, and no figures."""
        tested = 0
        for code, form in self.forms.items():
            for check in form.check_ids:
                with self.subTest(f"{code}: {check.expression}"):
                    tested += 1
                    left, sign, right = re.fullmatch(
                        r"(\S+) (=|<=|>=) (.+)", check.expression
                    ).groups()
                    ((left_code, left_number),) = formulas.parse(left).references
                    figures = {
                        reference: position
                        for position, reference in enumerate(
                            sorted(formulas.parse(right).references, key=str), start=3
                        )
                    }
                    value = formulas.parse(right).evaluate(
                        lambda code, number, f=figures: f[code, number]
                    )
                    wrong = {"=": value + 1, "<=": value + 1, ">=": value - 1}[sign]
                    for figure, outcome in ((value, True), (wrong, False)):
                        figures[left_code, left_number] = figure
                        self.assertIs(
                            check._holds(
                                lambda code, number, f=figures: f[code, number]
                            ),
                            outcome,
                        )
                    self.assertIsNone(check._holds(lambda code, number: None))
                    self.assertEqual(check.severity, "hard")
                    self.assertTrue(
                        check.with_context(lang="vi_VN").sentence, check.expression
                    )
        self.assertEqual(tested, 40)

    def test_outline_names_figures_that_exist(self):
        outline = self.env["ward.form"]._get_form("02/DC", Date(2026, 3, 14))
        wanted = {
            (code, number)
            for sentence in outline.sentence_ids
            for code, number, _when in sentence._figures()
        }
        self.assertEqual({code for code, _number in wanted}, set(INSPECTORATE))
        self.assertEqual(
            set(outline.period_ids.mapped("code")), {"q1", "h1", "m9", "year"}
        )
        sentence = outline.sentence_ids.filtered(lambda s: "{01/TCD.1}" in s.text)
        text = sentence._fill(
            lambda code, number, when: {None: 1234, "last": 2.5, "year": None}[when]
        )
        self.assertIn("1.234 lượt (kỳ trước 2,5, cùng kỳ năm trước …)", text)

    def test_outline_asks_for_what_no_column_holds(self):
        outline = self.env["ward.form"]._get_form("02/DC", Date(2026, 3, 14))
        texts = outline.sentence_ids.filtered("is_manual").mapped("text")
        for words in (
            "đơn vị có vi phạm",
            "cần nêu rõ, cụ thể văn bản và nội dung kiến nghị",
            "so sánh số liệu với kỳ trước (hoặc cùng kỳ của năm trước)",
        ):
            self.assertTrue(any(words in text for text in texts), words)

    def test_periods_of_the_law(self):
        periods = {p.code: p for p in self.env["ward.report.period"].search([])}
        wanted = {
            "q1": ("2025-12-15", "2026-03-14", "2026-03-17", True),
            "q2": ("2026-03-15", "2026-06-14", "2026-06-17", False),
            "h1": ("2025-12-15", "2026-06-14", "2026-06-17", True),
            "q3": ("2026-06-15", "2026-09-14", "2026-09-17", False),
            "m9": ("2025-12-15", "2026-09-14", "2026-09-17", True),
            "q4": ("2026-09-15", "2026-12-14", "2026-12-17", False),
            "year": ("2025-12-15", "2026-12-14", "2026-12-17", True),
        }
        for code, (first, last, due, outline) in wanted.items():
            period = periods[code]
            self.assertEqual(
                [
                    str(day)
                    for day in (*period._dates(2026), period._due("commune", 2026))
                ],
                [first, last, due],
            )
            self.assertEqual(period._due("province", 2026).day, 20)
            self.assertEqual(period.wants_outline, outline)
            for form in self.forms.values():
                self.assertIn(period, form.period_ids)
        self.assertEqual(str(periods["btp_year"]._due("commune", 2026)), "2027-01-20")

    def test_forms_of_the_ministry_of_justice_are_drafts(self):
        forms = self.env["ward.form"].search([("authority", "=", "justice")])
        self.assertTrue(forms)
        self.assertEqual(set(forms.mapped("state")), {"draft"})
        self.assertFalse(any(forms.mapped("is_verified")))
        with self.refused(ValidationError, "17a/BTP/HTQTCT/CT: add its"):
            forms.filtered(lambda f: f.code.startswith("17a")).action_use()


@tagged("post_install", "-at_install")
class TestStatisticsDefinition(StatisticsCommon):
    """An administrator's changes, and what is refused by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env, "t_form_portal", "base.group_portal"
        )
        cls.users["public"] = new_test_user(
            cls.env, "t_form_public", "base.group_public"
        )

    def draft(self, **vals):
        """Return a draft of the administrator with two columns."""
        form = self.as_user("admin", "ward.form").create(
            {"code": "9/THU", "name": "Trial", "title": "BIỂU THỬ", **vals}
        )
        form.write(
            {
                "column_ids": [
                    Command.create({"name": "Số đơn", "number": 1, "kind": "manual"}),
                    Command.create(
                        {
                            "name": "Đã xử lý",
                            "number": 2,
                            "kind": "counted",
                            "source": "petition",
                            "date_field": "handled_on",
                        }
                    ),
                ]
            }
        )
        return form

    def add(self, form, **vals):
        form.write(
            {"column_ids": [Command.create({"name": "Tỷ lệ", "number": 3, **vals})]}
        )
        return form.column_ids.filtered(lambda c: c.number == 3)

    def test_a_form_is_made_and_put_to_use(self):
        form = self.draft()
        self.add(form, kind="arithmetic", formula="2/1*#100", unit="percent")
        form.write(
            {
                "check_ids": [
                    Command.create({"expression": "2 <= 1", "sentence": "2 > 1"})
                ]
            }
        )
        self.assertFalse(form.problem_html)
        form.action_use()
        self.assertEqual(form.state, "used")
        with self.refused(UserError, "in use"):
            form.unlink()

    def test_unknown_column(self):
        form = self.draft()
        self.add(form, kind="arithmetic", formula="1+8")
        self.assertIn("9/THU, column (3) Tỷ lệ: the formula uses", form.problem_html)
        with self.refused(ValidationError, "does not exist: 8; add it"):
            form.action_use()
        form.column_ids.filtered(lambda c: c.number == 3).formula = "1+77/XX.8"
        with self.refused(ValidationError, "does not exist: 77/XX.8"):
            form.action_use()

    def test_a_form_in_use_stays_whole(self):
        """In use, a change that breaks a formula is refused at once."""
        form = self.draft()
        self.add(form, kind="arithmetic", formula="1+2")
        form.action_use()
        with self.refused(ValidationError, "does not exist: 2"):
            form.column_ids.filtered(lambda c: c.number == 2).unlink()
        with self.refused(ValidationError, "does not exist: 2"):
            form.column_ids.filtered(lambda c: c.number == 2).number = 7
        with self.refused(ValidationError, "check “3 <= 9”"):
            form.write(
                {
                    "check_ids": [
                        Command.create({"expression": "3 <= 9", "sentence": "x"})
                    ]
                }
            )

    def test_circle(self):
        form = self.draft()
        third = self.add(form, kind="arithmetic", formula="1")
        form.write(
            {
                "column_ids": [
                    Command.create(
                        {
                            "name": "Vòng",
                            "number": 4,
                            "kind": "arithmetic",
                            "formula": "3+1",
                        }
                    )
                ]
            }
        )
        third.formula = "4-1"
        with self.refused(ValidationError, r"circle \(3 → 4 → 3\)"):
            form.action_use()

    def test_circle_through_another_form(self):
        first, second = self.draft(), self.draft(code="8/THU")
        third = self.add(first, kind="arithmetic", formula="8/THU.1")
        first.action_use()
        self.add(second, kind="arithmetic", formula="9/THU.3+1")
        self.assertEqual(
            [c.number for c in second._order_of_computing()], [3], "no circle yet"
        )
        second.action_use()
        with self.refused(
            ValidationError, r"circle \(9/THU\.3 → 8/THU\.3 → 9/THU\.3\)"
        ):
            third.formula = "8/THU.3"

    def test_unreadable_formula(self):
        form = self.draft()
        for formula, why in (
            ("1+", "a column or number is missing"),
            ("(1", "a bracket is not closed"),
            ("1+x", "a character it may not have"),
            ("1 = 2", "write that as a check"),
            ("__import__('os')", "a character it may not have"),
            ("", "it is empty"),
            ("(" * 60 + "1" + ")" * 60, "too many brackets"),
        ):
            with self.subTest(formula), self.refused(ValidationError, why):
                self.add(form, kind="arithmetic", formula=formula)
        for expression, why in (("3+4", "compares nothing"), ("3 = 4 = 5", "twice")):
            with self.refused(ValidationError, why):
                form.write(
                    {
                        "check_ids": [
                            Command.create({"expression": expression, "sentence": "x"})
                        ]
                    }
                )

    def test_wrong_domain(self):
        form = self.draft()
        column = form.column_ids.filtered(lambda c: c.number == 2)
        for domain, why in (
            ("[('no_such_field', '=', 1)]", "no_such_field"),
            ("[('state', '~', 'x')]", "does not fit"),
            ("{'a': 1}", "list in square brackets"),
            ("[('state', '=', open('/etc/passwd'))]", "cannot be read"),
            ("[(", "cannot be read"),
            ("[('case_id.nothing', '=', 1)]", "nothing"),
        ):
            with self.subTest(domain), self.refused(ValidationError, why):
                column.domain = domain
        for field, value, why in (
            ("measure", "nothing", "no stored field “nothing”"),
            ("measure", "summary", "wrong kind"),
            ("date_field", "received_at", "wrong kind"),
            ("distinct", "signal", "no stored field"),
            ("source", False, "choose what is counted"),
            ("timing", "carried", "“Date of the End”: name the field"),
        ):
            with self.subTest(field), self.refused(ValidationError, why):
                column[field] = value

    def test_no_question_about_people(self):
        """Counts ignore record rules: no condition asks who sent what, or what for."""
        form = self.draft()
        column = form.column_ids.filtered(lambda c: c.number == 2)
        for condition in (
            ("person_name", "ilike", "Thử"),
            ("person_identity_number", "=", "001085012345"),
            ("content", "ilike", "đất"),
            ("search_key", "like", "thu"),
            ("identity_ids.pseudonym", "=", "x"),
            ("identity_ids", "any", [("pseudonym", "=", "x")]),
            ("citizen_id", "=", 1),
            ("citizen_id", "ilike", "Thử"),
            ("citizen_id.name", "ilike", "Thử"),
            ("respondent_user_ids", "in", [1]),
            ("handler_id.login", "=", "x"),
            ("case_id.title", "ilike", "đất"),
            ("case_id", "ilike", "đất"),
        ):
            with (
                self.subTest(condition),
                self.refused(ValidationError, "never by people or texts"),
            ):
                column.domain = repr([condition])
        with self.refused(ValidationError, "wrong kind"):
            column.distinct = "person_name"
        column.domain = "[('field_id.complaint_group', '=', 'land')]"
        column.domain = "[('case_id', '=', False), ('people_count', '>=', 5)]"

    def test_field_that_an_update_took_away(self):
        """The definition is checked again before computing and names the column."""
        form = self.draft()
        form.action_use()
        column = form.column_ids.filtered(lambda c: c.number == 2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ward_form_column SET domain = %s, date_field = %s WHERE id = %s",
            ("[('gone', '=', 1)]", "gone_on", column.id),
        )
        self.env.invalidate_all()
        with self.assertRaises(ValidationError) as caught:
            form._check_definition()
        self.assertIn("9/THU, column (2) Đã xử lý", str(caught.exception))
        self.assertIn("gone", str(caught.exception))
        self.assertIn("gone_on", str(caught.exception))

    def test_overlapping_versions(self):
        form = self.draft(valid_from="2026-01-01")
        form.action_use()
        with self.refused(ValidationError, "versions 1 and 1 are in force"):
            self.draft(valid_from="2027-01-01").action_use()
        form.valid_to = "2026-12-31"
        other = self.draft(valid_from="2027-01-01")
        other.action_use()
        with self.refused(ValidationError, "in force on the same days"):
            form.valid_to = "2027-01-01"
        get = self.env["ward.form"]._get_form
        self.assertEqual(get("9/THU", Date(2026, 12, 31)), form)
        self.assertEqual(get("9/THU", Date(2027, 1, 1)), other)
        with self.refused(UserError, "No form 9/THU is in force on 31/12/2025"):
            get("9/THU", Date(2025, 12, 31))

    def test_new_version_is_a_whole_copy(self):
        """The administrator copies 05/KQTH, changes it and puts it to use."""
        old = self.forms["05/KQTH"]
        action = self.as_user("admin", old).action_new_version()
        new = self.as_user("admin", "ward.form").browse(action["res_id"])
        self.assertEqual((new.code, new.version, new.state), ("05/KQTH", 2, "draft"))
        for part in ("column_ids", "check_ids"):
            self.assertEqual(len(new[part]), len(old[part]))

        def shape(form):
            return [
                [(c["text"], c["rowspan"], c["colspan"]) for c in row]
                for row in form._header_rows()
            ]

        self.assertEqual(shape(new), shape(old))
        self.assertFalse(new.column_ids & old.column_ids)
        self.assertGreater(new.valid_from, old.valid_from)
        self.assertFalse(new.column_ids.parent_id - new.column_ids)
        with Form(new) as form:
            form.valid_from = "2027-01-01"
            form.title = "BIỂU MỚI"
        new.action_use()
        self.assertEqual(str(old.valid_to), "2026-12-31")
        self.assertEqual(
            self.env["ward.form"]._get_form("05/KQTH", Date(2027, 2, 1)), new
        )

    def test_frozen_form(self):
        """What an approved report holds is changed in a new version only."""
        form = self.draft()
        form.action_use()
        self.patch(
            self.env.registry["ward.form"], "_frozen_forms", lambda self: self & form
        )
        for change in (
            lambda: form.write({"title": "Khác"}),
            lambda: form.column_ids[0].write({"name": "Khác"}),
            lambda: form.column_ids[0].unlink(),
            lambda: self.add(form),
            lambda: form.write(
                {"check_ids": [Command.create({"expression": "1=2", "sentence": "x"})]}
            ),
        ):
            with self.refused(UserError, "make a new version"):
                change()
        form.valid_to = "2030-12-31"
        form.action_new_version()

    def test_tree_of_headings(self):
        form = self.draft()
        heading = form.column_ids.create(
            {"form_id": form.id, "name": "Trên", "kind": "heading"}
        )
        form.column_ids.filtered("number").parent_id = heading
        self.assertEqual(len(form._header_rows()), 2)
        with self.refused(ValidationError, "must be a heading"):
            self.add(form, parent_id=form.column_ids.filtered("number")[0].id)
        with self.refused(ValidationError, "must be a heading"):
            self.add(
                form,
                parent_id=self.forms["01/TCD"]
                .column_ids.filtered(lambda c: c.kind == "heading")[0]
                .id,
            )

    def test_rows_by_indicator(self):
        form = self.draft(layout="indicator")
        form.write(
            {
                "indicator_ids": [
                    Command.create(
                        {
                            "code": "1",
                            "name": "Đơn khiếu nại",
                            "domain": "[('kind', '=', 'complaint')]",
                        }
                    )
                ]
            }
        )
        self.assertEqual(form._row_headers(), ["MS", "Nội dung"])
        self.assertFalse(form._problems())
        form.indicator_ids.domain = "[('nothing', '=', 1)]"
        with self.refused(ValidationError, "row “Đơn khiếu nại”.*nothing"):
            form.action_use()

    def test_sentence_with_an_unknown_figure(self):
        form = self.draft()
        with self.refused(ValidationError, r"the figure \{xyz\}"):
            form.write({"sentence_ids": [Command.create({"text": "Có {xyz} đơn"})]})
        form.write({"sentence_ids": [Command.create({"text": "Có {01/TCD.77} đơn"})]})
        with self.refused(ValidationError, r"the figure \{01/TCD.77\}"):
            form.action_use()

    def test_form_number(self):
        with self.refused(ValidationError, "write it like 02/XLD"):
            self.draft(code="XLD")

    def test_period_that_is_none(self):
        period = self.as_user("admin", "ward.report.period")
        vals = {"code": "x", "name": "X", "title": "X"}
        with self.refused(ValidationError, "does not exist"):
            period.create(vals | {"end_month": "2", "end_day": 30})
        with self.refused(ValidationError, "ends before it begins"):
            period.create(vals | {"start_month": "5", "end_month": "2", "end_day": 1})
        with self.refused(ValidationError, "due before it ends"):
            period.create(vals | {"due_month": "1"})
        with self.refused(ValidationError, "in force twice"):
            period.create(vals | {"code": "q1", "due_day": 31, "due_day_province": 31})
        with self.refused(UserError, "knows no period “q5”"):
            period._get_period("q5", Date(2026, 3, 1))

    def test_access(self):
        """Everybody inside reads; only the administrator changes, also by RPC."""
        for model, roles in MATRIX.items():
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    records = self.env[model].with_user(self.users[role])
                    found = "".join(
                        letter
                        for letter, operation in OPERATIONS.items()
                        if records.has_access(operation)
                    )
                    self.assertEqual(found, roles[role])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_steps_of_other_roles_are_refused(self):
        form = self.forms["02/XLD"]
        for role in ("clerk", "leader", "inspector", "officer"):
            with self.subTest(role):
                mine = self.as_user(role, form)
                for step in (
                    mine.action_new_version,
                    mine.action_use,
                    lambda m=mine: m.write({"title": "x"}),
                    lambda m=mine: m.column_ids[0].write({"formula": "1"}),
                    lambda m=mine: m.check_ids.unlink(),
                    mine.copy,
                ):
                    with self.assertRaises(AccessError):
                        step()
        with self.refused(AccessError, "cannot be written directly"):
            self.as_user("admin", form).write({"state": "draft"})
