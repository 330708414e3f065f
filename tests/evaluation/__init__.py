from . import test_evaluation_abuse
from . import test_evaluation_cycle
from . import test_evaluation_golden
from . import test_evaluation_scoring
