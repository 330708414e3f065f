from . import ward_import_mixin
from . import ward_plan_sheet
from . import ward_task_word
from . import ward_task_report
from . import ward_task_assign
from . import ward_plan_import
from . import ward_product_import
from . import ward_task_hand_over
