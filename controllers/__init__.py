from . import plan_export
from . import portal_schedule
