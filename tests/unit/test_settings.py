from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import WardCommon


@tagged("post_install", "-at_install", "ward_smoke")
class TestSettings(WardCommon):
    """The page “Ward Office” of the settings, and that every screen opens."""

    def test_every_action_opens(self):
        """As the leader who is also the administrator, each view is readable."""
        user = self.users["leader"]
        user.group_ids += self.env.ref("ward_office.group_ward_admin")
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "ward.%")]
        )
        self.assertGreater(len(actions), 20)
        for action in actions:
            with self.subTest(action=action.xml_id):
                model = self.as_user("leader", action.res_model)
                modes = [mode.strip() for mode in action.view_mode.split(",")]
                views = model.get_views([(False, m) for m in modes], {"toolbar": True})
                self.assertEqual(set(views["views"]), set(modes))

    def test_settings_are_the_units(self):
        admin = self.users["admin"]
        admin.group_ids += self.env.ref("base.group_system")
        model = self.as_user("admin", "res.config.settings")
        views = model.get_views([(False, "form")])
        self.assertIn("ward_plan_weekday", views["views"]["form"]["arch"])
        self.assertIn("ward_tz", model.fields_get(["ward_tz"]))
        settings = model.create({})
        self.assertEqual(settings.ward_code, "T-WARD-A")
        settings.write({"ward_plan_weekday": "3", "ward_plan_visibility": "leaders"})
        settings.execute()
        self.assertEqual(self.ward.ward_plan_weekday, "3")
        self.assertEqual(self.ward.ward_plan_visibility, "leaders")
        self.assertEqual(self.other_ward.ward_plan_weekday, "4")

    def test_each_setting_has_a_line_of_help(self):
        arch = self.env.ref(
            "ward_office.res_config_settings_view_form"
        )._get_combined_arch()
        [app] = arch.xpath("//app[@name='ward_office']")
        settings = app.xpath(".//setting")
        self.assertGreater(len(settings), 15)
        for setting in settings:
            with self.subTest(setting=setting.get("id")):
                self.assertGreater(len(setting.get("help") or ""), 20)

    def test_officer_changes_no_unit(self):
        with self.assertRaises(AccessError):
            self.as_user("head", self.ward).write({"ward_plan_weekday": "0"})

    @mute_logger("odoo.sql_db")
    def test_values_out_of_range(self):
        for vals in (
            {"ward_plan_hour": 25},
            {"ward_plan_month_day": 31},
            {"ward_task_reminder_hours": 0},
            {"ward_standard_points": 0},
            {"ward_code": "T-CITY"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.ward.write(vals)
                self.env.flush_all()
