"""Let provinces that were entered by hand be those that come with this version."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, file_open
from odoo.tools.sql import table_exists


def migrate(cr, _version):
    if not table_exists(cr, "ward_place"):
        return
    with file_open("ward_office/data/citizen/ward_place_data.xml", "rb") as file:
        names = {
            record.findtext("field[@name='name']"): record.get("id")
            for record in etree.parse(file).iter("record")
        }
    env = api.Environment(cr, SUPERUSER_ID, {})
    known = env.execute_query(
        SQL(
            "SELECT id, name FROM ward_place WHERE parent_id IS NULL AND name = ANY(%s)"
            " AND id NOT IN (SELECT res_id FROM ir_model_data WHERE model = %s)",
            list(names),
            "ward.place",
        )
    )
    env["ir.model.data"].create(
        [
            {
                "module": "ward_office",
                "name": names[name],
                "model": "ward.place",
                "res_id": place_id,
                "noupdate": True,
            }
            for place_id, name in known
        ]
    )
