"""Catalogues the administrator makes finer; law and statistics keep their codes."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenCatalogue(CitizenCommon):
    def test_full_names_follow_every_change(self):
        Field = self.env["ward.petition.field"]
        above = Field.create({"name": "Đất đai thử"})
        below = Field.create({"name": "Bồi thường thử", "parent_id": above.id})
        self.assertEqual(below.display_name, "Đất đai thử / Bồi thường thử")
        above.name = "Nhà ở thử"
        self.assertEqual(below.display_name, "Nhà ở thử / Bồi thường thử")
        new = Field.new({"name": "Mới", "parent_id": above.id})
        self.assertEqual(new.display_name, "Nhà ở thử / Mới")

    def test_an_administrator_adds_and_renames(self):
        item = self.as_user("admin", "ward.catalogue.item").create(
            {"kind": "source", "code": "post", "name": "Bưu điện xã"}
        )
        petition = self.petition(source="post", source_item_id=item.id)
        item.name = "Bưu điện phường"
        self.assertEqual(petition.source_item_id.name, "Bưu điện phường")
        self.assertEqual(petition.source, "post")
        with self.assertRaisesRegex(ValidationError, "belongs to another"):
            petition.source = "box"
            self.env.flush_all()

    def test_the_form_drops_a_word_that_does_not_fit(self):
        item = self.env["ward.catalogue.item"].search(
            [("kind", "=", "source"), ("code", "=", "forwarded")], limit=1
        )
        petition = self.petition(source="forwarded", source_item_id=item.id)
        with Form(self.as_user("leader", petition)) as form:
            form.source = "desk"
        self.assertFalse(petition.source_item_id)

    def test_a_word_belongs_to_its_catalogue(self):
        with self.assertRaisesRegex(ValidationError, "Belongs To"):
            self.env["ward.catalogue.item"].create(
                {"kind": "source", "code": "upheld", "name": "x"}
            )
        item = self.env["ward.catalogue.item"].create(
            {"kind": "result", "code": "right", "name": "Đúng, xin lỗi công khai"}
        )
        case = self.case()
        case.write({"outcome": "right", "outcome_item_id": item.id})
        with self.assertRaises(ValidationError):
            case.write({"outcome": "wrong"})
