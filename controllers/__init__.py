from . import citizen_files
from . import citizen_pages
from . import citizen_portal
from . import evaluation_pages
from . import identity_pages
from . import plan_export
from . import portal_schedule
from . import statistics_export
