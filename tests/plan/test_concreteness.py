import doctest
import unicodedata

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import vagueness
from ..common import CONCRETE as GOOD
from ..common import WardCommon
from .concreteness_lines import CONCRETE, VAGUE, lines


def without_accents(text):
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in text if not unicodedata.combining(char))


VARIANTS = {
    "as written": str,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "upper case": str.upper,
    "without accents": without_accents,
    "with spaces": lambda text: f"  {text.replace(' ', '   ')}\t",
}


@tagged("post_install", "-at_install")
class TestConcreteness(WardCommon):
    """A task says something beyond the unit's list of vague phrases."""

    def issues(self, text, product="Báo cáo", company=None, login="officer"):
        return self.as_user(login, "ward.task")._concreteness_issues(
            text, product, company or self.ward
        )

    def test_table_is_long_enough(self):
        self.assertGreaterEqual(len(lines(VAGUE)), 60)
        self.assertGreaterEqual(len(lines(CONCRETE)), 60)

    def test_shipped_phrases(self):
        phrases = self.env["ward.vague.phrase"].search([("company_id", "=", False)])
        self.assertGreaterEqual(len(phrases.filtered(lambda p: p.kind == "phrase")), 40)

    def test_vague_lines(self):
        Task = self.as_user("officer", "ward.task")
        for name, variant in VARIANTS.items():
            for line in lines(VAGUE):
                with self.subTest(variant=name, line=line):
                    self.assertTrue(
                        Task._concreteness_issues(variant(line), "Báo cáo", self.ward)
                    )

    def test_concrete_lines(self):
        Task = self.as_user("officer", "ward.task")
        for name, variant in VARIANTS.items():
            for line in lines(CONCRETE):
                with self.subTest(variant=name, line=line):
                    self.assertFalse(
                        Task._concreteness_issues(variant(line), "Báo cáo", self.ward)
                    )

    def test_message_says_what_is_missing(self):
        self.assertIn("too general", self.issues("Làm báo cáo")[0])
        self.assertIn("missing", self.issues("")[0])
        self.assertIn("product", self.issues(GOOD, product=" ")[0])
        self.assertIn("says nothing", self.issues(GOOD, product="Kết quả công việc")[0])
        self.assertEqual(len(self.issues("Họp", product=False)), 2)

    def test_product_may_be_an_item_of_the_catalogue(self):
        item = self.env["ward.product"].create(
            {
                "code": "X.1",
                "name": "Soạn báo cáo",
                "product_name": "Báo cáo",
                "company_id": self.ward.id,
            }
        )
        self.assertFalse(self.issues(GOOD, product=item))
        self.assertTrue(self.issues(GOOD, product=self.env["ward.product"]))

    def test_hostile_texts(self):
        for text in (None, False, 12, "👍" * 50, "<script>alert(1)</script>", "\x00"):
            with self.subTest(text=text):
                self.assertTrue(self.issues(text))
        self.assertIn("500", self.issues("làm báo cáo " * 9000)[0])
        self.assertTrue(self.issues("<" * 100_000))

    def test_unit_adds_and_allows(self):
        line = "Chăm sóc cây cảnh cơ quan"
        self.assertFalse(self.issues(line))
        phrase = self.as_user("admin", "ward.vague.phrase").create(
            {"name": "chăm sóc cây cảnh", "company_id": self.ward.id}
        )
        self.assertTrue(self.issues(line))
        self.assertFalse(self.issues(line, company=self.other_ward))
        phrase.action_archive()
        self.assertFalse(self.issues(line))
        self.as_user("admin", "ward.vague.phrase").create(
            {"name": "Trực ban", "kind": "allowed", "company_id": self.ward.id}
        )
        self.assertFalse(self.issues("Trực ban"))
        self.assertTrue(self.issues("Trực ban", company=self.other_ward))

    @mute_logger("odoo.sql_db")
    def test_list_refuses_blank_and_double(self):
        Phrase = self.as_user("admin", "ward.vague.phrase")
        with self.assertRaisesRegex(ValidationError, "Words"):
            Phrase.create({"name": " !! "})
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            Phrase.create({"name": "LÀM  báo cáo!"})
        with self.assertRaises(AccessError):
            self.as_user("officer", "ward.vague.phrase").create({"name": "x y"})

    def test_live_while_typing(self):
        plan = self.make_plan()
        task = self.as_user("officer", "ward.task").new(
            {"plan_id": plan.id, "name": "Làm báo cáo", "product_name": "Báo cáo"}
        )
        self.assertIn("too general", task.concreteness)
        task.name = GOOD
        self.assertFalse(task.concreteness)

    def test_doctests(self):
        self.assertFalse(doctest.testmod(vagueness).failed)
