from . import test_statistics_counting
from . import test_statistics_definition
from . import test_statistics_formulas
