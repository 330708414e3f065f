"""Put the statutory forms that came with this version to use.

Functions in data that is not updated run at installation only.
"""

from odoo import SUPERUSER_ID, api

SHIPPED = (
    "form_01_tcd",
    "form_02_xld",
    "form_03_gqkn",
    "form_04_gqtc",
    "form_05_kqth",
    "form_06_qlkntc",
    "form_02_dc",
)


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    forms = env["ward.form"].concat(
        *(env.ref(f"ward_office.{name}") for name in SHIPPED)
    )
    forms.filtered(lambda form: form.state == "draft").action_use()
