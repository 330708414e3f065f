from . import test_evaluation_abuse
from . import test_evaluation_cycle
