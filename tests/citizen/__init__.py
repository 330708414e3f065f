from . import test_citizen_access
from . import test_citizen_clock
from . import test_citizen_flow
from . import test_citizen_identity
from . import test_citizen_papers
from . import test_citizen_reception
from . import test_citizen_tours
from . import test_citizen_tracking
