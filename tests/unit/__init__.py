from . import test_reviewers
from . import test_working_time
from . import test_settings
