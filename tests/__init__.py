# Odoo's loader sees only test modules that are names of this package.
from .plan import test_abuse, test_access, test_board
from .plan import test_plan_week
from .unit import test_reviewers, test_working_time
from .plan import test_campaign
from .plan import test_concreteness
from .plan import test_digest
from .plan import test_product, test_queries
from .plan import test_programme
from .plan import test_reminders
from .plan import test_tours
from .plan import test_plan_import
from .plan import test_product_import
from .plan import test_xlsx
from .plan import test_portal_schedule
from .plan import test_reports
