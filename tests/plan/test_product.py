from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import WardCommon


@tagged("post_install", "-at_install")
class TestProduct(WardCommon):
    """The catalogue of Decree 335/2025, Article 13."""

    def product(self, login="admin", **vals):
        return self.as_user(login, "ward.product").create(
            {
                "code": "DC.01",
                "name": "Soạn thảo văn bản đơn giản",
                "product_name": "Văn bản",
                "points": 5,
                "company_id": self.ward.id,
                **vals,
            }
        )

    def test_factor_is_points_by_the_standard(self):
        self.assertEqual(self.product().factor, 1.0)
        self.assertEqual(self.product(code="X", points=8).factor, 1.6)
        other = self.product(code="Y", points=10)
        self.ward.ward_standard_points = 3
        self.assertEqual(other.factor, 3.33)

    def test_decision(self):
        product = self.product("head")
        self.assertEqual(product.state, "proposed")
        for vals in ({"state": "decided"}, {"factor": 9}, {"decided_by_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.as_user("head", product).write(vals)
        with self.assertRaises(AccessError):
            self.product("head", code="Z", state="decided")
        self.as_user("leader", product).action_decide()
        self.assertEqual(product.decided_by_id, self.users["leader"])
        with self.assertRaises(AccessError):
            self.as_user("head", product).write({"points": 50})
        self.as_user("admin", product).write({"points": 50})

    def test_used_item_is_archived_not_deleted(self):
        product = self.product()
        plan = self.make_plan()
        self.as_user("officer", plan.task_ids).product_id = product
        with self.assertRaisesRegex(UserError, "archive"):
            self.as_user("admin", product).unlink()
        self.as_user("admin", product).action_archive()

    def test_found_with_and_without_accents(self):
        product = self.product(name="Giải phóng mặt bằng đường Đê")
        Product = self.as_user("officer", "ward.product")
        for words in ("giai phong", "GIẢI PHÓNG", "duong de", "DC.01"):
            with self.subTest(words=words):
                self.assertIn(product.id, [i for i, _n in Product.name_search(words)])

    @mute_logger("odoo.sql_db")
    def test_refused_values(self):
        self.product()
        for vals in (
            {"points": 0},
            {"scope": "department"},
            {"code": "DC.01"},
            {"valid_from": "2026-11-18", "valid_to": "2026-11-17"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.product(**({"code": "N"} | vals))

    def test_unit_sees_its_own(self):
        product = self.product()
        self.assertFalse(
            self.as_user("stranger", "ward.product").search([("id", "=", product.id)])
        )
