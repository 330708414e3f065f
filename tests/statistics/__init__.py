from . import test_statistics_formulas
