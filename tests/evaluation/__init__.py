from . import test_evaluation_abuse
from . import test_evaluation_access
from . import test_evaluation_cycle
from . import test_evaluation_golden
from . import test_evaluation_pages
from . import test_evaluation_scoring
from . import test_evaluation_secrecy
from . import test_evaluation_tours
