from . import test_statistics_counting
from . import test_statistics_definition
from . import test_statistics_formulas
from . import test_report_abuse
from . import test_report_access
from . import test_report_counting
from . import test_report_engine
from . import test_report_steps
